#include "core/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"

/* The first chunk holds the arena itself and suffices for most requests; later ones double up to a bound. */
#define FIRST_CHUNK 4000
#define LARGEST_CHUNK 64000
#define ALIGNMENT _Alignof(max_align_t)

struct chunk {
	struct chunk *next;
	size_t size, used;
	_Alignas(max_align_t) char bytes[];
};

struct deferred {
	struct deferred *next;
	void (*fn)(void *);
	void *pointer;
};

struct arena {
	struct chunk *newest;
	struct deferred *deferred;
	size_t next_size;
};

static struct chunk *chunk_new(size_t size)
{
	struct chunk *chunk = malloc(sizeof(*chunk) + size);

	if (chunk == NULL)
		fatal("out of memory: %zu bytes", size);
	chunk->next = NULL;
	chunk->size = size;
	chunk->used = 0;
	return chunk;
}

static void *chunk_take(struct chunk *chunk, size_t size)
{
	void *taken = chunk->bytes + chunk->used;

	chunk->used += size;
	return taken;
}

struct arena *arena_new(void)
{
	struct chunk *chunk = chunk_new(FIRST_CHUNK);
	struct arena *arena = chunk_take(chunk, (sizeof(*arena) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);

	*arena = (struct arena){.newest = chunk, .next_size = 2 * FIRST_CHUNK};
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	for (struct deferred *d = arena->deferred; d != NULL; d = d->next)
		d->fn(d->pointer);
	for (struct chunk *chunk = arena->newest; chunk != NULL;) {
		struct chunk *next = chunk->next;

		free(chunk); /* the last one holds the arena */
		chunk = next;
	}
}

size_t arena_size(const struct arena *arena)
{
	size_t size = 0;

	for (const struct chunk *chunk = arena->newest; chunk != NULL; chunk = chunk->next)
		size += sizeof(*chunk) + chunk->size;
	return size;
}

/* SIZE bytes with whatever is in them. */
static void *take(struct arena *arena, size_t size)
{
	struct chunk *chunk;

	if (size > SIZE_MAX / 2)
		fatal("impossible allocation: %zu bytes", size);
	size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size <= arena->newest->size - arena->newest->used)
		return chunk_take(arena->newest, size);
	if (size > arena->next_size / 2) {
		/* A chunk of its own, behind the newest, whose rest stays in use. */
		chunk = chunk_new(size);
		chunk->next = arena->newest->next;
		arena->newest->next = chunk;
		return chunk_take(chunk, size);
	}
	chunk = chunk_new(arena->next_size);
	if (arena->next_size < LARGEST_CHUNK)
		arena->next_size *= 2;
	chunk->next = arena->newest;
	arena->newest = chunk;
	return chunk_take(chunk, size);
}

/* Zeroed as they are given out: most requests need few of the first chunk's. */
void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

char *arena_memdup(struct arena *arena, const void *bytes, size_t length)
{
	char *copy = take(arena, length + 1);

	if (length > 0)
		memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_memdup(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		fatal("format cannot be printed: %s", format);
	text = arena_alloc(arena, (size_t)length + 1);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;

	va_start(arguments, format);
	text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	return text;
}

void arena_defer(struct arena *arena, void (*fn)(void *), void *pointer)
{
	struct deferred *deferred = arena_alloc(arena, sizeof(*deferred));

	deferred->fn = fn;
	deferred->pointer = pointer;
	deferred->next = arena->deferred;
	arena->deferred = deferred;
}

static void drop_json(void *value)
{
	json_decref(value);
}

json_t *arena_json(struct arena *arena, json_t *value)
{
	if (value != NULL)
		arena_defer(arena, drop_json, value);
	return value;
}
