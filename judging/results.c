/* From a dossier to its results, as JSON. */
#include "judging/course/contest.h"
#include "judging/dossier.h"

#include <stdlib.h>

static int compare_standings(const void *a, const void *b)
{
	const struct standing *x = *(struct standing *const *)a, *y = *(struct standing *const *)b;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	size_t rank = x->rank - 1, other = y->rank - 1; /* 0 wraps around: null comes last */
	if (rank != other)
		return rank < other ? -1 : 1;
	return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static json_t *standing_json(const struct contest *contest, const struct round_run *run, struct standing *standing)
{
	char *score = standing->has_score ? decimal_text(standing->rounded, run->round->decimals) : NULL;
	json_t *row = json_pack("{s:s, s:s, s:s?, s:o, s:s}", "entry", contest->record->entries[standing->entry].id, "group",
	    run->groups[standing->group].key, "score", score, "rank",
	    standing->rank ? json_integer((json_int_t)standing->rank) : json_null(), "outcome", rulebook_outcomes[standing->outcome]);
	json_object_set(row, "why", standing->why);
	free(score);
	return row;
}

static json_t *round_json(const struct contest *contest, const struct round_run *run)
{
	struct standing **list = memory_array(run->count, sizeof(struct standing *));
	json_t *standings = json_array(), *row = json_pack("{s:s}", "id", run->round->id);

	for (size_t i = 0; i < run->count; i++)
		list[i] = &run->standings[i];
	qsort(list, run->count, sizeof(struct standing *), compare_standings);
	for (size_t i = 0; i < run->count; i++)
		json_array_append_new(standings, standing_json(contest, run, list[i]));
	free(list);
	json_object_set_new(row, "standings", standings);
	if (run->round->judged && run->round->adjust == ADJUST_SEVERITY) {
		json_t *components = json_object();
		for (size_t i = 0; i < run->group_count; i++)
			if (!run->groups[i].skipped)
				json_object_set_new(components, run->groups[i].key, json_integer((json_int_t)run->groups[i].components));
		if (json_object_size(components)) /* none if all groups skip the round */
			json_object_set(row, "components", components);
		json_decref(components);
	}
	return row;
}

static json_t *compute(struct contest *contest, const char *dossier_sha256)
{
	const struct rulebook *rulebook = &contest->record->rulebook;
	size_t before = contest->errors->count;
	json_t *rounds = json_array(), *budget = NULL;
	json_t *results = json_pack("{s:s, s:s}", "format", "saitou-results/1", "dossier_sha256", dossier_sha256);

	json_object_set_new(results, "eligibility", contest_eligibility(contest));
	json_object_set_new(results, "direct", contest_direct(contest));
	json_object_set_new(results, "rounds", rounds);
	size_t stop = contest_run(contest, rulebook->round_count);
	for (size_t i = 0; i < contest->complete; i++)
		json_array_append_new(rounds, round_json(contest, &contest->runs[i]));
	if (stop < rulebook->round_count) {
		json_object_set_new(results, "incomplete_at", json_string(rulebook->rounds[stop].id));
	} else if (rulebook->award && contest->errors->count == before) {
		json_t *awards = contest_award(contest, &budget);
		if (awards) {
			json_object_set_new(results, "awards", awards);
			json_object_set_new(results, "budget", budget);
		}
	}
	if (contest->errors->count == before)
		return results;
	json_decref(results);
	return NULL;
}

json_t *dossier_results(const json_t *dossier, const char *dossier_sha256, struct judging_errors *errors)
{
	struct record record;
	struct contest contest;
	json_t *results = NULL;
	size_t before = errors->count;

	record_load(&record, dossier, errors);
	if (errors->count == before) {
		contest_start(&contest, &record, errors);
		results = compute(&contest, dossier_sha256);
		contest_free(&contest);
	}
	record_free(&record);
	return results;
}
