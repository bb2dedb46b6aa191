/* An arena: everything judging parses out of one document lives and dies together.
 *
 * Start as `struct arena a = {0};`, take as often as needed, end with one arena_free(). Running out of memory aborts. */
#ifndef JUDGING_ARENA_H
#define JUDGING_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *newest;
	size_t used;
};

/* COUNT zeroed objects of SIZE bytes, aligned for any type; never NULL, also for a count of 0. */
void *arena_take(struct arena *, size_t count, size_t size);

/* A copy of TEXT that lives as long as the arena. */
char *arena_text(struct arena *, const char *text);

/* Frees all of it; the arena may be used again. */
void arena_free(struct arena *);

/* malloc'd, zeroed array of COUNT objects, to be freed by the caller; aborts when memory is out or the size overflows. */
void *memory_array(size_t count, size_t size);

/* realloc() of an array that aborts when memory is out or the size overflows. */
void *memory_grow(void *array, size_t count, size_t size);

#endif
