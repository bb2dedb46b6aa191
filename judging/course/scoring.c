/* Scores of a judged round: sheet totals aggregated, adjusted, and put together with the other parts. */
#include "judging/course/contest.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int compare_numbers(const void *a, const void *b)
{
	const int128 *x = a, *y = b;
	return *x < *y ? -1 : *x > *y;
}

/* What the aggregate of COUNT values has as its denominator. */
static int128 divisor(const struct round *round, size_t count)
{
	switch (round->method) {
	case AGGREGATE_MEAN:
		return (int128)count;
	case AGGREGATE_MEDIAN:
		return 2;
	case AGGREGATE_TRIMMED:
		return (int128)count - round->drop_high - round->drop_low;
	}
	abort();
}

/* The numerator of the aggregate. VALUES are put in order where the method needs it. */
static int128 aggregate(const struct round *round, int128 *values, size_t count)
{
	int128 sum = 0;
	size_t from = 0, to = count;
	assert(values && count > 0);

	if (round->method != AGGREGATE_MEAN)
		qsort(values, count, sizeof *values, compare_numbers);
	if (round->method == AGGREGATE_MEDIAN)
		return values[(count - 1) / 2] + values[count / 2];
	if (round->method == AGGREGATE_TRIMMED) {
		from = (size_t)round->drop_low;
		to = count - (size_t)round->drop_high;
	}
	for (size_t i = from; i < to; i++)
		sum += values[i];
	return sum;
}

static int128 aggregate_criteria(const struct round *round, const struct standing *standing, int128 *values)
{
	int128 sum = 0;
	for (size_t c = 0; c < round->criterion_count; c++) {
		if (standing->sheets[0].points[c] < 0)
			continue; /* does not apply to the entry's division, on any sheet */
		for (size_t i = 0; i < standing->sheet_count; i++)
			values[i] = standing->sheets[i].points[c];
		sum += round->criteria[c].weight * aggregate(round, values, standing->sheet_count);
	}
	return sum;
}

/* Reports an entry that has too few sheets to be scored. */
static bool enough_sheets(const struct contest *contest, const struct round *round, const struct standing *standing)
{
	const char *id = contest->record->entries[standing->entry].id;
	if ((int64_t)standing->sheet_count < round->min_sheets) {
		contest_error(contest, round->number, "entry \"%s\" has %zu counted sheets, fewer than min_sheets %lld", id,
		    standing->sheet_count, (long long)round->min_sheets);
		return false;
	}
	if (round->method == AGGREGATE_TRIMMED && (int64_t)standing->sheet_count <= round->drop_high + round->drop_low) {
		contest_error(contest, round->number, "entry \"%s\" has %zu counted sheets, and the trimmed mean drops %" PRId64, id,
		    standing->sheet_count, round->drop_high + round->drop_low);
		return false;
	}
	return true;
}

/* *VALUES is room for the sheets of one entry, which grows. */
static void score_sheets(const struct round *round, struct standing *standing, int128 **values, size_t *room)
{
	size_t count = standing->sheet_count;
	if (*room < count)
		*values = memory_grow(*values, *room = 2 * count, sizeof **values);
	standing->highest = standing->sheets[0].total;
	for (size_t i = 0; i < count; i++) {
		int128 total = standing->sheets[i].total;
		(*values)[i] = total;
		standing->sum += total;
		if (total > standing->highest)
			standing->highest = total;
	}
	int128 numerator = round->by_criterion ? aggregate_criteria(round, standing, *values) : aggregate(round, *values, count);
	decimal_set_ratio(standing->score, numerator, 1000000 * divisor(round, count));
	standing->has_score = true;
}

static int compare_extra(const void *key, const void *element)
{
	const struct extra *x = key, *y = element;
	if (x->entry != y->entry)
		return x->entry < y->entry ? -1 : 1;
	return strcmp(x->id, y->id);
}

/* The value of one part; false if it is missing. */
static bool part_value(
    const struct contest *contest, const struct round *round, const struct standing *standing, const struct part *part, mpq_t value)
{
	const struct round_record *rows = &contest->record->rounds[round->number];

	if (part->kind == PART_SHEETS) {
		mpq_set(value, standing->score);
		return true;
	}
	if (part->kind == PART_ROUND) {
		const struct round_run *run = &contest->runs[part->round];
		if (run->of[standing->entry] == RECORD_NONE || !run->standings[run->of[standing->entry]].has_score)
			return false;
		mpq_set(value, run->standings[run->of[standing->entry]].score);
		return true;
	}
	struct extra wanted = {.entry = standing->entry, .id = part->extra};
	const struct extra *extra =
	    rows->extra_count ? bsearch(&wanted, rows->extras, rows->extra_count, sizeof wanted, compare_extra) : NULL;
	if (!extra)
		return false;
	decimal_set_ratio(value, extra->points, 100);
	return true;
}

static void combine_parts(const struct contest *contest, const struct round *round, struct standing *standing)
{
	mpq_t sum, value, weight;

	mpq_inits(sum, value, weight, NULL);
	for (size_t i = 0; i < round->part_count; i++) {
		if (!part_value(contest, round, standing, &round->parts[i], value)) {
			contest_error(contest, round->number, "entry \"%s\" has no %s", contest->record->entries[standing->entry].id,
			    round->parts[i].text);
			continue;
		}
		contest_note_part(contest, round->number, standing, &round->parts[i], value);
		decimal_set_ratio(weight, round->parts[i].weight, 10000);
		mpq_mul(value, value, weight);
		mpq_add(sum, sum, value);
	}
	mpq_set(standing->score, sum);
	mpq_clears(sum, value, weight, NULL);
}

void contest_score_sheets(struct contest *contest, struct round_run *run)
{
	const struct round *round = run->round;
	size_t before = contest->errors->count, room = 0;
	int128 *values = NULL;
	bool only_sheets = round->part_count == 1 && round->parts[0].kind == PART_SHEETS && round->parts[0].weight == 10000;

	for (size_t i = 0; i < run->count; i++) {
		struct standing *standing = &run->standings[i];
		if (!run->groups[standing->group].skipped && enough_sheets(contest, round, standing))
			score_sheets(round, standing, &values, &room);
		contest_note_score(contest, round->number, standing, "aggregate");
	}
	free(values);
	for (size_t i = 0; i < run->group_count; i++)
		if (round->adjust != ADJUST_NONE && !run->groups[i].skipped && contest->errors->count == before)
			contest_adjust(contest, run, &run->groups[i]);
	for (size_t i = 0; i < run->count; i++) {
		if (round->adjust != ADJUST_NONE)
			contest_note_score(contest, round->number, &run->standings[i], "adjusted");
		if (!only_sheets && run->standings[i].has_score)
			combine_parts(contest, round, &run->standings[i]);
	}
}
