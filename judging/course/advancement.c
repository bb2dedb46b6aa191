#include "judging/course/advancement.h"

#include "judging/base/why.h"
#include "judging/course/ranking.h"
#include "judging/course/seats.h"

#include <stdlib.h>

/* One group while it is decided. */
struct table {
	struct contest *contest;
	const struct round_run *run;
	struct group *group;
	struct standing **list; /* those that have a rank, best first */
	size_t ranked;
};

/* One cut among those who are not barred, by position in the table's list. */
struct cut {
	enum verdict *verdicts;
	uint32_t *tied;
};

static const struct entry *entry_of(const struct contest *contest, const struct standing *standing)
{
	return &contest->record->entries[standing->entry];
}

/* Whether the entry is gone before the round after this one (before the award, for the last round). */
static bool gone(const struct contest *contest, const struct round_run *run, const struct standing *standing)
{
	const struct entry *entry = entry_of(contest, standing);
	return entry->left && entry->left_before == run->round->number + 1;
}

/* ---- why ---- */

/* Into WHY, an object with its code. */
static void put_left(struct node *why, const struct contest *contest, const struct standing *standing)
{
	contest_why_left(contest, why, entry_of(contest, standing));
	node_put_flag(why, "replaced", entry_of(contest, standing)->replaced);
}

static struct node *left_why(struct contest *contest, const struct standing *standing)
{
	struct node *why = why_new(contest_why_slab(contest), WHY_LEFT);
	put_left(why, contest, standing);
	return why;
}

static void put_rank(struct node *why, const struct standing *standing, const struct group *group)
{
	node_put_integer(why, "rank", (int64_t)standing->rank);
	node_put_integer(why, "of", (int64_t)group->ranked);
}

/* How many seats there are, and how that came about. */
static void put_seats(struct node *why, const struct round *round, const struct standing *standing, const struct group *group)
{
	const struct advance *advance = &round->advance;
	if (!group->limited)
		return;
	node_put_integer(why, "seats", group->seats);
	if (advance->seats.given)
		node_put_integer(why, "seats_rule", group->seats_rule);
	if (advance->seats.given && group->within)
		node_put_integer(why, "within", group->within);
	if (advance->share) {
		node_put_json(why, "share", advance->share);
		node_put_text(why, "share_rounding", rulebook_roundings[advance->share_rounding]);
		node_put_integer(why, "share_seats", group->seats_share);
	}
	if (standing->barred_above)
		node_put_integer(why, "barred_above", standing->barred_above);
}

/* The code for an entry that is not barred and of which the cuts say so. */
static enum why_code code_of(const struct round *round, const struct standing *standing, const struct group *group)
{
	if (!group->limited)
		return WHY_SEATS_FOR_ALL;
	switch (standing->outcome) {
	case OUTCOME_TIED:
		return WHY_TIED_OPEN;
	case OUTCOME_SUBSTITUTE:
		return WHY_SUBSTITUTE;
	case OUTCOME_ADVANCED:
		return standing->tied ? WHY_TIED_ALL : WHY_WITHIN_SEATS;
	default:
		return standing->tied && round->tie_at_cut == CUT_NONE ? WHY_TIED_NONE : WHY_BEYOND_SEATS;
	}
}

static void explain(struct table *table, struct standing *standing)
{
	const struct round *round = table->run->round;
	struct slab *slab = contest_why_slab(table->contest);
	bool left = gone(table->contest, table->run, standing);

	if (!slab || standing->barred) /* which is explained already */
		return;
	if (left && standing->outcome != OUTCOME_ELIMINATED) {
		standing->why = left_why(table->contest, standing);
		put_rank(standing->why, standing, table->group);
		return;
	}
	enum why_code code = code_of(round, standing, table->group);
	standing->why = why_new(slab, code);
	put_rank(standing->why, standing, table->group);
	put_seats(standing->why, round, standing, table->group);
	if (standing->tied && code != WHY_WITHIN_SEATS && code != WHY_BEYOND_SEATS)
		node_put_integer(standing->why, "tied", standing->tied);
	if (code == WHY_SUBSTITUTE)
		node_put_integer(standing->why, "left_above", standing->left_above);
	if (left)
		put_left(why_in(standing->why, "left", WHY_LEFT), table->contest, standing);
}

