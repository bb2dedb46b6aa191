#include "judging/base/ids.h"

#include "judging/base/slab.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a, 64 bits (Fowler, Noll, Vo), folded by its high half. It begins from where the slots lie in memory too, which nobody knows who chooses
 * ids such that they would all belong in one slot. */
static size_t hash(const struct ids *ids, const char *name)
{
	uint64_t h = 14695981039346656037u ^ (uint64_t)(uintptr_t)ids->slots * 0x9e3779b97f4a7c15u;
	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * 1099511628211u;
	return (size_t)(h ^ (h >> 32));
}

/* The slot that holds NAME, or the free one where it belongs. */
static size_t slot_of(const struct ids *ids, const char *name)
{
	size_t slot = hash(ids, name) & (ids->slot_count - 1);
	while (ids->slots[slot] && strcmp(ids->names[ids->slots[slot] - 1], name) != 0)
		slot = (slot + 1) & (ids->slot_count - 1);
	return slot;
}

size_t ids_find(const struct ids *ids, const char *name)
{
	if (!ids->slot_count)
		return IDS_NONE;
	uint32_t position = ids->slots[slot_of(ids, name)];
	return position ? position - 1 : IDS_NONE;
}

static void append(struct ids *ids, const char *name)
{
	if (ids->count == UINT32_MAX - 1)
		abort();
	if (ids->count == ids->capacity) {
		ids->capacity = ids->capacity ? 2 * ids->capacity : 8;
		ids->names = memory_grow(ids->names, ids->capacity, sizeof *ids->names);
	}
	ids->names[ids->count++] = name;
}

/* Doubles the slots while more than half would be taken; old positions are entered again. */
static void make_room(struct ids *ids)
{
	if (2 * (ids->count + 1) <= ids->slot_count)
		return;
	uint32_t *old = ids->slots;
	size_t old_count = ids->slot_count;
	ids->slot_count = old_count ? 2 * old_count : 16;
	ids->slots = memory_array(ids->slot_count, sizeof *ids->slots);
	for (size_t i = 0; i < old_count; i++)
		if (old[i])
			ids->slots[slot_of(ids, ids->names[old[i] - 1])] = old[i];
	free(old);
}

size_t ids_add(struct ids *ids, const char *name, bool *fresh)
{
	make_room(ids);
	size_t slot = slot_of(ids, name);
	if (fresh)
		*fresh = !ids->slots[slot];
	if (ids->slots[slot])
		return ids->slots[slot] - 1;
	append(ids, name);
	ids->slots[slot] = (uint32_t)ids->count;
	return ids->count - 1;
}

void ids_skip(struct ids *ids)
{
	make_room(ids);
	append(ids, NULL);
}

void ids_free(struct ids *ids)
{
	free(ids->names);
	free(ids->slots);
	*ids = (struct ids){0};
}

int ids_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}
