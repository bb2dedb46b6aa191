/* JSON as text, for all that leaves the server or goes into the database. */
#ifndef CORE_BASE_JSON_TEXT_H
#define CORE_BASE_JSON_TEXT_H

#include <jansson.h>
#include <stddef.h>

#include "core/base/arena.h"

/* Compact text of any JSON value, to be freed. Numbers read back as exactly the same double, and are written as people wrote them:
 * 27.1, where 17 digits would say 27.100000000000001 (unless another number of the same text needs those). Fatal if out of memory. */
char *json_text(const json_t *value);

/* BYTES of JSON text that came in, LENGTH of them (a NUL behind), with what no text can hold taken care of before they are parsed, so that it
 * spoils no more than the one character: a lone surrogate (half an emoji, cut by a page that counts in UTF-16) becomes U+FFFD, and U+0000
 * becomes U+0001, another control, for C's texts end at a NUL. BYTES itself where there are none, else a copy of the same length. */
const char *json_mended(struct arena *, const char *bytes, size_t length);

/* What the library made. Fatal if that is NULL, which means that an argument is no UTF-8 or memory ran out: a fault of ours that must not pass
 * for an answer with something left out. json_pack() is looked at so wherever it is called: the programs are linked with --wrap=json_pack
 * (tools/local.mk), since a pack that failed unseen has let a fault in a form pass for none. */
json_t *json_made(json_t *value);

#endif
