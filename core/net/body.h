/* The body of a request while it comes: one buffer that grows with what is here, not with what was announced. HELD is where its loop
 * counts the bytes of all unfinished bodies. */
#ifndef CORE_NET_BODY_H
#define CORE_NET_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "core/request/request.h"

/* Start with {0}. */
struct body {
	char *bytes;
	size_t length, room;
};

/* Adds LENGTH bytes; there will be no more than MOST in all. */
void body_add(struct body *, const char *bytes, size_t length, size_t most, int64_t *held);
/* It is complete: it becomes the request's. */
void body_give(struct body *, struct request *, int64_t *held);
void body_drop(struct body *, int64_t *held);

#endif
