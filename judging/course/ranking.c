#include "judging/course/ranking.h"

#include "judging/base/day.h"
#include "judging/base/why.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Every whole number up to this is a double. */
#define EXACT_INTEGERS 9007199254740992.0

void ranking_prepare(const struct round *round, struct standing *standing)
{
	decimal_round(standing->rounded, standing->score, round->decimals);
	standing->approximate = round->rank_exact ? mpq_get_d(standing->score) : mpz_get_d(standing->rounded);
}

/* The value of a tie rule for one entry: a ratio, an exact score, or a fact's number. */
struct tie_value {
	bool given;
	int128 numerator;
	int64_t denominator; /* 0: REAL counts */
	mpq_srcptr score;    /* not NULL: this instead of the ratio */
	double real;         /* canonical decimals order as the doubles they are written for */
	const json_t *fact;
};

static struct tie_value ratio(int128 numerator, int64_t denominator)
{
	return (struct tie_value){.given = true, .numerator = numerator, .denominator = denominator};
}

/* The mean over the sheets that have the criterion. */
static struct tie_value criterion_value(const struct standing *standing, size_t criterion)
{
	int128 sum = 0;
	int64_t count = 0;
	for (size_t i = 0; i < standing->sheet_count; i++) {
		if (standing->sheets[i].points[criterion] < 0)
			continue;
		sum += standing->sheets[i].points[criterion];
		count++;
	}
	return count ? ratio(sum, 100 * count) : (struct tie_value){0};
}

/* A number, or a date of a name in _on. */
static struct tie_value fact_number(const struct contest *contest, const struct standing *standing, const struct tie_rule *rule)
{
	struct subject subject = record_subject(contest->record, standing->entry);
	const json_t *fact = fact_value(&rule->fact, &subject);
	int64_t day;

	if (json_is_number(fact))
		return (struct tie_value){.given = true, .real = json_number_value(fact), .fact = fact};
	if (json_is_string(fact) && check_suffix(rule->fact.name, "_on") && day_parse(json_string_value(fact), &day))
		return (struct tie_value){.given = true, .real = (double)day, .fact = fact};
	return (struct tie_value){0};
}

static struct tie_value tie_value(
    const struct contest *contest, const struct round_run *run, const struct standing *standing, const struct tie_rule *rule)
{
	const struct round_run *earlier;
	const struct standing *there;
	int64_t points;

	switch (rule->kind) {
	case TIE_CRITERION:
		return criterion_value(standing, rule->index);
	case TIE_INDICATOR:
		return ratio(standing->indicator_points[rule->index], 100);
	case TIE_ROUND:
		earlier = &contest->runs[rule->index];
		if (earlier->of[standing->entry] == RECORD_NONE)
			return (struct tie_value){0};
		there = &earlier->standings[earlier->of[standing->entry]];
		return (struct tie_value){.given = there->has_score, .score = there->score};
	case TIE_EXTRA:
		if (!record_extra(contest->record, run->round->number, standing->entry, rule->text + strlen("extra:"), &points))
			return (struct tie_value){0};
		return ratio(points, 100);
	case TIE_SUM:
		return run->round->judged ? ratio(standing->sum, 1000000) : (struct tie_value){0};
	case TIE_HIGHEST:
		return run->round->judged ? ratio(standing->highest, 1000000) : (struct tie_value){0};
	case TIE_MOST:
	case TIE_LEAST:
		return fact_number(contest, standing, rule);
	}
	abort();
}

static void exact_value(const struct tie_value *found, mpq_t value)
{
	if (found->score)
		mpq_set(value, found->score);
	else if (found->denominator)
		decimal_set_ratio(value, found->numerator, found->denominator);
	else if (json_is_number(found->fact))
		decimal_set(value, found->fact);
	else
		mpq_set_d(value, found->real);
}

bool ranking_value(
    const struct contest *contest, const struct round_run *run, const struct standing *standing, const struct tie_rule *rule, mpq_t value)
{
	struct tie_value found = tie_value(contest, run, standing, rule);
	if (found.given)
		exact_value(&found, value);
	return found.given;
}

void ranking_put_value(const struct contest *contest, const struct round_run *run, const struct standing *standing,
    const struct tie_rule *rule, struct node *why, const char *key)
{
	struct tie_value found = tie_value(contest, run, standing, rule);
	mpq_t value;

	if (!why || !found.given)
		return;
	if (json_is_string(found.fact)) {
		node_put_json(why, key, found.fact);
		return;
	}
	mpq_init(value);
	exact_value(&found, value);
	node_put_score(why, key, value);
	mpq_clear(value);
}

/* >0 if A is the higher, or the lower where the rule wants the least. */
static int compare_values(const struct tie_rule *rule, const struct tie_value *a, const struct tie_value *b)
{
	if (!a->given || !b->given)
		return (int)a->given - (int)b->given;
	if (a->score)
		return mpq_cmp(a->score, b->score);
	if (!a->denominator) {
		int order = a->real < b->real ? -1 : a->real > b->real;
		return rule->kind == TIE_LEAST ? -order : order;
	}
	int128 x = a->numerator * b->denominator, y = b->numerator * a->denominator;
	return x < y ? -1 : x > y;
}

static int compare_by_rule(const struct contest *contest, const struct round_run *run, const struct tie_rule *rule,
    const struct standing *a, const struct standing *b)
{
	struct tie_value x = tie_value(contest, run, a, rule), y = tie_value(contest, run, b, rule);
	return compare_values(rule, &x, &y);
}

