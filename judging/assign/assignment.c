#include "judging/assign/assignment.h"

#include "judging/base/slab.h"

#include <stdlib.h>
#include <string.h>

#define NOBODY SIZE_MAX

/* Sets of judges are rows of bits. */
typedef uint64_t word;
#define WORD_BITS 64

/* A position in an array of the problem; sorted by id, so that the order of the input never matters. */
struct by_id {
	size_t position;
	int64_t id;
};

static int compare_ids(const void *a, const void *b)
{
	const struct by_id *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

struct work {
	const struct assign_problem *problem;
	size_t words;  /* of a set of judges */
	word *allowed; /* per entry: judges that may score it and do not yet */
	word *chosen;  /* per entry: judges of the plan */
	struct by_id *judges;
	int64_t *loads;
	/* Entries that each judge has by the plan. */
	struct entry_list {
		size_t *entries, count, capacity;
	} *has;
	size_t *queue, *from; /* of the search: judges, and who passes load on to each */
};

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (!memory)
		abort();
	return memory;
}

static bool in(const word *set, size_t judge)
{
	return set[judge / WORD_BITS] >> (judge % WORD_BITS) & 1;
}

static void include(word *set, size_t judge)
{
	set[judge / WORD_BITS] |= (word)1 << (judge % WORD_BITS);
}

static void exclude(word *set, size_t judge)
{
	set[judge / WORD_BITS] &= ~((word)1 << (judge % WORD_BITS));
}

static word *set_of(const struct work *w, word *sets, size_t entry)
{
	return sets + entry * w->words;
}

static int set_size(const struct work *w, const word *set)
{
	int size = 0;

	for (size_t i = 0; i < w->words; i++)
		size += __builtin_popcountll(set[i]);
	return size;
}

/* splitmix64 (S. Vigna), as a mix of three numbers. */
static uint64_t mix(uint64_t seed, int64_t entry, int64_t judge)
{
	uint64_t z = seed + (uint64_t)entry * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)judge * UINT64_C(0xd1b54a32d192ed03);

	for (int i = 0; i < 2; i++) {
		z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
		z ^= z >> 31;
	}
	return z;
}

/* ---- who may score what ---- */

static bool sits_in(const struct assign_judge *judge, int panel)
{
	if (panel < 0)
		return true;
	for (size_t i = 0; i < judge->panel_count; i++) {
		if (judge->panels[i] == panel)
			return true;
	}
	return false;
}

static bool knows(const struct assign_judge *judge, const char *industry)
{
	if (!industry || !judge->expertise || !judge->expertise[0])
		return true;
	for (size_t i = 0; judge->expertise[i]; i++) {
		if (strcmp(judge->expertise[i], industry) == 0)
			return true;
	}
	return false;
}

/* Whether entries may differ in who sits in their panel and knows their industry: neighbours in the input seldom do. */
static bool same_kind(const struct assign_entry *a, const struct assign_entry *b)
{
	return a->panel == b->panel &&
	       (a->industry == b->industry || (a->industry && b->industry && strcmp(a->industry, b->industry) == 0));
}

static void mark_pairs(const struct work *w, word *sets, const struct assign_pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		include(set_of(w, sets, pairs[i].entry), pairs[i].judge);
}

static void note_shortage(struct assign_plan *plan, struct assign_shortage shortage)
{
	if (shortage.possible < shortage.needed)
		plan->shortages[plan->shortage_count++] = shortage;
}

/* Fills the set of allowed judges of ENTRY, given who sits in its panel and who knows its industry. */
static void allow(const struct work *w, size_t entry, const word *panel, const word *expert, const word *taken, const word *conflict,
    struct assign_plan *plan)
{
	const struct assign_problem *p = w->problem;
	word *allowed = set_of(w, w->allowed, entry);
	struct assign_shortage s = {.entry = entry, .needed = p->entries[entry].needed, .judges = set_size(w, panel)};
	int experts = 0;

	for (size_t i = 0; i < w->words; i++) {
		word is_taken = panel[i] & taken[i], has_conflict = panel[i] & ~taken[i] & conflict[i];
		allowed[i] = panel[i] & ~taken[i] & ~conflict[i];
		s.taken += __builtin_popcountll(is_taken);
		s.conflicts += __builtin_popcountll(has_conflict);
		s.no_expertise += __builtin_popcountll(allowed[i] & ~expert[i]);
		experts += __builtin_popcountll(allowed[i] & expert[i]);
	}
	bool restrict_to_experts = p->expertise == ASSIGN_REQUIRE || (p->expertise == ASSIGN_PREFER && experts >= p->entries[entry].needed);
	if (restrict_to_experts) {
		for (size_t i = 0; i < w->words; i++)
			allowed[i] &= expert[i];
	} else {
		s.no_expertise = 0;
	}
	s.possible = set_size(w, allowed);
	note_shortage(plan, s);
}

