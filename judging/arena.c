#include "judging/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

struct arena_block {
	struct arena_block *older;
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

void *arena_take(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2)
		abort();
	bytes = (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if (!arena->newest || arena->newest->size - arena->used < bytes) {
		size_t room = bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE;
		/* calloc: large blocks come zeroed from the system for free */
		struct arena_block *block = calloc(1, sizeof *block + room);
		if (!block)
			abort();
		block->older = arena->newest;
		block->size = room;
		arena->newest = block;
		arena->used = 0;
	}
	void *taken = arena->newest->bytes + arena->used;
	arena->used += bytes;
	return taken;
}

char *arena_text(struct arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(arena_take(arena, size, 1), text, size);
}

void arena_free(struct arena *arena)
{
	while (arena->newest) {
		struct arena_block *older = arena->newest->older;
		free(arena->newest);
		arena->newest = older;
	}
	arena->used = 0;
}
