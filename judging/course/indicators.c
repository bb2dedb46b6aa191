#include "judging/course/indicators.h"

bool indicators_meet(const struct contest *contest, const struct round *round, size_t entry, struct node *why)
{
	struct subject subject = record_subject(contest->record, entry);
	return !round->require || condition_holds(round->require, &subject, why);
}

/* What an indicator looked at: a fact as the double it is written for, or the exact value of a query. */
struct measured {
	double fact;
	bool exact;
	mpq_t query;
};

/* False if it is missing or no number. */
static bool measure(const struct indicator *indicator, const struct subject *subject, struct measured *measured)
{
	measured->exact = indicator->kind == INDICATOR_QUERY;
	if (measured->exact) {
		mpq_init(measured->query);
		if (query_value(indicator->query, subject, measured->query, NULL) == QUERY_VALUE)
			return true;
		mpq_clear(measured->query);
		return false;
	}
	const json_t *fact = fact_value(&indicator->fact, subject);
	measured->fact = json_number_value(fact);
	return json_is_number(fact);
}

static bool reaches(const struct measured *measured, const struct band *band)
{
	if (!measured->exact)
		return measured->fact >= band->bound;
	mpq_t bound;
	mpq_init(bound);
	decimal_set(bound, band->at_least);
	bool reached = mpq_cmp(measured->query, bound) >= 0;
	mpq_clear(bound);
	return reached;
}

/* The first band that is reached, by halves: they descend. */
static const struct band *find_band(const struct indicator *indicator, const struct measured *measured)
{
	size_t from = 0, to = indicator->band_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (reaches(measured, &indicator->bands[middle]))
			to = middle;
		else
			from = middle + 1;
	}
	return from < indicator->band_count ? &indicator->bands[from] : NULL;
}

/* The points of an indicator; also puts them, and those of the parts of a best_of, into POINTS by number. */
static int64_t indicator_points(const struct indicator *indicator, const struct subject *subject, int64_t *points)
{
	int64_t *own = &points[indicator->number];
	struct measured measured;

	*own = indicator->otherwise;
	if (indicator->kind == INDICATOR_BEST_OF) {
		for (size_t i = 0; i < indicator->part_count; i++) {
			int64_t part = indicator_points(&indicator->parts[i], subject, points);
			if (i == 0 || part > *own)
				*own = part;
		}
	} else if (measure(indicator, subject, &measured)) {
		const struct band *band = find_band(indicator, &measured);
		if (band)
			*own = band->points;
		if (measured.exact)
			mpq_clear(measured.query);
	}
	return *own;
}

void indicators_points(const struct round *round, const struct subject *subject, int64_t *points, mpq_t score)
{
	int128 sum = 0;

	for (size_t i = 0; i < round->indicator_count; i++)
		sum += indicator_points(&round->indicators[i], subject, points);
	decimal_set_ratio(score, sum, 100);
}

void indicators_score(struct contest *contest, struct round_run *run)
{
	const struct round *round = run->round;
	for (size_t i = 0; i < run->count; i++) {
		struct standing *standing = &run->standings[i];
		struct subject subject = record_subject(contest->record, standing->entry);
		if (run->groups[standing->group].skipped)
			continue;
		standing->indicator_points = slab_take(&contest->slab, round->indicator_total, sizeof *standing->indicator_points);
		indicators_points(round, &subject, standing->indicator_points, standing->score);
		standing->has_score = true;
	}
}
