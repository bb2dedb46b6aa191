#include "judging/course/derivation.h"

#include "judging/course/contest.h"
#include "judging/course/ranking.h"

#include <stdlib.h>

#define DIGITS 6

static json_t *value_json(const mpq_t value)
{
	mpz_t scaled;
	mpz_init(scaled);
	decimal_round(scaled, value, DIGITS);
	char *text = decimal_text(scaled, DIGITS);
	json_t *json = json_string(text);
	free(text);
	mpz_clear(scaled);
	return json;
}

static json_t *ratio_json(int128 numerator, int128 denominator)
{
	mpq_t value;
	mpq_init(value);
	decimal_set_ratio(value, numerator, denominator);
	json_t *json = value_json(value);
	mpq_clear(value);
	return json;
}

/* NAME may be NULL. The step, for what else belongs to it. */
static json_t *add_step(const struct watch *watch, const char *step, const char *name, json_t *value)
{
	json_t *row = json_pack("{s:s, s:s*, s:o}", "step", step, "name", name, "value", value);
	json_array_append_new(watch->steps, row);
	return row;
}

static bool watched(const struct contest *contest, size_t round, const struct standing *standing)
{
	return contest->watch && contest->watch->round == round && contest->watch->entry == standing->entry;
}

void contest_note_score(const struct contest *contest, size_t round, const struct standing *standing, const char *step)
{
	if (watched(contest, round, standing) && standing->has_score)
		add_step(contest->watch, step, NULL, value_json(standing->score));
}

void contest_note_part(
    const struct contest *contest, size_t round, const struct standing *standing, const struct part *part, const mpq_t value)
{
	if (watched(contest, round, standing))
		json_object_set_new(
		    add_step(contest->watch, "part", part->text, value_json(value)), "weight", json_real((double)part->weight / 10000));
}

/* What an indicator looked at. */
static json_t *saw_json(const struct indicator *indicator, const struct subject *subject)
{
	mpq_t value;
	json_t *saw = NULL;

	if (indicator->kind == INDICATOR_FACT) {
		const json_t *fact = fact_value(&indicator->fact, subject);
		const char *text = fact ? NULL : fact_text(&indicator->fact, subject);
		return fact ? json_deep_copy(fact) : text ? json_string(text) : json_null();
	}
	mpq_init(value);
	if (query_value(indicator->query, subject, value, NULL) == QUERY_VALUE)
		saw = decimal_json(value);
	mpq_clear(value);
	return saw ? saw : json_null();
}

static void add_indicators(const struct contest *contest, const struct standing *standing, const struct indicator *indicators, size_t count)
{
	struct subject subject = record_subject(contest->record, standing->entry);

	for (size_t i = 0; i < count; i++) {
		json_t *row = add_step(
		    contest->watch, "indicator", indicators[i].id, ratio_json(standing->indicator_points[indicators[i].number], 100));
		if (indicators[i].kind == INDICATOR_BEST_OF)
			add_indicators(contest, standing, indicators[i].parts, indicators[i].part_count);
		else
			json_object_set_new(row, "saw", saw_json(&indicators[i], &subject));
	}
}

static void add_ties(const struct contest *contest, const struct round_run *run, const struct standing *standing)
{
	mpq_t value;

	mpq_init(value);
	for (size_t i = 0; i < run->round->tie_count; i++) {
		bool given = ranking_tie_value(contest, run, standing, &run->round->ties[i], value);
		add_step(contest->watch, "tie", run->round->ties[i].text, given ? value_json(value) : json_null());
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
	contest_note_score(contest, round, standing, "score");
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
		contest_start(&contest, &record, &errors);
		contest.watch = &watch;
		json_decref(contest_eligibility(&contest));
		json_decref(contest_direct(&contest));
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
