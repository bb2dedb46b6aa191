#include "judging/course/scoring.h"

#include "judging/course/adjust.h"
#include "judging/course/aggregate.h"
#include "judging/course/borda.h"
#include "judging/course/watch.h"

#include <stdlib.h>

/* The value of one part; false if it is missing. */
static bool part_value(
    const struct contest *contest, const struct round *round, const struct standing *standing, const struct part *part, mpq_t value)
{
	const struct round_run *run = &contest->runs[part->round];
	int64_t points = part->otherwise;

	switch (part->kind) {
	case PART_SHEETS:
		mpq_set(value, standing->score);
		return true;
	case PART_ROUND:
		if (run->of[standing->entry] != RECORD_NONE && run->standings[run->of[standing->entry]].has_score) {
			mpq_set(value, run->standings[run->of[standing->entry]].score);
			return true;
		}
		break;
	case PART_EXTRA:
		if (record_extra(contest->record, round->number, standing->entry, part->extra, &points)) {
			decimal_set_ratio(value, points, 100);
			return true;
		}
		break;
	}
	decimal_set_ratio(value, part->otherwise, 100);
	return part->has_otherwise;
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
		watch_part(contest, round->number, standing, &round->parts[i], value);
		decimal_set_ratio(weight, round->parts[i].weight, 10000);
		mpq_mul(value, value, weight);
		mpq_add(sum, sum, value);
	}
	mpq_set(standing->score, sum);
	mpq_clears(sum, value, weight, NULL);
}

static void aggregate_all(struct contest *contest, struct round_run *run)
{
	struct aggregate_room room = {0};
	for (size_t i = 0; i < run->count; i++)
		if (!run->groups[run->standings[i].group].skipped)
			run->standings[i].has_score = aggregate_score(contest, run->round, &run->standings[i], &room);
	free(room.values);
	for (size_t i = 0; i < run->group_count && run->round->method == AGGREGATE_BORDA; i++)
		if (!run->groups[i].skipped)
			borda_score(run, &run->groups[i]);
	for (size_t i = 0; i < run->count; i++)
		watch_score(contest, run->round->number, &run->standings[i], "aggregate");
}

void scoring_score(struct contest *contest, struct round_run *run)
{
	const struct round *round = run->round;
	size_t before = contest->errors->count;
	bool only_sheets = round->part_count == 1 && round->parts[0].kind == PART_SHEETS && round->parts[0].weight == 10000;

	aggregate_all(contest, run);
	if (round->adjust != ADJUST_NONE && contest->errors->count == before)
		adjust_groups(contest, run);
	for (size_t i = 0; i < run->count; i++) {
		if (round->adjust != ADJUST_NONE)
			watch_score(contest, round->number, &run->standings[i], "adjusted");
		if (!only_sheets && run->standings[i].has_score)
			combine_parts(contest, round, &run->standings[i]);
	}
}
