/* Scores of an indicators round: points by bands of facts, computed, not judged. */
#include "judging/course/contest.h"

bool contest_meets_requirement(const struct contest *contest, const struct round *round, size_t entry, json_t **why)
{
	struct subject subject = record_subject(contest->record, entry);
	return !round->require || condition_holds(round->require, &subject, why);
}

/* The value of a fact or query; false if it is missing or no number. */
static bool indicator_value(const struct indicator *indicator, const struct subject *subject, mpq_t value)
{
	if (indicator->kind == INDICATOR_QUERY)
		return query_value(indicator->query, subject, value, NULL) == QUERY_VALUE;
	const json_t *fact = fact_value(&indicator->fact, subject);
	if (!json_is_number(fact))
		return false;
	decimal_set(value, fact);
	return true;
}

/* The points of an indicator; also puts them, and those of the parts of a best_of, into POINTS by number. */
static int64_t indicator_points(const struct indicator *indicator, const struct subject *subject, int64_t *points)
{
	int64_t *own = &points[indicator->number];

	*own = indicator->otherwise;
	if (indicator->kind == INDICATOR_BEST_OF) {
		for (size_t i = 0; i < indicator->part_count; i++) {
			int64_t part = indicator_points(&indicator->parts[i], subject, points);
			if (i == 0 || part > *own)
				*own = part;
		}
		return *own;
	}
	mpq_t value;
	mpq_init(value);
	if (indicator_value(indicator, subject, value))
		for (size_t i = 0; i < indicator->band_count; i++)
			if (mpq_cmp(value, indicator->bands[i].at_least) >= 0) {
				*own = indicator->bands[i].points;
				break;
			}
	mpq_clear(value);
	return *own;
}

void contest_score_indicators(struct contest *contest, struct round_run *run)
{
	const struct round *round = run->round;
	for (size_t i = 0; i < run->count; i++) {
		struct standing *standing = &run->standings[i];
		struct subject subject = record_subject(contest->record, standing->entry);
		int128 sum = 0;
		if (run->groups[standing->group].skipped)
			continue;
		standing->indicator_points = slab_take(&contest->slab, round->indicator_total, sizeof *standing->indicator_points);
		for (size_t j = 0; j < round->indicator_count; j++)
			sum += indicator_points(&round->indicators[j], &subject, standing->indicator_points);
		decimal_set_ratio(standing->score, sum, 100);
		standing->has_score = true;
	}
}
