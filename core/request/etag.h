/* Entity tags: made and compared here only (RFC 9110, 8.8.3 and 13.1). All of ours are strong: one tag, the same bytes. No I/O. */
#ifndef CORE_REQUEST_ETAG_H
#define CORE_REQUEST_ETAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

/* The tag of a thing that has a version (above 0), of a text that names its bytes (letters and digits), and of bytes themselves; in the arena. */
const char *etag_of_version(struct arena *, int64_t version);
const char *etag_of_name(struct arena *, const char *name);
const char *etag_of_bytes(struct arena *, const void *bytes, size_t length);

/* The version in a tag as etag_of_version() makes it; 0 if it is anything else (a list and a weak one too), or NULL. */
int64_t etag_version(const char *tag);
/* If-None-Match: whether LIST is "*" or has TAG, weak or not. What is malformed, and whatever follows it, has nothing. */
bool etag_listed(const char *list, const char *tag);
/* If-Range: whether they are the same strong tag. */
bool etag_same(const char *tag, const char *other);

#endif
