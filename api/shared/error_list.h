/* What is wrong with the fields of a request, as problems list it. */
#ifndef API_SHARED_ERROR_LIST_H
#define API_SHARED_ERROR_LIST_H

#include <jansson.h>

/* Adds {"field", "detail"} to ERRORS, an array; DETAIL is in the caller's language already. No fault is ever lost: what cannot be added is fatal. */
void error_add(json_t *errors, const char *field, const char *detail);

#endif
