/* The award list: pools, tiers, ties over a tier's last seat, and amounts. */
#include "judging/award/budget.h"
#include "judging/course/contest.h"
#include "judging/course/ranking.h"

#include <stdlib.h>
#include <string.h>

struct award_list {
	struct contest *contest;
	const struct pool *pool;
	const struct round_run *run;
	size_t pool_number;
	bool *awarded; /* by entry: has an award from an earlier pool */
	struct grant *grants;
	size_t count, capacity;
};

/* floor(share * value), at most the cap, 0 below the floor. */
static void amount_by_share(const struct amount *amount, mpq_t value, int64_t *fen)
{
	mpq_t share;
	mpz_t floor;
	mpq_init(share);
	mpz_init(floor);
	decimal_set(share, amount->share);
	mpq_mul(share, share, value);
	mpz_fdiv_q(floor, mpq_numref(share), mpq_denref(share));
	if (mpz_cmp_si(floor, amount->cap) > 0)
		mpz_set_si(floor, amount->cap);
	if (mpz_cmp_si(floor, amount->floor) < 0)
		mpz_set_ui(floor, 0);
	*fen = mpz_get_si(floor); /* the cap is at most 2^53 - 1, the floor at least 0 */
	mpz_clear(floor);
	mpq_clear(share);
}

/* The highest step reached; of equal steps the first. */
static void amount_by_steps(const struct amount *amount, mpq_t value, int64_t *fen)
{
	mpq_t bound, best;
	bool reached = false;
	mpq_inits(bound, best, NULL);
	*fen = 0;
	for (size_t i = 0; i < amount->step_count; i++) {
		decimal_set(bound, amount->steps[i].at_least);
		if (mpq_cmp(value, bound) < 0 || (reached && mpq_cmp(bound, best) <= 0))
			continue;
		reached = true;
		mpq_set(best, bound);
		*fen = amount->steps[i].fen;
	}
	mpq_clears(bound, best, NULL);
}

static int64_t amount_of(const struct record *record, const struct amount *amount, struct grant *grant)
{
	const struct entry *entry = &record->entries[grant->entry];
	int64_t fen = 0;

	if (amount->kind == AMOUNT_FEN)
		return amount->fen;
	if (amount->kind == AMOUNT_BY_DIVISION)
		return amount->by_division[entry->division];
	struct subject subject = record_subject(record, grant->entry);
	mpq_t value;
	mpq_init(value);
	if (query_value(amount->of, &subject, value, NULL) != QUERY_VALUE)
		grant_explain(grant, "no investment to count");
	else if (amount->kind == AMOUNT_SHARE)
		amount_by_share(amount, value, &fen);
	else
		amount_by_steps(amount, value, &fen);
	mpq_clear(value);
	return fen;
}

static void add_grant(struct award_list *list, const struct standing *standing, const char *group, size_t tier, size_t rank, size_t of)
{
	const struct record *record = list->contest->record;
	const struct tier *row = &list->pool->tiers[tier];

	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity : 64;
		list->grants = memory_grow(list->grants, list->capacity, sizeof *list->grants);
	}
	struct grant *grant = &list->grants[list->count++];
	*grant = (struct grant){.entry = standing->entry,
	    .firm = record->entries[standing->entry].firm,
	    .pool = list->pool_number,
	    .tier = tier,
	    .rank = rank,
	    .group = group,
	    .why = json_array()};
	grant_explain(grant, "rank %zu of %zu for %lld seats of %s", rank, of, (long long)seats_of(&row->seats, group), row->id);
	grant->amount = amount_of(record, &row->amount, grant);
	grant_explain(grant, "%lld fen for this tier", (long long)grant->amount);
}

/* Fills the pool's tiers in order with the COUNT standings LIST of one group, a block of equal rank at a time. */
static void fill_tiers(struct award_list *list, const char *group, struct standing **standings, const size_t *ranks, size_t count)
{
	const struct pool *pool = list->pool;
	size_t next = 0, able = 0;
	int64_t debt = 0; /* seats that ties in higher tiers took in advance */

	while (able < count && (!pool->has_min_score || ranking_reaches(list->run->round, standings[able], pool->min_score)))
		able++; /* whoever reaches the score comes before whoever does not */
	for (size_t tier = 0; tier < pool->tier_count; tier++) {
		int64_t seats = seats_of(&pool->tiers[tier].seats, group);
		int64_t taken = debt < seats ? debt : seats;
		seats -= taken;
		debt -= taken;
		while (next < able && seats > 0) {
			size_t end = next;
			while (end < able && ranks[end] == ranks[next])
				end++;
			int64_t block = (int64_t)(end - next);
			if (block > seats && pool->lower)
				break; /* the seats stay empty, the block moves down */
			debt += block > seats ? block - seats : 0;
			seats -= block;
			for (; next < end; next++)
				add_grant(list, standings[next], group, tier, ranks[next], count);
		}
	}
}

