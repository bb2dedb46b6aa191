/* Memory of one owner that grows, for what outlives no arena; and what the process as a whole has of it. */
#ifndef CORE_BASE_MEMORY_H
#define CORE_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* realloc() that never fails: exhausted memory is fatal. POINTER may be NULL; the owner frees the result. */
__attribute__((warn_unused_result, returns_nonnull)) void *memory_resize(void *pointer, size_t size);

/* Once, before there are threads: large pieces are the system's again as soon as they are freed, and what is kept for the next ones does not grow with
 * the largest that there ever was. */
void memory_begin(void);

/* In bytes. */
struct memory_state {
	int64_t resident; /* of the process's own pages, in the machine's memory */
	int64_t used;     /* that malloc has given out */
};
struct memory_state memory_state(void);

/* What of the difference between both cannot be given back; begin with MEMORY_TIDE. */
struct memory_tide {
	int64_t floor;
};
#define MEMORY_TIDE ((struct memory_tide){INT64_MAX})

/* Gives free pages back to the system if LIMIT_MEMORY_SPARE more of them have gathered than remained the last time; true if it did. *NOW is how it is then.
 * To be called now and then, from one thread: pages become free piece by piece, on whatever thread frees the last of what lay on them. */
bool memory_ebb(struct memory_tide *, struct memory_state *now);

#endif