/* ---- minimums ---- */

/* What the entry does not reach, all of it; NULL if nothing. */
static void check_minimums(struct table *table, struct standing *standing)
{
	const struct round *round = table->run->round;
	const struct advance *advance = &round->advance;
	struct slab *slab = contest_why_slab(table->contest);
	struct node *failed = NULL;

	if (advance->has_min_score && !ranking_reaches(round, standing, advance->min_score)) {
		struct node *why = contest_why_row(table->contest, &failed, WHY_MIN_SCORE);
		standing->barred = true;
		node_put_score(why, "score", standing->score);
		node_put_decimal(why, "limit", advance->min_score, 2);
	}
	for (size_t i = 0; i < advance->minimum_count; i++) {
		const struct minimum *minimum = &advance->minimums[i];
		if (ranking_meets(table->contest, table->run, standing, minimum))
			continue;
		struct node *why = contest_why_row(table->contest, &failed, WHY_MIN_VALUE);
		standing->barred = true;
		node_put_text(why, "value_of", minimum->rule.text);
		ranking_put_value(table->contest, table->run, standing, &minimum->rule, why, "value");
		node_put_decimal(why, "limit", minimum->points, 2);
	}
	if (!standing->barred || !slab)
		return;
	standing->why = why_new(slab, WHY_BELOW_MINIMUM);
	put_rank(standing->why, standing, table->group);
	node_put_node(standing->why, "failed", failed);
	if (gone(table->contest, table->run, standing))
		put_left(why_in(standing->why, "left", WHY_LEFT), table->contest, standing);
}

static void bar(struct table *table)
{
	uint32_t barred = 0, left = 0;
	for (size_t i = 0; i < table->ranked; i++) {
		struct standing *standing = table->list[i];
		check_minimums(table, standing);
		standing->barred_above = barred;
		standing->left_above = left;
		if (standing->barred)
			barred++;
		else if (gone(table->contest, table->run, standing) && entry_of(table->contest, standing)->replaced)
			left++;
	}
}

/* ---- the cut ---- */

/* Cuts among those who are not barred; with WITHOUT_LEAVERS also without those who left and may be replaced. */
static struct cut cut(const struct table *table, bool without_leavers)
{
	struct cut result = {memory_array(table->ranked, sizeof *result.verdicts), memory_array(table->ranked, sizeof *result.tied)};
	size_t *candidates = memory_array(table->ranked, sizeof *candidates), *ranks = memory_array(table->ranked, sizeof *ranks);
	enum verdict *verdicts = memory_array(table->ranked, sizeof *verdicts);
	uint32_t *tied = memory_array(table->ranked, sizeof *tied);
	size_t count = 0;

	for (size_t i = 0; i < table->ranked; i++) {
		const struct standing *standing = table->list[i];
		bool makes_room =
		    without_leavers && gone(table->contest, table->run, standing) && entry_of(table->contest, standing)->replaced;
		if (standing->barred || makes_room)
			continue;
		ranks[count] = standing->rank;
		candidates[count++] = i;
	}
	seats_cut(
	    table->run->round->tie_at_cut, table->group->limited ? table->group->seats : (int64_t)count, ranks, count, verdicts, tied);
	for (size_t i = 0; i < count; i++) {
		result.verdicts[candidates[i]] = verdicts[i];
		result.tied[candidates[i]] = tied[i];
	}
	free(tied);
	free(verdicts);
	free(ranks);
	free(candidates);
	return result;
}

