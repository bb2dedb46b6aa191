#include "judging/award/pool.h"

#include "judging/award/amount.h"
#include "judging/base/why.h"
#include "judging/course/groups.h"
#include "judging/course/ranking.h"

#include <stdlib.h>
#include <string.h>

/* A pool while it is filled. */
struct work {
	struct pool_list *list;
	struct contest *contest;
	const struct pool *pool;
	size_t number;
	const struct round_run *run;
};

/* Somebody in the pool, and what became of it there. */
struct candidate {
	const char *key; /* of its group */
	struct standing *standing;
	size_t rank;
	bool placed;
	/* why it has no seat, as of the last tier that passed it by */
	enum { PASSED_SEATS, PASSED_TIED, PASSED_MIN_SCORE } passed;
	size_t tier;
	size_t from_here; /* 1 + the last tier whose minimum neither it nor any after it reaches; 0: none */
	int64_t seats_left;
	uint32_t tied;
};

static const struct entry *entry_of(const struct work *work, const struct standing *standing)
{
	return &work->contest->record->entries[standing->entry];
}

/* ---- who is in the pool ---- */

/* A reason why this pool gives an entry nothing, for its standing. */
static struct node *no_award(const struct work *work, struct standing *standing, enum why_code code)
{
	struct node *why = contest_why_row(work->contest, &standing->no_award, code);
	node_put_integer(why, "pool", (int64_t)work->number);
	return why;
}

static bool meets_condition(const struct work *work, struct standing *standing)
{
	struct subject subject = record_subject(work->contest->record, standing->entry);

	if (!work->pool->when || condition_holds(work->pool->when, &subject, NULL))
		return true;
	struct node *why = no_award(work, standing, WHY_NO_AWARD_WHEN);
	if (why)
		condition_holds(work->pool->when, &subject, node_object_in(why, "when"));
	return false;
}

static bool has_value(const struct work *work, struct standing *standing)
{
	mpq_t value;
	bool given;

	if (!work->pool->has_rank_by)
		return true;
	mpq_init(value);
	given = ranking_value(work->contest, work->run, standing, &work->pool->rank_by, value);
	mpq_clear(value);
	if (!given)
		node_put_text(no_award(work, standing, WHY_NO_AWARD_NO_VALUE), "rank_by", work->pool->rank_by.text);
	return given;
}

/* Whether it is ranked in the pool, for a seat of its own or for one that stays empty. */
static bool in_pool(const struct work *work, struct standing *standing)
{
	const struct pool *pool = work->pool;
	const struct entry *entry = entry_of(work, standing);
	uint32_t awarded = pool->special ? 0 : work->list->awarded[standing->entry];

	if (!standing->rank || !(pool->any_outcome || pool->outcomes[standing->outcome])) {
		node_put_text(no_award(work, standing, WHY_NO_AWARD_OUTCOME), "outcome", rulebook_outcomes[standing->outcome]);
		return false;
	}
	if (awarded) {
		node_put_integer(no_award(work, standing, WHY_NO_AWARD_EARLIER), "earlier_pool", awarded - 1);
		return false;
	}
	if (entry->left && entry->replaced) {
		contest_why_left(work->contest, no_award(work, standing, WHY_NO_AWARD_LEFT), entry);
		return false;
	}
	return meets_condition(work, standing) && has_value(work, standing);
}

/* ---- seats ---- */

static void put_place(struct node *why, const struct candidate *candidate, size_t of)
{
	node_put_integer(why, "rank", (int64_t)candidate->rank);
	node_put_integer(why, "of", (int64_t)of);
}

/* One tier while it is filled, in one group. */
struct filling {
	size_t tier, of;
	int64_t seats_left;
	uint32_t tied; /* the size of a block that does not fit, else 0 */
};

static bool min_score_of(const struct pool *pool, size_t tier, int64_t *min_score)
{
	*min_score = pool->tiers[tier].has_min_score ? pool->tiers[tier].min_score : pool->min_score;
	return pool->tiers[tier].has_min_score || pool->has_min_score;
}

static struct node *award_why(const struct work *work, const struct candidate *candidate, const struct filling *filling)
{
	const struct pool *pool = work->pool;
	struct subject subject = record_subject(work->contest->record, candidate->standing->entry);
	struct slab *slab = contest_why_slab(work->contest);
	struct node *why = why_new(slab, filling->tied ? WHY_AWARD_TIED : WHY_AWARD);
	int64_t min_score;

