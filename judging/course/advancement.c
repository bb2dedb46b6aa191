/* Who goes on to the next round: ranks, seats, ties at the cut, and what becomes of the seats of those who left. */
#include "judging/course/contest.h"
#include "judging/course/ranking.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a cut says of an entry. */
enum verdict { VERDICT_OUT, VERDICT_IN, VERDICT_OPEN };

/* One group while it is decided. */
struct table {
	const struct contest *contest;
	const struct round_run *run;
	struct group *group;
	size_t ranked; /* standings that have a rank, best first */
	struct standing **list;
	bool *barred; /* by position in LIST */
	bool limited; /* there are limits on the seats */
	int64_t seats;
};

__attribute__((format(printf, 2, 3))) static void explain(struct standing *standing, const char *format, ...)
{
	char *text;
	va_list args;
	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	json_decref(standing->why);
	standing->why = json_string(text);
	free(text);
}

static const struct entry *entry_of(const struct table *table, const struct standing *standing)
{
	return &table->contest->record->entries[standing->entry];
}

/* Whether the entry is gone before the round after this one (before the award, for the last round). */
static bool gone(const struct table *table, const struct standing *standing)
{
	const struct entry *entry = entry_of(table, standing);
	return entry->left && entry->left_before == table->run->round->number + 1;
}

/* Counts by group the seats that entries which advance directly take in the round just before theirs. */
static void count_seats_within(struct contest *contest, const struct round_run *run)
{
	const struct direct_rule *rules = contest->record->rulebook.direct;
	struct ids keys = {0};

	for (size_t i = 0; i < run->group_count; i++)
		ids_add(&keys, run->groups[i].key, NULL);
	for (size_t i = 0; i < contest->record->entry_ids.count; i++) {
		const struct direct_rule *rule = contest->direct[i] == IDS_NONE ? NULL : &rules[contest->direct[i]];
		if (!rule || !rule->within || rule->to != run->round->number + 1)
			continue;
		size_t group = ids_find(&keys, contest_group_key(contest, &run->round->groups, run->round->number, i, false));
		if (group != IDS_NONE)
			run->groups[group].within++;
	}
	ids_free(&keys);
}

/* floor(share * ranked), at least 1. */
static int64_t seats_by_share(const json_t *share, size_t ranked)
{
	mpq_t product, count;
	mpz_t floor;
	mpq_inits(product, count, NULL);
	mpz_init(floor);
	decimal_set(product, share);
	mpq_set_ui(count, ranked, 1);
	mpq_mul(product, product, count);
	mpz_fdiv_q(floor, mpq_numref(product), mpq_denref(product));
	int64_t seats = mpz_get_si(floor);
	mpz_clear(floor);
	mpq_clears(product, count, NULL);
	return seats > 1 ? seats : 1;
}

static void limit_seats(struct table *table)
{
	const struct advance *advance = &table->run->round->advance;
	if (advance->seats.given) {
		int64_t seats = seats_of(&advance->seats, table->group->key) - table->group->within;
		table->limited = true;
		table->seats = seats > 0 ? seats : 0;
	}
	if (advance->share) {
		int64_t seats = seats_by_share(advance->share, table->ranked);
		table->seats = table->limited && table->seats < seats ? table->seats : seats;
		table->limited = true;
	}
}

/* Finds who does not reach a minimum, and says so. */
static void bar(struct table *table)
{
	const struct round *round = table->run->round;
	const struct advance *advance = &round->advance;

	for (size_t i = 0; i < table->ranked; i++) {
		struct standing *standing = table->list[i];
		if (advance->has_min_score && !ranking_reaches(round, standing, advance->min_score)) {
			table->barred[i] = true;
			explain(standing, "rank %zu of %zu; the score is below min_score %.15g", standing->rank, table->ranked,
			    (double)advance->min_score / 100);
		}
		for (size_t j = 0; j < advance->minimum_count && !table->barred[i]; j++)
			if (!ranking_meets(table->contest, table->run, standing, &advance->minimums[j])) {
				table->barred[i] = true;
				explain(standing, "rank %zu of %zu; %s is missing or below %.15g", standing->rank, table->ranked,
				    advance->minimums[j].rule.text, (double)advance->minimums[j].points / 100);
			}
	}
}

/* Gives the seats to the candidates, best first, a block of equal rank at a time. CANDIDATES are positions in the table's list. */
static void cut(const struct table *table, const size_t *candidates, size_t count, enum verdict *verdicts)
{
	size_t seats = table->limited && (uint64_t)table->seats < count ? (size_t)table->seats : count;
	for (size_t from = 0, to; from < count; from = to) {
		size_t rank = table->list[candidates[from]]->rank;
		for (to = from; to < count && table->list[candidates[to]]->rank == rank; to++)
			;
		enum verdict verdict = VERDICT_OUT;
		if (to <= seats)
			verdict = VERDICT_IN;
		else if (from < seats) /* the block spans the last seat */
			verdict = table->run->round->tie_at_cut == CUT_ALL       ? VERDICT_IN
				  : table->run->round->tie_at_cut == CUT_RESOLVE ? VERDICT_OPEN
										 : VERDICT_OUT;
		for (size_t i = from; i < to; i++)
			verdicts[candidates[i]] = verdict;
	}
}