static enum outcome outcome_of(const struct table *table, const struct standing *standing, enum verdict first, enum verdict again)
{
	if (gone(table->contest, table->run, standing)) /* one who keeps a seat that only the second cut would give stays eliminated */
		return first != VERDICT_OUT ? entry_of(table->contest, standing)->left_as : OUTCOME_ELIMINATED;
	if (again == VERDICT_OPEN)
		return OUTCOME_TIED;
	if (again == VERDICT_OUT)
		return OUTCOME_ELIMINATED;
	return first == VERDICT_IN ? OUTCOME_ADVANCED : OUTCOME_SUBSTITUTE;
}

static void decide(struct table *table)
{
	seats_limit(table->run->round, table->group);
	bar(table);
	struct cut first = cut(table, false), again = cut(table, table->run->round->next_in_rank);
	for (size_t i = 0; i < table->ranked; i++) {
		struct standing *standing = table->list[i];
		standing->outcome = outcome_of(table, standing, first.verdicts[i], again.verdicts[i]);
		standing->tied = standing->outcome == OUTCOME_ADVANCED ? first.tied[i] : again.tied[i];
		explain(table, standing);
	}
	free(first.verdicts);
	free(first.tied);
	free(again.verdicts);
	free(again.tied);
}

/* ---- groups ---- */

static void decide_skipped(struct table *table, struct standing *standing)
{
	if (gone(table->contest, table->run, standing)) {
		standing->outcome = entry_of(table->contest, standing)->left_as;
		standing->why = left_why(table->contest, standing);
		return;
	}
	standing->outcome = OUTCOME_SKIPPED;
	standing->why = why_new(contest_why_slab(table->contest), WHY_SKIPPED);
	node_put_integer(standing->why, "count", (int64_t)table->group->count);
	node_put_integer(standing->why, "skip_below", table->run->round->skip_below);
}

static void decide_last(struct table *table, struct standing *standing)
{
	standing->outcome = OUTCOME_RANKED;
	if (gone(table->contest, table->run, standing)) {
		standing->outcome = entry_of(table->contest, standing)->left_as;
		standing->why = left_why(table->contest, standing);
	} else {
		standing->why = why_new(contest_why_slab(table->contest), WHY_RANKED);
	}
	put_rank(standing->why, standing, table->group);
}

static void rank_group(struct table *table)
{
	size_t *ranks = memory_array(table->ranked, sizeof *ranks);
	ranking_sort(table->contest, table->run, NULL, table->list, ranks, table->ranked);
	for (size_t i = 0; i < table->ranked; i++)
		table->list[i]->rank = ranks[i];
	table->group->ranked = table->ranked;
	free(ranks);
}

static void decide_group(struct contest *contest, const struct round_run *run, struct group *group)
{
	struct table table = {.contest = contest, .run = run, .group = group};

	table.list = memory_array(group->count, sizeof(struct standing *));
	for (size_t i = 0; i < group->count; i++) {
		struct standing *standing = &run->standings[group->first + i];
		if (standing->failed)
			standing->outcome = OUTCOME_FAILED; /* its why, the requirement's tree, stands already */
		else if (group->skipped)
			decide_skipped(&table, standing);
		else
			table.list[table.ranked++] = standing;
	}
	rank_group(&table);
	if (run->round->last)
		for (size_t i = 0; i < table.ranked; i++)
			decide_last(&table, table.list[i]);
	else
		decide(&table);
	free(table.list);
}

/* ---- wildcards ---- */

/* Whether it is ranked once more, over all groups. */
static bool wildcard_candidate(const struct contest *contest, const struct round_run *run, const struct standing *standing)
{
	return standing->outcome == OUTCOME_ELIMINATED && !standing->barred && !gone(contest, run, standing);
}

static void put_wildcard(struct node *why, int64_t rank, int64_t of, int64_t seats, const char *const names[3])
{
	node_put_integer(why, names[0], rank);
	node_put_integer(why, names[1], of);
	node_put_integer(why, names[2], seats);
}