	if (!slab)
		return NULL;
	put_place(why, candidate, filling->of);
	node_put_integer(why, "pool", (int64_t)work->number);
	node_put_integer(why, "seats", seats_of(&pool->tiers[filling->tier].seats, candidate->key));
	node_put_integer(why, "seats_left", filling->seats_left);
	if (filling->tied)
		node_put_integer(why, "tied", filling->tied);
	if (min_score_of(pool, filling->tier, &min_score))
		node_put_decimal(why, "min_score", min_score, 2);
	if (pool->has_rank_by) {
		node_put_text(why, "rank_by", pool->rank_by.text);
		ranking_put_value(work->contest, work->run, candidate->standing, &pool->rank_by, why, "value");
	}
	if (pool->when)
		condition_holds(pool->when, &subject, node_object_in(why, "when"));
	return why;
}

static void add_grant(const struct work *work, const struct candidate *candidate, const struct filling *filling)
{
	struct pool_list *list = work->list;
	const struct record *record = work->contest->record;
	const struct tier *tier = &work->pool->tiers[filling->tier];

	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity : 64;
		list->grants = memory_grow(list->grants, list->capacity, sizeof *list->grants);
	}
	struct grant *grant = &list->grants[list->count++];
	*grant = (struct grant){.entry = candidate->standing->entry,
	    .standing = candidate->standing,
	    .firm = entry_of(work, candidate->standing)->firm,
	    .pool = work->number,
	    .tier = filling->tier,
	    .rank = candidate->rank,
	    .of = filling->of,
	    .group = candidate->key,
	    .special = work->pool->special,
	    .why = award_why(work, candidate, filling)};
	grant->amount = amount_of(record, &tier->amount, grant->entry, node_object_in(grant->why, "amount"));
}

/* A seat of one that left and is not replaced stays empty. */
static void take_seat(const struct work *work, struct candidate *candidate, const struct filling *filling)
{
	const struct entry *entry = entry_of(work, candidate->standing);

	candidate->placed = true;
	if (!work->pool->special)
		work->list->awarded[candidate->standing->entry] = (uint32_t)work->number + 1;
	if (!entry->left) {
		add_grant(work, candidate, filling);
		return;
	}
	struct node *why = no_award(work, candidate->standing, WHY_NO_AWARD_VACATED);
	put_place(why, candidate, filling->of);
	node_put_text(why, "tier", work->pool->tiers[filling->tier].id);
	contest_why_left(work->contest, why, entry);
}

static void pass(struct candidate *candidates, size_t count, int reason, const struct filling *filling)
{
	for (size_t i = 0; i < count; i++) {
		candidates[i].passed = reason;
		candidates[i].tier = filling->tier;
		candidates[i].seats_left = filling->seats_left;
		candidates[i].tied = (uint32_t)count;
	}
}

/* Fills one tier with those who have no seat yet, a block of equal rank at a time; those before *NEXT have one. Returns how many seats a tie took
 * too many. */
static int64_t fill_tier(const struct work *work, struct candidate *candidates, size_t count, size_t tier, int64_t seats, size_t *next)
{
	struct filling filling = {.tier = tier, .of = count};
	int64_t min_score;
	bool has_min_score = min_score_of(work->pool, tier, &min_score);

	for (size_t from = *next, to; from < count && seats > 0; from = to) {
		for (to = from; to < count && candidates[to].rank == candidates[from].rank; to++)
			;
		int64_t block = (int64_t)(to - from);
		filling.seats_left = seats;
		filling.tied = block > seats ? (uint32_t)block : 0;
		if (from == *next && candidates[from].placed)
			*next = to;
		if (candidates[from].placed)
			continue;
		if (has_min_score && !work->pool->has_rank_by && !ranking_reaches(work->run->round, candidates[from].standing, min_score)) {
			candidates[from].from_here = tier + 1; /* they are ranked by score */
			return 0;
		}
		if (has_min_score && !ranking_reaches(work->run->round, candidates[from].standing, min_score)) {
			pass(&candidates[from], to - from, PASSED_MIN_SCORE, &filling);
			continue;
		}
		if (block > seats && work->pool->lower) { /* the seats stay empty, the block moves down */
			pass(&candidates[from], to - from, PASSED_TIED, &filling);
			return 0;
		}
		for (size_t i = from; i < to; i++)
			take_seat(work, &candidates[i], &filling);
		if (from == *next)
			*next = to;
		seats -= block;
	}
	return seats < 0 ? -seats : 0;
}

