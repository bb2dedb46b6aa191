#include "judging/base/slab.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

struct slab_block {
	struct slab_block *older;
	size_t size;
	alignas(max_align_t) char bytes[];
};

void *memory_array(size_t count, size_t size)
{
	void *array = calloc(count ? count : 1, size ? size : 1);
	if (!array)
		abort();
	return array;
}

void *memory_grow(void *array, size_t count, size_t size)
{
	void *grown = reallocarray(array, count ? count : 1, size ? size : 1);
	if (!grown)
		abort();
	return grown;
}

void *slab_take(struct slab *slab, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2)
		abort();
	bytes = (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if (!slab->newest || slab->newest->size - slab->used < bytes) {
		size_t room = bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE;
		/* calloc: large blocks come zeroed from the system for free */
		struct slab_block *block = calloc(1, sizeof *block + room);
		if (!block)
			abort();
		block->older = slab->newest;
		block->size = room;
		slab->newest = block;
		slab->used = 0;
	}
	void *taken = slab->newest->bytes + slab->used;
	slab->used += bytes;
	return taken;
}

char *slab_text(struct slab *slab, const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(slab_take(slab, size, 1), text, size);
}

void slab_free(struct slab *slab)
{
	while (slab->newest) {
		struct slab_block *older = slab->newest->older;
		free(slab->newest);
		slab->newest = older;
	}
	slab->used = 0;
}

void slab_reset(struct slab *slab)
{
	struct slab rest = {.newest = slab->newest ? slab->newest->older : NULL};
	slab_free(&rest);
	if (!slab->newest)
		return;
	slab->newest->older = NULL;
	memset(slab->newest->bytes, 0, slab->used);
	slab->used = 0;
}