/* OF candidates; the entry's RANK among them, and whether its block of TIED spans the last wildcard. */
static void decide_wildcard(struct contest *contest, const struct round_run *run, struct standing *standing, enum verdict verdict,
    size_t rank, size_t of, uint32_t tied)
{
	static const char *const OWN[] = {"wildcard_rank", "wildcard_of", "wildcard_seats"}, *const PART[] = {"rank", "of", "seats"};
	const struct group *group = &run->groups[standing->group];
	struct slab *slab = contest_why_slab(contest);
	int64_t seats = run->round->wildcards.seats;
	struct node *why;

	if (verdict == VERDICT_OUT) {
		why = why_in(standing->why, "wildcard", tied ? WHY_WILDCARD_TIED_NONE : WHY_WILDCARD_BEYOND_SEATS);
		put_wildcard(why, (int64_t)rank, (int64_t)of, seats, PART);
	} else {
		standing->outcome = verdict == VERDICT_IN ? OUTCOME_WILDCARD : OUTCOME_TIED;
		why = why_new(slab, verdict == VERDICT_IN ? WHY_WILDCARD : WHY_WILDCARD_OPEN);
		put_rank(why, standing, group);
		put_seats(why, run->round, standing, group);
		put_wildcard(why, (int64_t)rank, (int64_t)of, seats, OWN);
		standing->why = slab ? why : NULL;
	}
	if (tied)
		node_put_integer(why, "tied", tied);
}

static void decide_wildcards(struct contest *contest, const struct round_run *run)
{
	struct standing **list = memory_array(run->count, sizeof(struct standing *));
	size_t *ranks = memory_array(run->count, sizeof *ranks), count = 0;
	enum verdict *verdicts = memory_array(run->count, sizeof *verdicts);
	uint32_t *tied = memory_array(run->count, sizeof *tied);

	for (size_t i = 0; i < run->count; i++) {
		struct standing *standing = &run->standings[i];
		if (!wildcard_candidate(contest, run, standing))
			continue;
		if (standing->rank >= (uint64_t)run->round->wildcards.from_rank) {
			list[count++] = standing;
			continue;
		}
		struct node *why = why_in(standing->why, "wildcard", WHY_WILDCARD_FROM_RANK);
		node_put_integer(why, "from_rank", run->round->wildcards.from_rank);
	}
	ranking_sort(contest, run, NULL, list, ranks, count);
	seats_cut(run->round->tie_at_cut, run->round->wildcards.seats, ranks, count, verdicts, tied);
	for (size_t i = 0; i < count; i++)
		decide_wildcard(contest, run, list[i], verdicts[i], ranks[i], count, tied[i]);
	free(tied);
	free(verdicts);
	free(ranks);
	free(list);
}

/* ---- added by a decision ---- */

/* Who did not come through by the rules goes on beside the seats; nobody else's place changes by it. */
static void decide_added(struct contest *contest, const struct round_run *run)
{
	const struct round_record *rows = &contest->record->rounds[run->round->number];

	for (size_t i = 0; i < rows->added_count; i++) {
		struct standing *standing = &run->standings[run->of[rows->added[i].entry]];
		if (standing->outcome != OUTCOME_ELIMINATED && standing->outcome != OUTCOME_TIED && standing->outcome != OUTCOME_FAILED)
			continue;
		if (gone(contest, run, standing))
			continue;
		standing->why = why_new(contest_why_slab(contest), WHY_ADDED);
		if (standing->rank)
			put_rank(standing->why, standing, &run->groups[standing->group]);
		node_put_text(standing->why, "otherwise", rulebook_outcomes[standing->outcome]);
		node_put_text(standing->why, "reason", rows->added[i].why);
		standing->outcome = OUTCOME_ADDED;
	}
}

void advancement_decide(struct contest *contest, struct round_run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->standings[i].has_score)
			ranking_prepare(run->round, &run->standings[i]);
	seats_count_within(contest, run);
	for (size_t i = 0; i < run->group_count; i++)
		decide_group(contest, run, &run->groups[i]);
	if (run->round->wildcards.given)
		decide_wildcards(contest, run);
	decide_added(contest, run);
}