static void allow_all(const struct work *w, struct assign_plan *plan)
{
	const struct assign_problem *p = w->problem;
	word *taken = allocate(p->entry_count * w->words, sizeof *taken);
	word *conflict = allocate(p->entry_count * w->words, sizeof *conflict);
	word *panel = allocate(w->words, sizeof *panel), *expert = allocate(w->words, sizeof *expert);

	mark_pairs(w, taken, p->taken, p->taken_count);
	mark_pairs(w, conflict, p->conflicts, p->conflict_count);
	for (size_t e = 0; e < p->entry_count; e++) {
		const struct assign_entry *entry = &p->entries[e];
		if (e == 0 || !same_kind(entry, entry - 1)) {
			memset(panel, 0, w->words * sizeof *panel);
			memset(expert, 0, w->words * sizeof *expert);
			for (size_t j = 0; j < p->judge_count; j++) {
				if (sits_in(&p->judges[j], entry->panel))
					include(panel, j);
				if (knows(&p->judges[j], entry->industry))
					include(expert, j);
			}
		}
		if (entry->needed > 0)
			allow(w, e, panel, expert, set_of(w, taken, e), set_of(w, conflict, e), plan);
	}
	free(taken);
	free(conflict);
	free(panel);
	free(expert);
}

/* ---- the first distribution ---- */

static void give(struct work *w, size_t entry, size_t judge)
{
	struct entry_list *list = &w->has[judge];

	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity : 16;
		list->entries = memory_grow(list->entries, list->capacity, sizeof *list->entries);
	}
	list->entries[list->count++] = entry;
	include(set_of(w, w->chosen, entry), judge);
	exclude(set_of(w, w->allowed, entry), judge);
	w->loads[judge]++;
}

static void take(struct work *w, size_t entry, size_t judge)
{
	struct entry_list *list = &w->has[judge];
	size_t i = 0;

	while (list->entries[i] != entry)
		i++;
	list->entries[i] = list->entries[--list->count];
	exclude(set_of(w, w->chosen, entry), judge);
	include(set_of(w, w->allowed, entry), judge);
	w->loads[judge]--;
}

/* Of the judges that may score the entry, the one with the smallest load; among equals the seeded mix decides. */
static size_t least_loaded(struct work *w, size_t entry)
{
	const struct assign_problem *p = w->problem;
	const word *allowed = set_of(w, w->allowed, entry);
	size_t best = NOBODY;
	uint64_t best_mix = 0;

	for (size_t i = 0; i < w->words; i++) {
		for (word rest = allowed[i]; rest; rest &= rest - 1) {
			size_t judge = i * WORD_BITS + (size_t)__builtin_ctzll(rest);
			if (best != NOBODY && w->loads[judge] > w->loads[best])
				continue;
			uint64_t m = mix(p->seed, p->entries[entry].id, p->judges[judge].id);
			if (best == NOBODY || w->loads[judge] < w->loads[best] || m < best_mix) {
				best = judge;
				best_mix = m;
			}
		}
	}
	return best;
}

struct ranked {
	size_t entry;
	int slack;
	int64_t id;
	uint64_t mix;
};

static int by_restriction(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->slack != y->slack)
		return x->slack < y->slack ? -1 : 1;
	if (x->mix != y->mix)
		return x->mix < y->mix ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void distribute(struct work *w)
{
	const struct assign_problem *p = w->problem;
	struct ranked *ranked = allocate(p->entry_count, sizeof *ranked);

	for (size_t e = 0; e < p->entry_count; e++) {
		int64_t id = p->entries[e].id;
		ranked[e] = (struct ranked){e, set_size(w, set_of(w, w->allowed, e)) - p->entries[e].needed, id, mix(p->seed, id, 0)};
	}
	qsort(ranked, p->entry_count, sizeof *ranked, by_restriction);
	for (size_t i = 0; i < p->entry_count; i++) {
		for (int n = 0; n < p->entries[ranked[i].entry].needed; n++) {
			size_t judge = least_loaded(w, ranked[i].entry);
			if (judge == NOBODY)
				break;
			give(w, ranked[i].entry, judge);
		}
	}
	free(ranked);
}

/* ---- evening out ---- */

/* An entry that GIVER has and TAKER could have instead; the one with the smallest id. NOBODY if there is none. */
static size_t movable(const struct work *w, size_t giver, size_t taker)
{
	const struct assign_problem *p = w->problem;
	const struct entry_list *list = &w->has[giver];
	size_t best = NOBODY;

	for (size_t i = 0; i < list->count; i++) {
		size_t entry = list->entries[i];
		if (in(set_of(w, w->allowed, entry), taker) && (best == NOBODY || p->entries[entry].id < p->entries[best].id))
			best = entry;
	}
	return best;
}