/* Cuts among those who are not barred; with WITHOUT_LEAVERS also without those who left and may be replaced. */
static enum verdict *cut_again(const struct table *table, bool without_leavers)
{
	enum verdict *verdicts = memory_array(table->ranked, sizeof *verdicts);
	size_t *candidates = memory_array(table->ranked, sizeof *candidates);
	size_t count = 0;
	for (size_t i = 0; i < table->ranked; i++) {
		const struct standing *standing = table->list[i];
		bool makes_room = without_leavers && gone(table, standing) && entry_of(table, standing)->replaced;
		if (!table->barred[i] && !makes_room)
			candidates[count++] = i;
	}
	cut(table, candidates, count, verdicts);
	free(candidates);
	return verdicts;
}

static enum outcome outcome_of(const struct table *table, const struct standing *standing, enum verdict first, enum verdict again)
{
	if (gone(table, standing)) /* one who keeps a seat that only the second cut would give stays eliminated */
		return first != VERDICT_OUT ? entry_of(table, standing)->left_as : OUTCOME_ELIMINATED;
	if (again == VERDICT_OPEN)
		return OUTCOME_TIED;
	if (again == VERDICT_OUT)
		return OUTCOME_ELIMINATED;
	return first == VERDICT_IN ? OUTCOME_ADVANCED : OUTCOME_SUBSTITUTE;
}

static void explain_departure(const struct table *table, struct standing *standing)
{
	const struct entry *entry = entry_of(table, standing);
	const struct rulebook *rulebook = &table->contest->record->rulebook;
	const char *before = entry->left_before < rulebook->round_count ? rulebook->rounds[entry->left_before].id : "award";
	explain(standing, "left before %s: %s%s%s", before, rulebook_outcomes[entry->left_as], entry->left_why ? ", " : "",
	    entry->left_why ? entry->left_why : "");
}

static void explain_outcome(const struct table *table, struct standing *standing)
{
	size_t rank = standing->rank;
	if (gone(table, standing) && standing->outcome == entry_of(table, standing)->left_as)
		explain_departure(table, standing);
	else if (!table->limited)
		explain(standing, "rank %zu of %zu, seats for all", rank, table->ranked);
	else if (standing->outcome == OUTCOME_TIED)
		explain(standing, "rank %zu of %zu for %lld seats: tied over the last seat, the judges must decide", rank, table->ranked,
		    (long long)table->seats);
	else if (standing->outcome == OUTCOME_SUBSTITUTE)
		explain(standing, "rank %zu of %zu for %lld seats, in place of an entry that left", rank, table->ranked,
		    (long long)table->seats);
	else
		explain(standing, "rank %zu of %zu for %lld seats", rank, table->ranked, (long long)table->seats);
}

static void decide(struct table *table)
{
	limit_seats(table);
	bar(table);
	enum verdict *first = cut_again(table, false);
	enum verdict *again = cut_again(table, table->run->round->next_in_rank);
	for (size_t i = 0; i < table->ranked; i++) {
		struct standing *standing = table->list[i];
		standing->outcome = outcome_of(table, standing, first[i], again[i]);
		if (!table->barred[i])
			explain_outcome(table, standing);
	}
	free(first);
	free(again);
}

static void decide_skipped(const struct table *table, struct standing *standing)
{
	if (gone(table, standing)) {
		standing->outcome = entry_of(table, standing)->left_as;
		explain_departure(table, standing);
		return;
	}
	standing->outcome = OUTCOME_SKIPPED;
	explain(standing, "%zu in the group, fewer than %lld: it skips this round", table->group->count,
	    (long long)table->run->round->skip_below);
}

static void decide_last(const struct table *table, struct standing *standing)
{
	standing->outcome = OUTCOME_RANKED;
	if (gone(table, standing)) {
		standing->outcome = entry_of(table, standing)->left_as;
		explain_departure(table, standing);
	} else {
		explain(standing, "rank %zu of %zu", standing->rank, table->ranked);
	}
}

static void rank_group(struct table *table)
{
	size_t *ranks = memory_array(table->ranked, sizeof *ranks);
	ranking_sort(table->contest, table->run, table->list, ranks, table->ranked);
	for (size_t i = 0; i < table->ranked; i++)
		table->list[i]->rank = ranks[i];
	free(ranks);
}

static void advance_group(const struct contest *contest, const struct round_run *run, struct group *group)
{
	struct table table = {.contest = contest, .run = run, .group = group};

	table.list = memory_array(group->count, sizeof(struct standing *));
	table.barred = memory_array(group->count, sizeof *table.barred);
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
	free(table.barred);
	free(table.list);
}

void contest_advance(struct contest *contest, struct round_run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->standings[i].has_score)
			ranking_prepare(run->round, &run->standings[i]);
	count_seats_within(contest, run);
	for (size_t i = 0; i < run->group_count; i++)
		advance_group(contest, run, &run->groups[i]);
}
