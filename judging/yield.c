#include "judging/yield.h"

#include "judging/case.h"
#include "judging/course/decision.h"
#include "judging/course/indicators.h"
#include "judging/course/ranking.h"

#include <stdlib.h>
#include <string.h>

static const char *const verdicts[] = {[PROSPECT_NO] = "no", [PROSPECT_YES] = "yes", [PROSPECT_OPEN] = "open"};

/* ---- eligibility ---- */

static enum prospect both(enum prospect a, enum prospect b)
{
	if (a == PROSPECT_NO || b == PROSPECT_NO)
		return PROSPECT_NO;
	return a == PROSPECT_OPEN || b == PROSPECT_OPEN ? PROSPECT_OPEN : PROSPECT_YES;
}

static json_t *eligibility_json(const struct loaded_case *c, enum prospect verdict, const char *status_why, struct slab *slab)
{
	struct node *why = node_object(slab);
	struct ids missing = {0};

	decision_eligible(&c->rulebook, &c->subject, c->status, status_why, why);
	decision_missing(&c->rulebook, &c->subject, &missing);
	return json_pack("{s:s, s:s?, s:o, s:o}", "verdict", verdicts[verdict], "division", c->subject.division, "why", node_json(why),
	    "missing", case_paths(&missing));
}

/* ---- direct advancement ---- */

static json_t *direct_json(const struct loaded_case *c, struct slab *slab)
{
	json_t *list = json_array();

	for (size_t i = 0; i < c->rulebook.direct_count; i++) {
		const struct direct_rule *rule = &c->rulebook.direct[i];
		struct node *why = node_object(slab);
		condition_holds(rule->when, &c->subject, why);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "rule", rule->id, "to", c->rulebook.rounds[rule->to].id,
						"verdict", verdicts[condition_prospect(rule->when, &c->subject)], "why", node_json(why)));
	}
	return list;
}

/* ---- rounds computed from indicators ---- */

/* Hundredths as a number. */
static json_t *points_json(int64_t hundredths)
{
	return hundredths % 100 ? json_real((double)hundredths / 100) : json_integer(hundredths / 100);
}

/* The most points that an indicator can bring. */
static int64_t most_points(const struct indicator *indicator)
{
	int64_t most = indicator->part_count ? most_points(&indicator->parts[0]) : indicator->otherwise;

	for (size_t i = 1; i < indicator->part_count; i++) {
		int64_t part = most_points(&indicator->parts[i]);
		most = part > most ? part : most;
	}
	for (size_t i = 0; i < indicator->band_count; i++)
		most = indicator->bands[i].points > most ? indicator->bands[i].points : most;
	return most;
}

/* What the indicator looked at, a new number; NULL if there is none. */
static json_t *seen_json(const struct indicator *indicator, const struct subject *subject)
{
	mpq_t value;
	json_t *json = NULL;

	if (indicator->kind == INDICATOR_FACT)
		return json_incref((json_t *)fact_value(&indicator->fact, subject));
	if (indicator->kind == INDICATOR_BEST_OF)
		return NULL;
	mpq_init(value);
	if (query_value(indicator->query, subject, value, NULL) == QUERY_VALUE)
		json = json_real(decimal_double(value));
	mpq_clear(value);
	return json;
}

/* The lowest band that would bring more than POINTS; NULL if none does. */
static json_t *next_json(const struct indicator *indicator, int64_t points)
{
	for (size_t i = indicator->band_count; i > 0; i--) {
		const struct band *band = &indicator->bands[i - 1];
		if (band->points > points)
			return json_pack("{s:O, s:o}", "at_least", band->at_least, "points", points_json(band->points));
	}
	return NULL;
}

static json_t *indicators_json(
    const struct indicator *list, size_t count, const struct subject *subject, const int64_t *points, struct ids *missing)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct indicator *indicator = &list[i];
		int64_t own = points[indicator->number];
		bool fact = indicator->kind == INDICATOR_FACT;
		json_t *parts =
		    indicator->part_count ? indicators_json(indicator->parts, indicator->part_count, subject, points, missing) : NULL;
		json_t *seen = seen_json(indicator, subject);
		if (fact && !seen)
			ids_add(missing, indicator->fact.text, NULL);
		json_array_append_new(
		    rows, json_pack("{s:s, s:o, s:o, s:s*, s:o*, s:o*, s:o*}", "id", indicator->id, "points", points_json(own), "most",
			      points_json(most_points(indicator)), "fact", fact ? indicator->fact.text : NULL, "saw", seen, "next",
			      next_json(indicator, own), "parts", parts));
	}
	return rows;
}

