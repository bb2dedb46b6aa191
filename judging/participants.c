#include "judging/participants.h"

#include "judging/course/contest.h"

/* How an entry came into the round. */
static const char *via(const struct contest *contest, size_t round, uint32_t entry)
{
	if (contest->direct[entry] != IDS_NONE && contest->record->rulebook.direct[contest->direct[entry]].to == round)
		return "direct";
	if (round == 0)
		return "first";
	const struct round_run *before = &contest->runs[round - 1];
	enum outcome outcome = before->standings[before->of[entry]].outcome;
	return outcome == OUTCOME_SKIPPED      ? "skipped"
	       : outcome == OUTCOME_SUBSTITUTE ? "substitute"
	       : outcome == OUTCOME_WILDCARD   ? "wildcard"
	       : outcome == OUTCOME_ADDED      ? "added"
					       : "advanced";
}

static json_t *list_participants(const struct contest *contest, size_t round)
{
	const struct round_run *run = &contest->runs[round];
	json_t *rows = json_array();
	for (uint32_t i = 0; i < contest->record->entry_ids.count; i++) {
		if (run->of[i] == RECORD_NONE)
			continue;
		const struct group *group = &run->groups[run->standings[run->of[i]].group];
		const struct entry *entry = &contest->record->entries[i];
		json_array_append_new(
		    rows, json_pack("{s:s, s:s, s:s, s:s, s:b}", "entry", entry->id, "via", via(contest, round, i), "group", group->key,
			      "division", contest->record->rulebook.division_ids.names[entry->division], "skips", group->skipped));
	}
	return rows;
}

static json_t *compute(struct contest *contest, size_t round)
{
	size_t before = contest->errors->count;
	size_t stop = contest_run(contest, round);
	if (contest->errors->count != before)
		return NULL;
	if (stop < round) {
		contest_error(contest, stop, "not complete yet");
		return NULL;
	}
	/* an open tie of the round just before stops here as well, though it names this round */
	for (size_t i = 0; round > 0 && i < contest->runs[round - 1].count; i++)
		if (contest->runs[round - 1].standings[i].outcome == OUTCOME_TIED) {
			contest_error(contest, round - 1, "a tie at the cut waits for tie_order");
			return NULL;
		}
	contest_gather(contest, round, false);
	return list_participants(contest, round);
}

json_t *round_participants(const json_t *dossier, const char *round_id, struct judging_errors *errors)
{
	struct record record;
	struct contest contest;
	json_t *rows = NULL;
	size_t before = errors->count;

	record_load(&record, dossier, errors);
	size_t round = ids_find(&record.rulebook.round_ids, round_id);
	if (round == IDS_NONE)
		judging_errors_add(errors, "rounds", "unknown round \"%s\"", round_id);
	if (errors->count == before) {
		contest_start(&contest, &record, errors, false);
		rows = compute(&contest, round);
		contest_free(&contest);
	}
	record_free(&record);
	return rows;
}
