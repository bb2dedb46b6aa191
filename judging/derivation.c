#include "judging/derivation.h"

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
		json_t *row = watch_add(contest->watch, "indicator", indicators[i].id, points);
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
		watch_add(contest->watch, "tie", run->round->ties[i].text, given ? value : NULL);
	}
	mpq_clear(value);
}

/* What stands in the run once it is computed; false if the entry has no standing there. */
static bool add_results(const struct contest *contest, size_t round, size_t entry)
{
	const struct round_run *run = &contest->runs[round];

	if (contest->complete <= round || run->of[entry] == RECORD_NONE)
		return false;
	const struct standing *standing = &run->standings[run->of[entry]];
	if (!standing->has_score)
		return true; /* its group skips the round, or it failed the requirement */
	if (!run->round->judged)
		add_indicators(contest, standing, run->round->indicators, run->round->indicator_count);
	watch_score(contest, round, standing, "score");
	add_ties(contest, run, standing);
	return true;
}

json_t *dossier_derivation(const json_t *dossier, const char *round_id, const char *entry_id)
{
	struct judging_errors errors = {0};
	struct record record;
	struct contest contest;
	json_t *steps = NULL;

	record_load(&record, dossier, &errors);
	size_t round = ids_find(&record.rulebook.round_ids, round_id), entry = ids_find(&record.entry_ids, entry_id);
	if (errors.count == 0 && round != IDS_NONE && entry != IDS_NONE) {
		struct watch watch = {.round = round, .entry = entry, .steps = json_array()};
		contest_start(&contest, &record, &errors, false);
		contest.watch = &watch;
		contest_run(&contest, round + 1);
		if (errors.count == 0 && add_results(&contest, round, entry))
			steps = json_incref(watch.steps);
		json_decref(watch.steps);
		contest_free(&contest);
	}
	record_free(&record);
	judging_errors_free(&errors);
	return steps;
}
