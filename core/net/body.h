/* The body of a request while it comes: one buffer that grows with what is here, not with what was announced. HELD is where the bytes of all
 * bodies of its class are counted, from when they come until the request is answered. */
#ifndef CORE_NET_BODY_H
#define CORE_NET_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "core/request/exchange.h"

/* Start with {0}. */
struct body {
	char *bytes;
	size_t length, room;
	_Atomic int64_t *held;
};

/* Adds LENGTH bytes; there will be no more than MOST in all. */
void body_add(struct body *, const char *bytes, size_t length, size_t most, _Atomic int64_t *held);
/* It is complete: it becomes the exchange's, and is counted until body_forget(). */
void body_give(struct body *, struct exchange *);
/* Nobody needs the exchange's body any more. */
void body_forget(struct exchange *);
void body_drop(struct body *);

#endif