/* Judges to whom GIVER could pass an entry, as a set. */
static void takers(const struct work *w, size_t giver, word *set)
{
	const struct entry_list *list = &w->has[giver];

	memset(set, 0, w->words * sizeof *set);
	for (size_t i = 0; i < list->count; i++) {
		const word *allowed = set_of(w, w->allowed, list->entries[i]);
		for (size_t k = 0; k < w->words; k++)
			set[k] |= allowed[k];
	}
}

/* Looks for a path from START to a judge with a load smaller by two or more; returns that judge (w->from leads back), or NOBODY. */
static size_t find_relief(struct work *w, size_t start, word *set)
{
	size_t count = w->problem->judge_count, head = 0, tail = 0;

	for (size_t j = 0; j < count; j++)
		w->from[j] = NOBODY;
	w->from[start] = start;
	w->queue[tail++] = start;
	while (head < tail) {
		size_t giver = w->queue[head++];
		takers(w, giver, set);
		for (size_t i = 0; i < count; i++) {
			size_t j = w->judges[i].position;
			if (w->from[j] != NOBODY || !in(set, j))
				continue;
			w->from[j] = giver;
			if (w->loads[j] <= w->loads[start] - 2)
				return j;
			w->queue[tail++] = j;
		}
	}
	return NOBODY;
}

/* Passes one entry along the path that ends at TAKER. */
static void relieve(struct work *w, size_t taker)
{
	while (w->from[taker] != taker) {
		size_t giver = w->from[taker], entry = movable(w, giver, taker);
		take(w, entry, giver);
		give(w, entry, taker);
		taker = giver;
	}
}

static void even_out(struct work *w)
{
	word *set = allocate(w->words, sizeof *set);
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < w->problem->judge_count; i++) {
			size_t j = w->judges[i].position, taker;
			while (w->has[j].count > 0 && (taker = find_relief(w, j, set)) != NOBODY) {
				relieve(w, taker);
				moved = true;
			}
		}
	}
	free(set);
}

/* ---- the plan ---- */

static void read_off(const struct work *w, struct assign_plan *plan)
{
	const struct assign_problem *p = w->problem;
	struct by_id *entries = allocate(p->entry_count, sizeof *entries);
	size_t count = 0;

	for (size_t j = 0; j < p->judge_count; j++)
		count += w->has[j].count;
	for (size_t e = 0; e < p->entry_count; e++)
		entries[e] = (struct by_id){e, p->entries[e].id};
	qsort(entries, p->entry_count, sizeof *entries, compare_ids);
	plan->pairs = allocate(count, sizeof *plan->pairs);
	for (size_t e = 0; e < p->entry_count; e++) {
		const word *chosen = set_of(w, w->chosen, entries[e].position);
		for (size_t j = 0; j < p->judge_count; j++) {
			if (in(chosen, w->judges[j].position))
				plan->pairs[plan->pair_count++] = (struct assign_pair){entries[e].position, w->judges[j].position};
		}
	}
	free(entries);
}

static int compare_shortages(const void *a, const void *b, void *problem)
{
	const struct assign_problem *p = problem;
	int64_t x = p->entries[((const struct assign_shortage *)a)->entry].id;
	int64_t y = p->entries[((const struct assign_shortage *)b)->entry].id;

	return (x > y) - (x < y);
}

void assignment_plan(const struct assign_problem *p, struct assign_plan *plan)
{
	struct work w = {.problem = p, .words = (p->judge_count + WORD_BITS - 1) / WORD_BITS};

	*plan = (struct assign_plan){.shortages = allocate(p->entry_count, sizeof *plan->shortages)};
	w.allowed = allocate(p->entry_count * w.words, sizeof *w.allowed);
	w.chosen = allocate(p->entry_count * w.words, sizeof *w.chosen);
	w.loads = allocate(p->judge_count, sizeof *w.loads);
	w.has = allocate(p->judge_count, sizeof *w.has);
	w.judges = allocate(p->judge_count, sizeof *w.judges);
	w.queue = allocate(p->judge_count, sizeof *w.queue);
	w.from = allocate(p->judge_count, sizeof *w.from);
	for (size_t j = 0; j < p->judge_count; j++) {
		w.loads[j] = p->judges[j].load;
		w.judges[j] = (struct by_id){j, p->judges[j].id};
	}
	qsort(w.judges, p->judge_count, sizeof *w.judges, compare_ids);
	allow_all(&w, plan);
	distribute(&w);
	even_out(&w);
	read_off(&w, plan);
	qsort_r(plan->shortages, plan->shortage_count, sizeof *plan->shortages, compare_shortages, (void *)p);
	plan->loads = w.loads;
	for (size_t j = 0; j < p->judge_count; j++)
		free(w.has[j].entries);
	free(w.allowed);
	free(w.chosen);
	free(w.has);
	free(w.judges);
	free(w.queue);
	free(w.from);
}

void assignment_plan_free(struct assign_plan *plan)
{
	free(plan->pairs);
	free(plan->shortages);
	free(plan->loads);
	*plan = (struct assign_plan){0};
}