/* The minimums that hang on nothing but indicators; *HOLD: all of them. */
static json_t *minimums_json(const struct round_run *run, const struct standing *standing, bool *hold)
{
	const struct contest nobody = {0};
	const struct advance *advance = &run->round->advance;
	json_t *list = json_array();

	*hold = !advance->has_min_score || ranking_reaches(run->round, standing, advance->min_score);
	for (size_t i = 0; i < advance->minimum_count; i++) {
		const struct minimum *minimum = &advance->minimums[i];
		if (minimum->rule.kind != TIE_INDICATOR)
			continue;
		bool holds = ranking_meets(&nobody, run, standing, minimum);
		*hold &= holds;
		json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:b}", "value_of", minimum->rule.text, "value",
						points_json(standing->indicator_points[minimum->rule.index]), "limit",
						points_json(minimum->points), "holds", (int)holds));
	}
	return list;
}

static json_t *require_json(const struct round *round, const struct subject *subject, enum prospect *verdict, struct slab *slab)
{
	*verdict = round->require ? condition_prospect(round->require, subject) : PROSPECT_YES;
	if (!round->require)
		return json_null();
	struct node *why = node_object(slab);
	condition_holds(round->require, subject, why);
	return json_pack("{s:s, s:o}", "verdict", verdicts[*verdict], "why", node_json(why));
}

static int64_t most_of_round(const struct round *round)
{
	int64_t most = 0;
	for (size_t i = 0; i < round->indicator_count; i++)
		most += most_points(&round->indicators[i]);
	return most;
}

static json_t *round_json(const struct round *round, const struct subject *subject, struct slab *slab)
{
	struct standing standing = {
	    .indicator_points = memory_array(round->indicator_total, sizeof *standing.indicator_points), .has_score = true};
	struct round_run run = {.round = round, .count = 1, .standings = &standing};
	const struct advance *advance = &round->advance;
	struct ids missing = {0};
	enum prospect required;
	bool minimums_hold;

	mpq_init(standing.score);
	mpz_init(standing.rounded);
	indicators_points(round, subject, standing.indicator_points, standing.score);
	ranking_prepare(round, &standing);
	char *score = decimal_text(standing.rounded, round->decimals);
	json_t *require = require_json(round, subject, &required, slab);
	if (round->require)
		condition_missing(round->require, subject, &missing);
	json_t *indicators = indicators_json(round->indicators, round->indicator_count, subject, standing.indicator_points, &missing);
	json_t *minimums = minimums_json(&run, &standing, &minimums_hold);
	/* Points that are missing could still come. */
	enum prospect reached = minimums_hold ? PROSPECT_YES : missing.count ? PROSPECT_OPEN : PROSPECT_NO;
	json_t *json = json_pack("{s:s, s:o, s:s, s:o, s:o, s:b, s:o, s:b, s:s, s:o, s:o}", "round", round->id, "require", require, "score",
	    score, "most", points_json(most_of_round(round)), "min_score",
	    advance->has_min_score ? points_json(advance->min_score) : json_null(), "reaches",
	    (int)(!advance->has_min_score || ranking_reaches(round, &standing, advance->min_score)), "minimums", minimums, "ranked",
	    (int)(advance->seats.given || advance->share != NULL), "verdict", verdicts[both(required, reached)], "missing",
	    case_paths(&missing), "indicators", indicators);
	free(score);
	mpz_clear(standing.rounded);
	mpq_clear(standing.score);
	free(standing.indicator_points);
	return json;
}

json_t *case_yield(const json_t *rulebook, const struct eligibility_case *facts, struct judging_errors *errors)
{
	struct loaded_case c;
	struct slab slab = {0};
	json_t *result = NULL;

	if (case_load(&c, rulebook, facts, errors)) {
		enum prospect eligible = decision_prospect(&c.rulebook, &c.subject, c.status);
		json_t *rounds = json_array();
		size_t takes = eligible == PROSPECT_YES ? decision_direct(&c.rulebook, &c.subject, SIZE_MAX) : IDS_NONE;
		for (size_t i = 0; i < c.rulebook.round_count; i++)
			if (!c.rulebook.rounds[i].judged)
				json_array_append_new(rounds, round_json(&c.rulebook.rounds[i], &c.subject, &slab));
		result = json_pack("{s:o, s:o, s:s?, s:o}", "eligibility", eligibility_json(&c, eligible, facts->status_why, &slab),
		    "direct", direct_json(&c, &slab), "takes", takes == IDS_NONE ? NULL : c.rulebook.direct[takes].id, "rounds", rounds);
	}
	slab_free(&slab);
	case_free(&c);
	return result;
}
