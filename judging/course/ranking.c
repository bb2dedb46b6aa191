#include "judging/course/ranking.h"

#include "judging/base/slab.h"

#include <math.h>
#include <stdlib.h>

/* Every whole number up to this is a double. */
#define EXACT_INTEGERS 9007199254740992.0

void ranking_prepare(const struct round *round, struct standing *standing)
{
	decimal_round(standing->rounded, standing->score, round->decimals);
	standing->approximate = round->rank_exact ? mpq_get_d(standing->score) : mpz_get_d(standing->rounded);
}

/* The value of a tie rule for one entry: a ratio, or an exact score. */
struct tie_value {
	bool given;
	int128 numerator;
	int64_t denominator;
	mpq_srcptr score; /* not NULL: this instead of the ratio */
};

static struct tie_value criterion_value(const struct standing *standing, size_t criterion)
{
	int128 sum = 0;
	if (!standing->sheet_count || standing->sheets[0].points[criterion] < 0)
		return (struct tie_value){0};
	for (size_t i = 0; i < standing->sheet_count; i++)
		sum += standing->sheets[i].points[criterion];
	return (struct tie_value){true, sum, 100 * (int64_t)standing->sheet_count, NULL};
}

static struct tie_value tie_value(
    const struct contest *contest, const struct round_run *run, const struct standing *standing, const struct tie_rule *rule)
{
	const struct round_run *earlier;
	const struct standing *there;

	switch (rule->kind) {
	case TIE_CRITERION:
		return criterion_value(standing, rule->index);
	case TIE_INDICATOR:
		return (struct tie_value){true, standing->indicator_points[rule->index], 100, NULL};
	case TIE_ROUND:
		earlier = &contest->runs[rule->index];
		if (earlier->of[standing->entry] == RECORD_NONE)
			return (struct tie_value){0};
		there = &earlier->standings[earlier->of[standing->entry]];
		return (struct tie_value){.given = there->has_score, .score = there->score};
	case TIE_SUM:
		return (struct tie_value){run->round->judged, standing->sum, 1000000, NULL};
	case TIE_HIGHEST:
		return (struct tie_value){run->round->judged, standing->highest, 1000000, NULL};
	}
	abort();
}

bool ranking_tie_value(
    const struct contest *contest, const struct round_run *run, const struct standing *standing, const struct tie_rule *rule, mpq_t value)
{
	struct tie_value found = tie_value(contest, run, standing, rule);
	if (found.score)
		mpq_set(value, found.score);
	else if (found.given)
		decimal_set_ratio(value, found.numerator, found.denominator);
	return found.given;
}

/* >0 if A is the higher. Values of one rule are of one sort. */
static int compare_values(const struct tie_value *a, const struct tie_value *b)
{
	if (!a->given || !b->given)
		return (int)a->given - (int)b->given;
	if (a->score)
		return mpq_cmp(a->score, b->score);
	int128 x = a->numerator * b->denominator, y = b->numerator * a->denominator;
	return x < y ? -1 : x > y;
}

struct ranking {
	const struct contest *contest;
	const struct round_run *run;
	bool by_approximate; /* which is the rounded score itself: a whole number that a double holds exactly */
	bool breaks_ties;
};

static int compare_scores(const struct round *round, const struct standing *a, const struct standing *b)
{
	if (a->approximate != b->approximate)
		return a->approximate < b->approximate ? -1 : 1;
	return round->rank_exact ? mpq_cmp(a->score, b->score) : mpz_cmp(a->rounded, b->rounded);
}

/* <0 if A, whose score is that of B, ranks before B; 0 if they share a rank. */
static int break_tie(const struct ranking *ranking, const struct standing *a, const struct standing *b)
{
	const struct round *round = ranking->run->round;
	int order = 0;

	for (size_t i = 0; order == 0 && i < round->tie_count; i++) {
		struct tie_value x = tie_value(ranking->contest, ranking->run, a, &round->ties[i]);
		struct tie_value y = tie_value(ranking->contest, ranking->run, b, &round->ties[i]);
		order = compare_values(&y, &x);
	}
	const uint32_t *positions = ranking->contest->record->rounds[round->number].tie_positions;
	if (order == 0 && positions) /* those not listed come last, all in one place */
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
	if (a->approximate != b->approximate)
		return a->approximate > b->approximate ? -1 : 1;
	int order = ranking->by_approximate ? 0 : compare_scores(ranking->run->round, b->standing, a->standing);
	return order == 0 && ranking->breaks_ties ? break_tie(ranking, a->standing, b->standing) : order;
}

static int compare_ranked(const void *a, const void *b, void *ranking)
{
	const struct ranked *x = a, *y = b;
	int order = compare_ranks(ranking, x, y);
	return order ? order : x->entry < y->entry ? -1 : x->entry > y->entry;
}

void ranking_sort(const struct contest *contest, const struct round_run *run, struct standing **list, size_t *ranks, size_t count)
{
	struct ranking ranking = {
	    contest, run, !run->round->rank_exact, run->round->tie_count > 0 || contest->record->rounds[run->round->number].tie_positions};
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
		return compare_values(&value, &bound) >= 0;
	mpq_t points;
	mpq_init(points);
	decimal_set_ratio(points, minimum->points, 100);
	bool meets = mpq_cmp(value.score, points) >= 0;
	mpq_clear(points);
	return meets;
}