static bool in_pool(const struct award_list *list, const struct standing *standing)
{
	return standing->rank && (list->pool->any_outcome || list->pool->outcomes[standing->outcome]) && !list->awarded[standing->entry] &&
	       !list->contest->record->entries[standing->entry].left;
}

struct keyed {
	const char *key;
	struct standing *standing;
};

static int compare_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : x->standing->entry < y->standing->entry ? -1 : x->standing->entry > y->standing->entry;
}

static void fill_pool(struct award_list *list)
{
	const struct round_run *run = list->run;
	struct keyed *keyed = memory_array(run->count, sizeof *keyed);
	struct standing **standings = memory_array(run->count, sizeof(struct standing *));
	size_t *ranks = memory_array(run->count, sizeof *ranks);
	size_t count = 0, before = list->count;

	for (size_t i = 0; i < run->count; i++)
		if (in_pool(list, &run->standings[i]))
			keyed[count++] = (struct keyed){
			    contest_group_key(list->contest, &list->pool->groups, list->pool->round, run->standings[i].entry, true),
			    &run->standings[i]};
	qsort(keyed, count, sizeof *keyed, compare_keyed);
	for (size_t i = 0; i < count; i++)
		standings[i] = keyed[i].standing;
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && strcmp(keyed[to].key, keyed[from].key) == 0; to++)
			;
		ranking_sort(list->contest, run, standings + from, ranks + from, to - from);
		fill_tiers(list, keyed[from].key, standings + from, ranks + from, to - from);
	}
	for (size_t i = before; i < list->count; i++)
		list->awarded[list->grants[i].entry] = true;
	free(ranks);
	free(standings);
	free(keyed);
}

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

static json_t *grants_json(const struct award_list *list)
{
	const struct record *record = list->contest->record;
	const struct award *award = record->rulebook.award;
	json_t *rows = json_array();

	qsort(list->grants, list->count, sizeof *list->grants, compare_grants);
	for (size_t i = 0; i < list->count; i++) {
		const struct grant *grant = &list->grants[i];
		if (grant->dropped)
			continue;
		json_array_append_new(
		    rows, json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:O}", "entry", record->entries[grant->entry].id, "firm",
			      record->firms[grant->firm].id, "group", grant->group, "tier", award->pools[grant->pool].tiers[grant->tier].id,
			      "rank", (json_int_t)grant->rank, "amount_fen", (json_int_t)grant->amount, "why", grant->why));
	}
	return rows;
}

json_t *contest_award(struct contest *contest, json_t **budget)
{
	const struct award *award = contest->record->rulebook.award;
	struct award_list list = {.contest = contest};
	size_t before = contest->errors->count;
	json_t *rows = NULL;

	list.awarded = memory_array(contest->record->entry_ids.count, sizeof *list.awarded);
	list.grants = memory_array(0, sizeof *list.grants);
	for (size_t i = 0; i < award->pool_count; i++) {
		list.pool = &award->pools[i];
		list.pool_number = i;
		list.run = &contest->runs[list.pool->round];
		fill_pool(&list);
	}
	budget_apply(contest->record, list.grants, list.count, contest->errors);
	if (contest->errors->count == before) {
		int64_t allocated = (int64_t)budget_total(list.grants, list.count);
		rows = grants_json(&list);
		*budget = json_pack("{s:I, s:I, s:I}", "budget_fen", (json_int_t)award->budget, "allocated_fen", (json_int_t)allocated,
		    "remaining_fen", (json_int_t)(award->budget - allocated));
	}
	for (size_t i = 0; i < list.count; i++)
		json_decref(list.grants[i].why);
	free(list.grants);
	free(list.awarded);
	return rows;
}