/* How many seats all tiers have together in a group. */
static int64_t seats_of_tiers(const struct pool *pool, const char *key)
{
	int64_t seats = 0;
	for (size_t i = 0; i < pool->tier_count; i++)
		if (__builtin_add_overflow(seats, seats_of(&pool->tiers[i].seats, key), &seats))
			seats = INT64_MAX;
	return seats;
}

static void explain_passed(const struct work *work, const struct candidate *candidate, size_t of, int64_t seats)
{
	static const enum why_code CODES[] = {WHY_NO_AWARD_SEATS, WHY_NO_AWARD_TIED, WHY_NO_AWARD_MIN_SCORE};
	const struct pool *pool = work->pool;
	struct node *why = no_award(work, candidate->standing, CODES[candidate->passed]);
	int64_t limit;

	put_place(why, candidate, of);
	switch (candidate->passed) {
	case PASSED_SEATS:
		node_put_integer(why, "seats", seats);
		break;
	case PASSED_TIED:
		node_put_integer(why, "seats", seats_of(&pool->tiers[candidate->tier].seats, candidate->key));
		node_put_text(why, "tier", pool->tiers[candidate->tier].id);
		node_put_integer(why, "tied", candidate->tied);
		node_put_integer(why, "seats_left", candidate->seats_left);
		break;
	case PASSED_MIN_SCORE:
		min_score_of(pool, candidate->tier, &limit);
		node_put_score(why, "score", candidate->standing->score);
		node_put_decimal(why, "limit", limit, 2);
		node_put_text(why, "tier", pool->tiers[candidate->tier].id);
		break;
	}
}

static void explain_all_passed(const struct work *work, struct candidate *candidates, size_t count)
{
	size_t below = 0; /* as from_here */
	int64_t seats = -1;

	for (size_t i = 0; i < count; i++) {
		struct candidate *candidate = &candidates[i];
		below = candidate->from_here > below ? candidate->from_here : below;
		if (candidate->placed)
			continue;
		if (below && (candidate->passed == PASSED_SEATS || candidate->tier < below)) {
			candidate->passed = PASSED_MIN_SCORE;
			candidate->tier = below - 1;
		}
		if (seats < 0)
			seats = seats_of_tiers(work->pool, candidate->key);
		explain_passed(work, candidate, count, seats);
	}
}

/* Fills the pool's tiers in order with the COUNT candidates of one group. */
static void fill_group(const struct work *work, struct candidate *candidates, size_t count)
{
	struct standing **standings = memory_array(count, sizeof(struct standing *));
	size_t *ranks = memory_array(count, sizeof *ranks);
	const char *key = candidates[0].key;
	int64_t debt = 0; /* seats that ties in higher tiers took in advance */
	size_t next = 0;

	for (size_t i = 0; i < count; i++)
		standings[i] = candidates[i].standing;
	ranking_sort(work->contest, work->run, work->pool->has_rank_by ? &work->pool->rank_by : NULL, standings, ranks, count);
	for (size_t i = 0; i < count; i++)
		candidates[i] = (struct candidate){.key = key, .standing = standings[i], .rank = ranks[i]};
	for (size_t tier = 0; tier < work->pool->tier_count && next < count; tier++) {
		int64_t seats = seats_of(&work->pool->tiers[tier].seats, key), taken = debt < seats ? debt : seats;
		debt += fill_tier(work, candidates, count, tier, seats - taken, &next) - taken;
	}
	explain_all_passed(work, candidates, count);
	free(ranks);
	free(standings);
}

static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : x->standing->entry < y->standing->entry ? -1 : x->standing->entry > y->standing->entry;
}

void pool_fill(struct pool_list *list, size_t number)
{
	struct contest *contest = list->contest;
	const struct pool *pool = &contest->record->rulebook.award->pools[number];
	const struct round_run *run = &contest->runs[pool->round];
	struct work work = {list, contest, pool, number, run};
	struct candidate *candidates = memory_array(run->count, sizeof *candidates);
	size_t count = 0;

	for (size_t i = 0; i < run->count; i++)
		if (in_pool(&work, &run->standings[i]))
			candidates[count++] =
			    (struct candidate){.key = groups_key(contest, &pool->groups, pool->round, run->standings[i].entry, true),
				.standing = &run->standings[i]};
	qsort(candidates, count, sizeof *candidates, compare_candidates);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from; to < count && strcmp(candidates[to].key, candidates[from].key) == 0; to++)
			;
		fill_group(&work, &candidates[from], to - from);
	}
	free(candidates);
}