struct ranking {
	const struct contest *contest;
	const struct round_run *run;
	const struct tie_rule *first; /* may be NULL */
	bool by_approximate;          /* which is the rounded score itself: a whole number that a double holds exactly */
	bool breaks_ties;
};

static int compare_scores(const struct round *round, const struct standing *a, const struct standing *b)
{
	if (a->approximate != b->approximate)
		return a->approximate < b->approximate ? -1 : 1;
	return round->rank_exact ? mpq_cmp(a->score, b->score) : mpz_cmp(a->rounded, b->rounded);
}

/* <0 if A, whose score is that of B, ranks before B; 0 if they share a rank. *RULE tells which decided: the number of rules for tie_order. */
static int break_tie(const struct ranking *ranking, const struct standing *a, const struct standing *b, size_t *rule)
{
	const struct round *round = ranking->run->round;
	int order = 0;

	for (*rule = 0; *rule < round->tie_count; ++*rule) {
		order = compare_by_rule(ranking->contest, ranking->run, &round->ties[*rule], b, a);
		if (order)
			return order;
	}
	const uint32_t *positions = ranking->contest->record->rounds[round->number].tie_positions;
	if (positions) /* those not listed come last, all in one place */
		order = positions[a->entry] < positions[b->entry] ? -1 : positions[a->entry] > positions[b->entry];
	return order;
}

/* What most comparisons need, side by side: the standings themselves are spread over far more memory than the processor has at hand. */
struct ranked {
	double approximate;
	uint32_t entry;
	struct standing *standing;
};

/* <0 if A ranks before B, 0 if they share a rank. */
static int compare_ranks(const struct ranking *ranking, const struct ranked *a, const struct ranked *b)
{
	size_t rule;
	if (ranking->first) {
		int order = compare_by_rule(ranking->contest, ranking->run, ranking->first, b->standing, a->standing);
		if (order)
			return order;
	}
	if (a->approximate != b->approximate)
		return a->approximate > b->approximate ? -1 : 1;
	int order = ranking->by_approximate ? 0 : compare_scores(ranking->run->round, b->standing, a->standing);
	return order == 0 && ranking->breaks_ties ? break_tie(ranking, a->standing, b->standing, &rule) : order;
}

static int compare_ranked(const void *a, const void *b, void *ranking)
{
	const struct ranked *x = a, *y = b;
	int order = compare_ranks(ranking, x, y);
	return order ? order : x->entry < y->entry ? -1 : x->entry > y->entry;
}

void ranking_sort(const struct contest *contest, const struct round_run *run, const struct tie_rule *first, struct standing **list,
    size_t *ranks, size_t count)
{
	struct ranking ranking = {contest, run, first, !run->round->rank_exact,
	    run->round->tie_count > 0 || contest->record->rounds[run->round->number].tie_positions};
	struct ranked *ranked = memory_array(count, sizeof *ranked);

	for (size_t i = 0; i < count; i++) {
		ranked[i] = (struct ranked){list[i]->approximate, list[i]->entry, list[i]};
		ranking.by_approximate &= fabs(list[i]->approximate) <= EXACT_INTEGERS;
	}
	qsort_r(ranked, count, sizeof *ranked, compare_ranked, &ranking);
	for (size_t i = 0; i < count; i++) {
		list[i] = ranked[i].standing;
		ranks[i] = i > 0 && compare_ranks(&ranking, &ranked[i - 1], &ranked[i]) == 0 ? ranks[i - 1] : i + 1;
	}
	free(ranked);
}

void ranking_explain(
    const struct contest *contest, const struct round_run *run, const struct standing *one, const struct standing *other, struct node *list)
{
	struct ranking ranking = {.contest = contest, .run = run};
	const struct round *round = run->round;
	size_t rule;

	if (compare_scores(round, one, other) != 0)
		return;
	int order = break_tie(&ranking, one, other, &rule);
	struct node *why = why_row(list, order == 0 ? WHY_TIE_EQUAL : rule < round->tie_count ? WHY_TIE_RULE : WHY_TIE_ORDER);
	node_put_text(why, "with", contest->record->entries[other->entry].id);
	if (order == 0)
		return;
	node_put_flag(why, "before", order < 0);
	if (rule < round->tie_count) {
		node_put_text(why, "rule", round->ties[rule].text);
		ranking_put_value(contest, run, one, &round->ties[rule], why, "value");
		ranking_put_value(contest, run, other, &round->ties[rule], why, "other_value");
	}
}

bool ranking_reaches(const struct round *round, const struct standing *standing, int64_t points)
{
	mpq_t bound, value;
	mpq_inits(bound, value, NULL);
	decimal_set_ratio(bound, points, 100);
	if (round->rank_exact) {
		mpq_set(value, standing->score);
	} else {
		mpz_set(mpq_numref(value), standing->rounded);
		mpz_ui_pow_ui(mpq_denref(value), 10, round->decimals);
		mpq_canonicalize(value);
	}
	bool reaches = mpq_cmp(value, bound) >= 0;
	mpq_clears(bound, value, NULL);
	return reaches;
}

bool ranking_meets(
    const struct contest *contest, const struct round_run *run, const struct standing *standing, const struct minimum *minimum)
{
	struct tie_value value = tie_value(contest, run, standing, &minimum->rule);
	struct tie_value bound = {.given = true, .numerator = minimum->points, .denominator = 100};
	if (!value.given)
		return false;
	if (!value.score)
		return compare_values(&minimum->rule, &value, &bound) >= 0;
	mpq_t points;
	mpq_init(points);
	decimal_set_ratio(points, minimum->points, 100);
	bool meets = mpq_cmp(value.score, points) >= 0;
	mpq_clear(points);
	return meets;
}
