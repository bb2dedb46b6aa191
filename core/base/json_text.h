/* JSON as text, for all that leaves the server or goes into the database. */
#ifndef CORE_BASE_JSON_TEXT_H
#define CORE_BASE_JSON_TEXT_H

#include <jansson.h>

/* Compact text of any JSON value, to be freed. Numbers read back as exactly the same double, and are written as people wrote them:
 * 27.1, where 17 digits would say 27.100000000000001 (unless another number of the same text needs those). Fatal if out of memory. */
char *json_text(const json_t *value);

#endif
