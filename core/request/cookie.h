/* A cookie of the request. */
#ifndef CORE_REQUEST_COOKIE_H
#define CORE_REQUEST_COOKIE_H

#include "core/request/request.h"

/* The value of the first cookie NAME that has LENGTH characters (0: any number), in the arena; NULL: there is none. */
char *request_cookie(const struct request *, const char *name, size_t length);

#endif
