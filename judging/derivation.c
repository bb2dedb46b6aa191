#include "judging/derivation.h"

#include <stdlib.h>

#include "judging/course/contest.h"
#include "judging/course/ranking.h"
#include "judging/course/watch.h"

/* What an indicator looked at. */
static json_t *saw_json(const struct indicator *indicator, const struct subject *subject)
{
	struct slab slab = {0};
	mpq_t value;
	json_t *saw = NULL;

	if (indicator->kind == INDICATOR_FACT) {
		const json_t *fact = fact_value(&indicator->fact, subject);
		const char *text = fact ? NULL : fact_text(&indicator->fact, subject);
		return fact ? json_deep_copy(fact) : text ? json_string(text) : json_null();
	}
	mpq_init(value);
	struct node *seen = node_object(&slab);
	if (query_value(indicator->query, subject, value, seen) == QUERY_VALUE) {
		json_t *shown = node_json(seen);
		saw = json_incref(json_object_get(shown, "value"));
		json_decref(shown);
	}
	mpq_clear(value);
	slab_free(&slab);
	return saw ? saw : json_null();
}

static void add_indicators(const struct contest *contest, const struct standing *standing, const struct indicator *indicators, size_t count)
{
	struct subject subject = record_subject(contest->record, standing->entry);
	mpq_t points;

	mpq_init(points);
	for (size_t i = 0; i < count; i++) {
		decimal_set_ratio(points, standing->indicator_points[indicators[i].number], 100);
		json_t *row = watch_add(contest, standing, "indicator", indicators[i].id, points);
		if (indicators[i].kind == INDICATOR_BEST_OF)
			add_indicators(contest, standing, indicators[i].parts, indicators[i].part_count);
		else
			json_object_set_new(row, "saw", saw_json(&indicators[i], &subject));
	}
	mpq_clear(points);
}

static void add_ties(const struct contest *contest, const struct round_run *run, const struct standing *standing)
{
	mpq_t value;

	mpq_init(value);
	for (size_t i = 0; i < run->round->tie_count; i++) {
		bool given = ranking_value(contest, run, standing, &run->round->ties[i], value);
		watch_add(contest, standing, "tie", run->round->ties[i].text, given ? value : NULL);
	}
	mpq_clear(value);
}

/* What stands in the run once it is computed. */
static void add_results(const struct contest *contest, const struct round_run *run, const struct standing *standing)
{
	if (!standing->has_score)
		return; /* its group skips the round, or it failed the requirement */
	if (!run->round->judged)
		add_indicators(contest, standing, run->round->indicators, run->round->indicator_count);
	watch_score(contest, run->round->number, standing, "score");
	add_ties(contest, run, standing);
}

static json_t *steps_by_entry(struct contest *contest, const struct round_run *run)
{
	json_t *by_entry = json_object();

	for (size_t i = 0; i < run->count; i++) {
		const struct standing *standing = &run->standings[i];
		json_t **steps = &contest->watch->steps[standing->entry];
		add_results(contest, run, standing);
		json_object_set_new(by_entry, contest->record->entries[standing->entry].id, *steps ? *steps : json_array());
		*steps = NULL;
	}
	return by_entry;
}

static json_t *watch_round(const struct record *record, size_t round, struct judging_errors *errors)
{
	size_t entry_count = record->entry_ids.count;
	struct watch watch = {.round = round, .steps = memory_array(entry_count, sizeof *watch.steps)};
	struct contest contest;
	json_t *by_entry = NULL;

	contest_start(&contest, record, errors, false);
	contest.watch = &watch;
	contest_run(&contest, round + 1);
	if (errors->count == 0 && contest.complete > round)
		by_entry = steps_by_entry(&contest, &contest.runs[round]);
	for (size_t i = 0; i < entry_count; i++)
		json_decref(watch.steps[i]); /* of a round that was not computed to its end */
	free(watch.steps);
	contest_free(&contest);
	return by_entry;
}

json_t *dossier_derivations(const json_t *dossier, const char *round_id)
{
	struct judging_errors errors = {0};
	struct record record;
	json_t *by_entry = NULL;

	record_load(&record, dossier, &errors);
	size_t round = ids_find(&record.rulebook.round_ids, round_id);
	if (errors.count == 0 && round != IDS_NONE)
		by_entry = watch_round(&record, round, &errors);
	record_free(&record);
	judging_errors_free(&errors);
	return by_entry;
}
