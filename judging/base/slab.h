/* A slab: everything judging parses out of one document lives and dies together.
 *
 * Start as `struct slab a = {0};`, take as often as needed, end with one slab_free(). Running out of memory aborts. */
#ifndef JUDGING_BASE_SLAB_H
#define JUDGING_BASE_SLAB_H

#include <stddef.h>

struct slab {
	struct slab_block *newest;
	size_t used;
};

/* COUNT zeroed objects of SIZE bytes, aligned for any type; never NULL, also for a count of 0. */
__attribute__((returns_nonnull)) void *slab_take(struct slab *, size_t count, size_t size);

/* A copy of TEXT that lives as long as the slab. */
char *slab_text(struct slab *, const char *text);

/* Frees all of it; the slab may be used again. */
void slab_free(struct slab *);

/* Makes it empty, but keeps a block for what comes next: for what is made and thrown away row by row. */
void slab_reset(struct slab *);

/* malloc'd, zeroed array of COUNT objects, to be freed by the caller; aborts when memory is out or the size overflows. */
void *memory_array(size_t count, size_t size);

/* realloc() of an array that aborts when memory is out or the size overflows. */
__attribute__((returns_nonnull)) void *memory_grow(void *array, size_t count, size_t size);

#endif
