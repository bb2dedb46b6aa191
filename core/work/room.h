/* Room in memory for large computations: how many bytes all of them together may take (computation_memory in the configuration).
 *
 * A request takes what it will need before it begins anything that others could wait for (no transaction, no lock is held), all at once, in the order
 * in which requests came; and it gives back what it no longer holds when it is answered, the rest when its memory is freed. So nobody waits who holds
 * part, and nobody is overtaken for ever. Any thread. */
#ifndef CORE_WORK_ROOM_H
#define CORE_WORK_ROOM_H

#include <stdint.h>

struct room;

/* BYTES: all there is. */
struct room *room_new(int64_t bytes);
/* After everything was given back. NULL is allowed. */
void room_free(struct room *);

enum room_verdict {
	ROOM_TAKEN,
	ROOM_FULL,  /* others held it until the deadline */
	ROOM_SMALL, /* it is more than all there is */
};
/* Takes BYTES (0 or more), waiting for them until DEADLINE (monotonic µs). */
__attribute__((warn_unused_result)) enum room_verdict room_take(struct room *, int64_t bytes, int64_t deadline);
/* Gives BYTES of those back. */
void room_give(struct room *, int64_t bytes);
/* All there is. */
int64_t room_bytes(const struct room *);

#endif
