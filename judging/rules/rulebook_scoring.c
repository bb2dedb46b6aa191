/* Loading how a round scores: criteria and aggregation of a judged one, indicators of a computed one. */
#include "judging/rules/rules.h"

#include <stdlib.h>

static void load_applies(struct rulebook *rulebook, const struct place *up, const json_t *json, struct criterion *criterion)
{
	struct place at = place_key(up, "divisions");
	size_t before = at.errors->count;
	if (!check_array(&at, json, true)) {
		criterion->for_unknown |= json != NULL;
		return;
	}
	criterion->applies = slab_take(&rulebook->slab, rulebook->division_ids.count, sizeof *criterion->applies);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		size_t division = check_reference(&element, json_array_get(json, i), &rulebook->division_ids, "division");
		if (division != IDS_NONE)
			criterion->applies[division] = true;
	}
	criterion->for_unknown |= at.errors->count != before || rulebook->division_ids.incomplete;
}

/* The roles of judges whose sheets have the criterion. */
static void load_roles(const struct place *up, const json_t *json, struct criterion *criterion)
{
	struct place at = place_key(up, "roles");
	size_t before = at.errors->count;
	if (!check_array(&at, json, true)) {
		criterion->for_unknown |= json != NULL;
		return;
	}
	criterion->by_role = true;
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		const char *role = check_text(&element, json_array_get(json, i));
		if (role)
			ids_add(&criterion->roles, role, NULL);
	}
	criterion->for_unknown |= at.errors->count != before;
}

static void load_criterion(struct rulebook *rulebook, const struct place *at, const json_t *json, struct criterion *criterion)
{
	static const struct member_rule MEMBERS[] = {
	    {"id", true}, {"name", false}, {"max", true}, {"step", false}, {"weight", false}, {"divisions", false}, {"roles", false}, {0}};
	struct place name = place_key(at, "name"), max = place_key(at, "max"), step = place_key(at, "step"),
		     weight = place_key(at, "weight");

	criterion->max = INT64_MAX;
	criterion->step = 1;
	criterion->weight = 10000;
	criterion->json = json;
	if (!check_members(at, json, MEMBERS))
		return;
	check_localised(&name, json_object_get(json, "name"));
	check_points(&max, json_object_get(json, "max"), &criterion->max);
	check_points(&step, json_object_get(json, "step"), &criterion->step);
	if (criterion->step == 0) {
		place_error(&step, "must be above 0");
		criterion->step = 1;
	}
	check_weight(&weight, json_object_get(json, "weight"), &criterion->weight);
	load_applies(rulebook, at, json_object_get(json, "divisions"), criterion);
	load_roles(at, json_object_get(json, "roles"), criterion);
}

/* Of two criteria with one id there is no telling which is meant: points for it may be any. */
static void forget_duplicates(const json_t *json, struct round *round)
{
	for (size_t i = 0; i < round->criterion_count; i++) {
		const char *id = json_string_value(json_object_get(json_array_get(json, i), "id"));
		size_t first = id ? ids_find(&round->criterion_ids, id) : i;
		if (first == IDS_NONE || first == i)
			continue;
		round->criteria[first].max = INT64_MAX;
		round->criteria[first].step = 1;
		round->criteria[first].for_unknown = true;
	}
}

static void load_criteria(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "criteria");
	/* 10^6 points in millionths: a sheet's total is a small integer, and a double holds it exactly */
	const int128 limit = (int128)1000000 * 1000000;
	int128 highest = 0; /* one product is below 2^127 - 2^40, and after one too many no more are added */

	round->criterion_ids.incomplete = json_array_size(json) == 0;
	if (!check_array(&at, json, false))
		return;
	check_ids(&at, json, &round->criterion_ids);
	round->criterion_count = json_array_size(json);
	round->criteria = slab_take(&rulebook->slab, round->criterion_count, sizeof *round->criteria);
	for (size_t i = 0; i < round->criterion_count; i++) {
		struct place element = place_index(&at, i);
		struct criterion *criterion = &round->criteria[i];
		criterion->id = round->criterion_ids.names[i];
		load_criterion(rulebook, &element, json_array_get(json, i), criterion);
		if (highest <= limit && criterion->max != INT64_MAX)
			highest += criterion->max * criterion->weight;
	}
	forget_duplicates(json, round);
	if (highest > limit)
		place_error(&at, "the sum of weight times max is above 1000000 points");
}

