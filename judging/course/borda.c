#include "judging/course/borda.h"

#include <stdlib.h>

struct vote {
	uint32_t judge, standing;
	int64_t total;
};

static int compare_votes(const void *a, const void *b)
{
	const struct vote *x = a, *y = b;
	if (x->judge != y->judge)
		return x->judge < y->judge ? -1 : 1;
	if (x->total != y->total)
		return x->total < y->total ? -1 : 1;
	return x->standing < y->standing ? -1 : x->standing > y->standing;
}

/* Adds the points that the COUNT votes of one judge, from the lowest total up, are worth. */
static void add_places(struct standing *standings, const struct vote *votes, size_t count)
{
	mpq_t points;

	mpq_init(points);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && votes[to].total == votes[from].total; to++)
			;
		if (count == 1)
			decimal_set_ratio(points, 50, 1);
		else
			decimal_set_ratio(points, 100 * (int128)(2 * from + (to - from - 1)), 2 * (int128)(count - 1));
		for (size_t i = from; i < to; i++)
			mpq_add(standings[votes[i].standing].score, standings[votes[i].standing].score, points);
	}
	mpq_clear(points);
}

void borda_score(struct round_run *run, const struct group *group)
{
	struct standing *standings = &run->standings[group->first];
	size_t count = 0;
	mpq_t sheets;

	for (size_t i = 0; i < group->count; i++)
		count += standings[i].sheet_count;
	struct vote *votes = memory_array(count, sizeof *votes);
	count = 0;
	for (size_t i = 0; i < group->count; i++)
		for (size_t j = 0; j < standings[i].sheet_count; j++)
			votes[count++] = (struct vote){standings[i].sheets[j].judge, (uint32_t)i, standings[i].sheets[j].total};
	qsort(votes, count, sizeof *votes, compare_votes);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && votes[to].judge == votes[from].judge; to++)
			;
		add_places(standings, &votes[from], to - from);
	}
	free(votes);
	mpq_init(sheets);
	for (size_t i = 0; i < group->count; i++)
		if (standings[i].sheet_count) {
			mpq_set_ui(sheets, standings[i].sheet_count, 1);
			mpq_div(standings[i].score, standings[i].score, sheets);
		}
	mpq_clear(sheets);
}
