#include "judging/course/contest.h"

#include "judging/base/why.h"
#include "judging/course/advancement.h"
#include "judging/course/decision.h"
#include "judging/course/groups.h"
#include "judging/course/indicators.h"
#include "judging/course/scoring.h"

#include <stdlib.h>

static size_t left_before(const struct contest *contest, size_t entry)
{
	const struct entry *row = &contest->record->entries[entry];
	return row->left ? row->left_before : SIZE_MAX;
}

void contest_start(struct contest *contest, const struct record *record, struct judging_errors *errors, bool explains)
{
	const struct rulebook *rulebook = &record->rulebook;
	size_t count = record->entry_ids.count;

	*contest = (struct contest){.record = record, .errors = errors, .explains = explains};
	contest->runs = slab_take(&contest->slab, rulebook->round_count, sizeof *contest->runs);
	contest->eligible = slab_take(&contest->slab, count, sizeof *contest->eligible);
	contest->direct = slab_take(&contest->slab, count, sizeof *contest->direct);
	for (size_t i = 0; i < count; i++) {
		const struct entry *entry = &record->entries[i];
		struct subject subject = record_subject(record, i);
		contest->eligible[i] = decision_eligible(rulebook, &subject, entry->status, entry->why, NULL);
		contest->direct[i] = contest->eligible[i] ? decision_direct(rulebook, &subject, left_before(contest, i)) : IDS_NONE;
	}
}

/* Every rule it might have taken, into LIST. */
static void why_not_direct(const struct contest *contest, size_t entry, struct node *list)
{
	const struct rulebook *rulebook = &contest->record->rulebook;
	struct subject subject = record_subject(contest->record, entry);

	for (size_t i = 0; i < rulebook->direct_count; i++) {
		const struct direct_rule *rule = &rulebook->direct[i];
		struct node *why = node_row(list);
		if (!why)
			continue;
		if (left_before(contest, entry) > rule->to) {
			decision_explain_direct(rule, rulebook, &subject, why);
			continue;
		}
		why_put_code(why, WHY_DIRECT_LEFT);
		node_put_text(why, "rule", rule->id);
		node_put_text(why, "to", rulebook->rounds[rule->to].id);
		contest_why_left(contest, why, &contest->record->entries[entry]);
	}
}

void contest_why_eligible(const struct contest *contest, size_t entry, struct node *why)
{
	const struct entry *row = &contest->record->entries[entry];
	const struct rulebook *rulebook = &contest->record->rulebook;
	struct subject subject = record_subject(contest->record, entry);

	decision_eligible(rulebook, &subject, row->status, row->why, why);
	if (contest->eligible[entry] && contest->direct[entry] == IDS_NONE && rulebook->direct_count)
		why_not_direct(contest, entry, node_list_in(why, "direct"));
}

void contest_why_direct(const struct contest *contest, size_t entry, struct node *why)
{
	const struct rulebook *rulebook = &contest->record->rulebook;
	struct subject subject = record_subject(contest->record, entry);
	decision_explain_direct(&rulebook->direct[contest->direct[entry]], rulebook, &subject, why);
}

static bool came_through(const struct round_run *run, size_t entry)
{
	if (run->of[entry] == RECORD_NONE)
		return false;
	enum outcome outcome = run->standings[run->of[entry]].outcome;
	return outcome == OUTCOME_ADVANCED || outcome == OUTCOME_SUBSTITUTE || outcome == OUTCOME_WILDCARD || outcome == OUTCOME_ADDED ||
	       outcome == OUTCOME_SKIPPED;
}

static bool takes_part(const struct contest *contest, size_t entry, size_t round)
{
	size_t rule = contest->direct[entry];
	if (contest_left_before(contest, entry, round))
		return false;
	if (rule != IDS_NONE && contest->record->rulebook.direct[rule].to >= round)
		return contest->record->rulebook.direct[rule].to == round;
	return round == 0 ? contest->eligible[entry] : came_through(&contest->runs[round - 1], entry);
}

/* Why it does not meet what the round requires. */
static void explain_failed(struct contest *contest, const struct round *round, struct standing *standing)
{
	standing->why = why_new(contest_why_slab(contest), WHY_FAILED_REQUIREMENT);
	if (standing->why)
		indicators_meet(contest, round, standing->entry, node_object_in(standing->why, "require"));
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
			failed[count] = !indicators_meet(contest, round, i, NULL);
			entries[count++] = (uint32_t)i;
		}
	struct round_run *run = &contest->runs[number];
	groups_make(contest, run, number, entries, failed, count, with_panels);
	contest->run_count = number + 1;
	for (size_t i = 0; i < run->count; i++)
		if (run->standings[i].failed)
			explain_failed(contest, round, &run->standings[i]);
	free(failed);
	free(entries);
}

static void check_added(const struct contest *contest, const struct round_run *run)
{
	const struct round_record *rows = &contest->record->rounds[run->round->number];

	for (size_t i = 0; i < rows->added_count; i++)
		if (run->of[rows->added[i].entry] == RECORD_NONE)
			contest_error(contest, run->round->number, "added: entry \"%s\" takes no part in this round",
			    contest->record->entries[rows->added[i].entry].id);
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
		check_added(contest, run);
		if (contest->errors->count == before && yet_to_be_held(contest, run))
			return i;
		if (run->round->judged)
			scoring_score(contest, run);
		else
			indicators_score(contest, run);
		if (contest->errors->count != before)
			return until;
		advancement_decide(contest, run);
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
			mpq_clear(contest->runs[i].standings[j].score);
			mpz_clear(contest->runs[i].standings[j].rounded);
		}
	slab_free(&contest->slab);
}
