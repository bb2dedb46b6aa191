/* A list of ids with a hash index: which position has this id? Used for firms, judges, entries, group keys, panels.
 *
 * Start as `struct ids ids = {0};`, end with ids_free(). The texts are borrowed and must outlive the list. */
#ifndef JUDGING_BASE_IDS_H
#define JUDGING_BASE_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IDS_NONE SIZE_MAX

struct ids {
	const char **names; /* in the order of adding; NULL for a skipped position */
	size_t count, capacity;
	uint32_t *slots; /* open addressing; position + 1, 0 for a free slot */
	size_t slot_count;
	bool incomplete; /* what it is of has a fault, so that an id not found may all the same be meant */
};

/* The position of NAME, or IDS_NONE. */
size_t ids_find(const struct ids *, const char *name);

/* Adds NAME at the end and returns its position, or returns where it stands already (*FRESH tells which; may be NULL). */
size_t ids_add(struct ids *, const char *name, bool *fresh);

/* Adds a position that no name finds, so that positions stay those of a JSON array with a faulty element. */
void ids_skip(struct ids *);

void ids_free(struct ids *);

/* The text order of two elements of an array of texts, as qsort() and bsearch() want it. */
int ids_compare(const void *, const void *);

#endif
