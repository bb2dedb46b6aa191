/* Canonical JSON (RFC 8785): one text for one value, so that it can be hashed and compared.
 *
 * Keys are sorted by UTF-16 code units, numbers are written as ECMAScript does, strings with the fewest escapes. */
#ifndef JUDGING_BASE_CANONICAL_H
#define JUDGING_BASE_CANONICAL_H

#include <jansson.h>
#include <stddef.h>

/* The canonical form of VALUE, malloc'd and NUL-terminated; *LENGTH (may be NULL) is without the NUL. */
char *canonical_json(const json_t *value, size_t *length);

/* Order of two UTF-8 texts by the UTF-16 code units they stand for: <0, 0, >0. */
int canonical_compare_keys(const char *a, const char *b);

#endif
