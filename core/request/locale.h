/* The languages of sentences: which one a client asks for. */
#ifndef CORE_REQUEST_LOCALE_H
#define CORE_REQUEST_LOCALE_H

#include <stdbool.h>

#include "core/request/problem.h"

/* Of an Accept-Language header (NULL allowed) the one of our languages that is wanted most; false if it names none. */
bool locale_accepted(const char *accept, enum locale *);

#endif
