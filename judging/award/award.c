#include "judging/award/award.h"

#include "judging/award/pool.h"

#include <stdlib.h>
#include <string.h>

/* By pool, group, tier, rank, entry id. */
static int compare_grants(const void *a, const void *b)
{
	const struct grant *x = a, *y = b;
	if (x->pool != y->pool)
		return x->pool < y->pool ? -1 : 1;
	int order = strcmp(x->group, y->group);
	if (order)
		return order;
	if (x->tier != y->tier)
		return x->tier < y->tier ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

bool award_list_make(struct contest *contest, struct award_list *list)
{
	const struct award *award = contest->record->rulebook.award;
	size_t before = contest->errors->count;
	struct pool_list pools = {.contest = contest};

	pools.awarded = memory_array(contest->record->entry_ids.count, sizeof *pools.awarded);
	for (size_t i = 0; i < award->pool_count; i++)
		pool_fill(&pools, i);
	free(pools.awarded);
	*list = (struct award_list){.grants = pools.grants, .count = pools.count, .budget = award->budget};
	budget_apply(contest, list->grants, list->count);
	if (contest->errors->count != before)
		return false;
	list->allocated = (int64_t)budget_total(list->grants, list->count);
	if (list->count)
		qsort(list->grants, list->count, sizeof *list->grants, compare_grants);
	return true;
}

void award_list_free(struct award_list *list)
{
	free(list->grants);
	*list = (struct award_list){0};
}