static void load_aggregate(const struct place *up, const json_t *json, struct round *round)
{
	static const struct member_rule MEMBERS[] = {
	    {"method", true}, {"drop_high", false}, {"drop_low", false}, {"trim_from", false}, {"level", false}, {0}};
	static const char *const METHODS[] = {"mean", "median", "trimmed_mean", "borda", NULL};
	static const char *const LEVELS[] = {"sheet", "criterion", NULL};
	struct {
		const char *key;
		int64_t *value;
	} trimming[] = {{"drop_high", &round->drop_high}, {"drop_low", &round->drop_low}, {"trim_from", &round->trim_from}};
	struct place at = place_key(up, "aggregate");
	struct place method = place_key(&at, "method"), level = place_key(&at, "level");
	int word = AGGREGATE_MEAN, by_criterion = 0;

	round->drop_high = round->drop_low = 1;
	if (!json || !check_members(&at, json, MEMBERS))
		return;
	bool known = check_word(&method, json_object_get(json, "method"), METHODS, &word);
	round->method = (enum aggregate_method)word;
	check_word(&level, json_object_get(json, "level"), LEVELS, &by_criterion);
	round->by_criterion = by_criterion;
	if (by_criterion && word == AGGREGATE_BORDA)
		place_error(&level, "the method \"borda\" orders whole sheets");
	for (size_t i = 0; i < sizeof trimming / sizeof trimming[0]; i++) {
		const json_t *value = json_object_get(json, trimming[i].key);
		struct place member = place_key(&at, trimming[i].key);
		check_integer(&member, value, 0, INT32_MAX, trimming[i].value);
		if (value && known && word != AGGREGATE_TRIMMED)
			place_error(&member, "has no meaning without the method \"trimmed_mean\"");
	}
}

static void load_judge_weights(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "judge_weights");
	const char *role;
	json_t *weight;

	if (!check_object(&at, json))
		return;
	if (round->method != AGGREGATE_MEAN)
		place_error(&at, "weights of judges need the aggregate method \"mean\"");
	round->role_weights = slab_take(&rulebook->slab, json_object_size(json), sizeof *round->role_weights);
	json_object_foreach ((json_t *)json, role, weight) {
		struct place member = place_key(&at, role);
		int128 *value = &round->role_weights[ids_add(&round->weighted_roles, role, NULL)];
		if (check_weight(&member, weight, value) && *value == 0)
			place_error(&member, "must be above 0");
	}
}

static const char *const ADJUSTS[] = {"none", "panel_factor", "z_score", "severity", NULL};

static void check_adjust(const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "adjust");
	enum adjust word = round->adjust;

	if (word == ADJUST_PANEL_FACTOR && round->method == AGGREGATE_BORDA)
		place_error(&at, "\"panel_factor\" does not go with the aggregate method \"borda\"");
	else if (word > ADJUST_PANEL_FACTOR && round->method != AGGREGATE_MEAN)
		place_error(&at, "\"%s\" needs the aggregate method \"mean\"", ADJUSTS[word]);
	else if (word > ADJUST_PANEL_FACTOR && json_object_get(json, "judge_weights"))
		place_error(&at, "\"%s\" does not go with judge_weights", ADJUSTS[word]);
}

void rulebook_load_judging(const struct place *at, const json_t *json, struct round *round)
{
	static const char *const COMPONENTS[] = {"accept", NULL};
	struct place judges = place_key(at, "judges_per_entry"), min_sheets = place_key(at, "min_sheets"), adjust = place_key(at, "adjust"),
		     components = place_key(at, "components");
	int accept = -1, word = ADJUST_NONE;

	check_integer(&judges, json_object_get(json, "judges_per_entry"), 1, DECIMAL_MAX_INTEGER, &round->judges_per_entry);
	round->min_sheets = 1;
	check_integer(&min_sheets, json_object_get(json, "min_sheets"), 1, DECIMAL_MAX_INTEGER, &round->min_sheets);
	check_word(&adjust, json_object_get(json, "adjust"), ADJUSTS, &word);
	round->adjust = (enum adjust)word;
	round->accept_components = check_word(&components, json_object_get(json, "components"), COMPONENTS, &accept);
}

void rulebook_load_scoring(struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round)
{
	struct place criteria = place_key(at, "criteria");

	rulebook_load_judging(at, json, round);
	size_t before = at->errors->count;
	load_criteria(rulebook, at, json_object_get(json, "criteria"), round);
	round->totals_known = round->criterion_count > 0 && at->errors->count == before;
	load_aggregate(at, json_object_get(json, "aggregate"), round);
	for (size_t i = 0; i < round->criterion_count; i++) {
		struct place element = place_index(&criteria, i), roles = place_key(&element, "roles");
		if (round->criteria[i].by_role && !round->by_criterion)
			place_error(&roles, "needs the aggregate level \"criterion\"");
	}
	load_judge_weights(rulebook, at, json_object_get(json, "judge_weights"), round);
	check_adjust(at, json, round);
}
