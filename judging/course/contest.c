/* The course of a contest: who is eligible, who advances directly, and round after round who takes part. */
#include "judging/course/contest.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void contest_start(struct contest *contest, const struct record *record, struct judging_errors *errors)
{
	*contest = (struct contest){.record = record, .errors = errors};
	contest->runs = slab_take(&contest->slab, record->rulebook.round_count, sizeof *contest->runs);
}

void contest_error(const struct contest *contest, size_t round, const char *format, ...)
{
	struct place root = place_root(contest->errors), array = place_key(&root, "rounds");
	size_t input = contest->record->rounds[round].input;
	struct place at = place_index(&array, input);
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	place_error(input == IDS_NONE ? &array : &at, "round \"%s\": %s", contest->record->rulebook.rounds[round].id, text);
	free(text);
}

json_t *contest_eligibility(struct contest *contest)
{
	const struct record *record = contest->record;
	json_t *rows = json_array();

	contest->eligible = slab_take(&contest->slab, record->entry_ids.count, sizeof *contest->eligible);
	for (size_t i = 0; i < record->entry_ids.count; i++) {
		const struct entry *entry = &record->entries[i];
		struct subject subject = record_subject(record, i);
		json_t *why;
		contest->eligible[i] = eligibility_decide(&record->rulebook, &subject, entry->status, entry->why, &why);
		json_array_append_new(rows, json_pack("{s:s, s:b, s:s?, s:o}", "entry", entry->id, "eligible", contest->eligible[i],
						"division", subject.division, "why", why));
	}
	return rows;
}

/* Whether the entry has left before this round. */
static bool left_before(const struct contest *contest, size_t entry, size_t round)
{
	return contest->record->entries[entry].left && contest->record->entries[entry].left_before <= round;
}

/* The first rule that holds among those whose round the entry can still reach. */
static size_t direct_rule(const struct contest *contest, size_t entry, json_t **why)
{
	const struct rulebook *rulebook = &contest->record->rulebook;
	struct subject subject = record_subject(contest->record, entry);
	for (size_t i = 0; i < rulebook->direct_count; i++) {
		if (left_before(contest, entry, rulebook->direct[i].to))
			continue;
		if (condition_holds(rulebook->direct[i].when, &subject, NULL)) {
			condition_holds(rulebook->direct[i].when, &subject, why); /* once more, for the few that advance */
			return i;
		}
	}
	return IDS_NONE;
}

json_t *contest_direct(struct contest *contest)
{
	const struct record *record = contest->record;
	json_t *rows = json_array();

	contest->direct = slab_take(&contest->slab, record->entry_ids.count, sizeof *contest->direct);
	for (size_t i = 0; i < record->entry_ids.count; i++) {
		json_t *why = NULL;
		contest->direct[i] = contest->eligible[i] ? direct_rule(contest, i, &why) : IDS_NONE;
		if (contest->direct[i] == IDS_NONE)
			continue;
		const struct direct_rule *rule = &record->rulebook.direct[contest->direct[i]];
		json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:o}", "entry", record->entries[i].id, "to",
						record->rulebook.rounds[rule->to].id, "rule", rule->id, "why", why));
	}
	return rows;
}

static bool came_through(const struct round_run *run, size_t entry)
{
	if (run->of[entry] == RECORD_NONE)
		return false;
	enum outcome outcome = run->standings[run->of[entry]].outcome;
	return outcome == OUTCOME_ADVANCED || outcome == OUTCOME_SUBSTITUTE || outcome == OUTCOME_SKIPPED;
}

static bool takes_part(const struct contest *contest, size_t entry, size_t round)
{
	size_t rule = contest->direct[entry];
	if (left_before(contest, entry, round))
		return false;
	if (rule != IDS_NONE && contest->record->rulebook.direct[rule].to >= round)
		return contest->record->rulebook.direct[rule].to == round;
	return round == 0 ? contest->eligible[entry] : came_through(&contest->runs[round - 1], entry);
}

void contest_gather(struct contest *contest, size_t number, bool with_panels)
{
	const struct record *record = contest->record;
	const struct round *round = &record->rulebook.rounds[number];
	size_t entry_count = record->entry_ids.count, count = 0;
	uint32_t *entries = memory_array(entry_count, sizeof *entries);
	bool *failed = memory_array(entry_count, sizeof *failed);

	for (size_t i = 0; i < entry_count; i++)
		if (takes_part(contest, i, number)) {
			failed[count] = !contest_meets_requirement(contest, round, i, NULL);
			entries[count++] = (uint32_t)i;
		}
	struct round_run *run = &contest->runs[number];
	contest_group(contest, run, number, entries, failed, count, with_panels);
	contest->run_count = number + 1;
	for (size_t i = 0; i < run->count; i++)
		if (run->standings[i].failed)
			contest_meets_requirement(contest, round, run->standings[i].entry, &run->standings[i].why);
	free(failed);
	free(entries);
}

/* A judged round in which somebody must be scored, and that has no counted sheets, is yet to be held. */
static bool yet_to_be_held(const struct contest *contest, const struct round_run *run)
{
	if (!run->round->judged || contest->record->rounds[run->round->number].counted_count > 0)
		return false;
	for (size_t i = 0; i < run->group_count; i++)
		if (!run->groups[i].skipped)
			return true;
	return false;
}

static bool has_open_tie(const struct round_run *run)
{
	for (size_t i = 0; i < run->count; i++)
		if (run->standings[i].outcome == OUTCOME_TIED)
			return true;
	return false;
}

size_t contest_run(struct contest *contest, size_t until)
{
	size_t before = contest->errors->count;

	for (size_t i = 0; i < until; i++) {
		struct round_run *run = &contest->runs[i];
		contest_gather(contest, i, true);
		if (contest->errors->count == before && yet_to_be_held(contest, run))
			return i;
		if (run->round->judged)
			contest_score_sheets(contest, run);
		else
			contest_score_indicators(contest, run);
		if (contest->errors->count != before)
			return until;
		contest_advance(contest, run);
		contest->complete = i + 1;
		if (has_open_tie(run))
			return i + 1;
	}
	return until;
}

void contest_free(struct contest *contest)
{
	for (size_t i = 0; i < contest->run_count; i++)
		for (size_t j = 0; j < contest->runs[i].count; j++) {
			struct standing *standing = &contest->runs[i].standings[j];
			mpq_clear(standing->score);
			mpz_clear(standing->rounded);
			json_decref(standing->why);
		}
	slab_free(&contest->slab);
}
