#include "judging/course/aggregate.h"

#include "judging/base/why.h"

#include <stdlib.h>

/* Everything the aggregation of one entry needs. */
struct work {
	struct contest *contest;
	const struct round *round;
	struct standing *standing;
	struct aggregate_value *values;
	size_t count;
	const struct criterion *criterion; /* NULL: whole sheets */
};

/* By value, then by judge. */
static int compare_values(const void *a, const void *b)
{
	const struct aggregate_value *x = a, *y = b;
	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return x->sheet < y->sheet ? -1 : x->sheet > y->sheet;
}

static bool trims(const struct work *work)
{
	return work->round->method == AGGREGATE_TRIMMED && (int64_t)work->standing->sheet_count >= work->round->trim_from;
}

/* Notes a value that does not count. */
static void note_dropped(const struct work *work, const struct aggregate_value *value, enum why_code code)
{
	const struct record *record = work->contest->record;
	struct node *why = contest_why_row(work->contest, &work->standing->dropped, code);
	mpq_t shown;

	if (!why)
		return;
	node_put_text(why, "judge", record->judge_ids.names[work->standing->sheets[value->sheet].judge]);
	node_put_text(why, "criterion", work->criterion ? work->criterion->id : NULL);
	mpq_init(shown);
	decimal_set_ratio(shown, value->value, work->criterion ? 100 : 1000000);
	node_put_score(why, "value", shown);
	mpq_clear(shown);
}

/* What each value weighs, in ten-thousandths. */
static int128 weight_of(const struct work *work, const struct aggregate_value *value)
{
	const struct sheet *sheet = &work->standing->sheets[value->sheet];
	return work->round->weighted_roles.count ? round_role_weight(work->round, work->contest->record->judge_roles[sheet->judge]) : 1;
}

static void mean(const struct work *work, size_t from, size_t to, int128 *numerator, int128 *denominator)
{
	/* Σ weight × max of the criteria is below 2^40, and a judge's weight below 2^67: that leaves room for a million sheets. Of a criterion
	 * of weight 0 `max` has no bound, but its mean does not matter. */
	bool matters = !work->criterion || work->criterion->weight != 0;
	*numerator = *denominator = 0;
	for (size_t i = from; i < to; i++) {
		int128 weight = weight_of(work, &work->values[i]);
		*numerator += matters ? work->values[i].value * weight : 0;
		*denominator += weight;
	}
}

/* The aggregate of the values, which may be put in order. */
static void aggregate(const struct work *work, int128 *numerator, int128 *denominator)
{
	const struct round *round = work->round;
	size_t count = work->count, low = 0, high = 0;

	if (round->method == AGGREGATE_MEDIAN || trims(work))
		qsort(work->values, count, sizeof *work->values, compare_values);
	if (round->method == AGGREGATE_MEDIAN) {
		*numerator = (int128)work->values[(count - 1) / 2].value + work->values[count / 2].value;
		*denominator = 2;
		return;
	}
	if (trims(work)) {
		low = (size_t)round->drop_low;
		high = (size_t)round->drop_high;
	}
	for (size_t i = 0; i < low; i++)
		note_dropped(work, &work->values[i], WHY_DROPPED_LOW);
	for (size_t i = count - high; i < count; i++)
		note_dropped(work, &work->values[i], WHY_DROPPED_HIGH);
	mean(work, low, count - high, numerator, denominator);
}

/* Whether there are enough values; else an error. */
static bool enough(const struct work *work)
{
	const char *id = work->contest->record->entries[work->standing->entry].id;
	int64_t dropped = trims(work) ? work->round->drop_high + work->round->drop_low : 0;

	if (work->criterion && work->count == 0) {
		contest_error(
		    work->contest, work->round->number, "entry \"%s\" has no points for criterion \"%s\"", id, work->criterion->id);
		return false;
	}
	if ((int64_t)work->count > dropped || dropped == 0)
		return true;
	if (work->criterion)
		contest_error(work->contest, work->round->number,
		    "entry \"%s\" has %zu counted sheets with criterion %s, and the trimmed mean drops %lld", id, work->count,
		    work->criterion->id, (long long)dropped);
	else
		contest_error(work->contest, work->round->number, "entry \"%s\" has %zu counted sheets, and the trimmed mean drops %lld",
		    id, work->count, (long long)dropped);
	return false;
}

static bool score_sheets(struct work *work)
{
	int128 numerator, denominator;

	work->count = work->standing->sheet_count;
	for (size_t i = 0; i < work->count; i++)
		work->values[i] = (struct aggregate_value){work->standing->sheets[i].total, (uint32_t)i};
	if (!enough(work))
		return false;
	aggregate(work, &numerator, &denominator);
	decimal_set_ratio(work->standing->score, numerator, 1000000 * denominator);
	return true;
}

static bool applies(const struct work *work, const struct criterion *criterion)
{
	return criterion_for_division(criterion, work->contest->record->entries[work->standing->entry].division);
}

/* With roles of judges, criteria are on different numbers of sheets, so that each has its own denominator. */
static bool score_criteria(struct work *work)
{
	int128 sum = 0, common = 0, numerator, denominator;
	bool good = true;
	mpq_t total, term;

	mpq_inits(total, term, NULL);
	for (size_t c = 0; c < work->round->criterion_count; c++) {
		work->criterion = &work->round->criteria[c];
		if (!applies(work, work->criterion))
			continue;
		work->count = 0;
		for (size_t i = 0; i < work->standing->sheet_count; i++)
			if (work->standing->sheets[i].points[c] >= 0)
				work->values[work->count++] = (struct aggregate_value){work->standing->sheets[i].points[c], (uint32_t)i};
		if (!enough(work)) {
			good = false;
			continue;
		}
		aggregate(work, &numerator, &denominator);
		if (common && denominator != common) {
			decimal_set_ratio(term, sum, 1000000 * common);
			mpq_add(total, total, term);
			sum = 0;
		}
		common = denominator;
		sum += work->criterion->weight * numerator;
	}
	if (common) {
		decimal_set_ratio(term, sum, 1000000 * common);
		mpq_add(total, total, term);
	}
	mpq_set(work->standing->score, total);
	mpq_clears(total, term, NULL);
	return good;
}

static bool enough_sheets(const struct work *work)
{
	if ((int64_t)work->standing->sheet_count >= work->round->min_sheets)
		return true;
	contest_error(work->contest, work->round->number, "entry \"%s\" has %zu counted sheets, fewer than min_sheets %lld",
	    work->contest->record->entries[work->standing->entry].id, work->standing->sheet_count, (long long)work->round->min_sheets);
	return false;
}

bool aggregate_score(struct contest *contest, const struct round *round, struct standing *standing, struct aggregate_room *room)
{
	struct work work = {.contest = contest, .round = round, .standing = standing};
	size_t count = standing->sheet_count;

	if (!enough_sheets(&work))
		return false;
	if (room->size < count)
		room->values = memory_grow(room->values, room->size = 2 * count, sizeof *room->values);
	work.values = room->values;
	standing->highest = standing->sheets[0].total;
	for (size_t i = 0; i < count; i++) {
		standing->sum += standing->sheets[i].total;
		if (standing->sheets[i].total > standing->highest)
			standing->highest = standing->sheets[i].total;
	}
	if (round->method == AGGREGATE_BORDA)
		return true; /* its scores are those of a whole group */
	return round->by_criterion ? score_criteria(&work) : score_sheets(&work);
}
