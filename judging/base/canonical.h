/* Canonical JSON (RFC 8785): one text for one value, so that it can be hashed and compared.
 *
 * Keys are sorted by UTF-16 code units, numbers are written as ECMAScript does, strings with the fewest escapes. */
#ifndef JUDGING_BASE_CANONICAL_H
#define JUDGING_BASE_CANONICAL_H

#include "judging/base/decimal.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* The canonical form of VALUE, malloc'd and NUL-terminated; *LENGTH (may be NULL) is without the NUL. */
char *canonical_json(const json_t *value, size_t *length);

/* A text that grows, to write canonical JSON piece by piece. Starts as {0}; who has it frees TEXT, which has no NUL at its end. */
struct canonical_text {
	char *text;
	size_t length, capacity;
};

/* Each adds one value to the end; the commas and brackets between them are the caller's, as bytes. */
void canonical_put(struct canonical_text *, const json_t *value);
void canonical_put_string(struct canonical_text *, const char *string, size_t length);
void canonical_put_integer(struct canonical_text *, int64_t integer);
void canonical_put_real(struct canonical_text *, double x);
void canonical_put_bytes(struct canonical_text *, const char *bytes, size_t count);
void canonical_put_byte(struct canonical_text *, char byte);

/* The same for an object of which some members are not written as they are: PUT gets CONTEXT with each of them, and returns false to have it
 * written as it is. What is no object is. */
typedef bool canonical_member(void *context, const char *key, const json_t *value);
void canonical_put_members(struct canonical_text *, const json_t *object, canonical_member *put, void *context);

/* NUMBER as the canonical form writes it, into TEXT, which it returns: "88.675", never "88.674999999999997". */
const char *canonical_number(const json_t *number, char text[DECIMAL_TEXT]);

/* Order of two UTF-8 texts by the UTF-16 code units they stand for: <0, 0, >0. */
int canonical_compare_keys(const char *a, const char *b);

#endif
