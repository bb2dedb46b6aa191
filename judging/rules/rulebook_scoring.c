/* Loading how a round scores: criteria and aggregation of a judged one, indicators of a computed one. */
#include "judging/rules/rules.h"

#include <stdlib.h>

static void load_applies(struct rulebook *rulebook, const struct place *up, const json_t *json, struct criterion *criterion)
{
	struct place at = place_key(up, "divisions");
	if (!check_array(&at, json, true))
		return;
	criterion->applies = slab_take(&rulebook->slab, rulebook->division_ids.count, sizeof *criterion->applies);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i);
		size_t division = check_reference(&element, json_array_get(json, i), &rulebook->division_ids, "division");
		if (division != IDS_NONE)
			criterion->applies[division] = true;
	}
}

static void load_criterion(struct rulebook *rulebook, const struct place *at, const json_t *json, struct criterion *criterion)
{
	static const struct member_rule MEMBERS[] = {
	    {"id", true}, {"name", false}, {"max", true}, {"step", false}, {"weight", false}, {"divisions", false}, {0}};
	struct place name = place_key(at, "name"), max = place_key(at, "max"), step = place_key(at, "step"),
		     weight = place_key(at, "weight");

	criterion->step = 1;
	criterion->weight = 10000;
	if (!check_members(at, json, MEMBERS))
		return;
	check_localised(&name, json_object_get(json, "name"));
	check_decimal(&max, json_object_get(json, "max"), 2, &criterion->max);
	check_decimal(&step, json_object_get(json, "step"), 2, &criterion->step);
	if (criterion->step == 0) {
		place_error(&step, "must be above 0");
		criterion->step = 1;
	}
	check_decimal(&weight, json_object_get(json, "weight"), 4, &criterion->weight);
	load_applies(rulebook, at, json_object_get(json, "divisions"), criterion);
}

static void load_criteria(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "criteria");
	struct ids ids = {0};
	/* Totals are 128-bit integers: with at most 2^90 a sheet, millions of sheets can be added. */
	const int128 limit = (int128)1 << 90;
	int128 highest = 0;

	if (!check_array(&at, json, false))
		return;
	check_ids(&at, json, &ids);
	round->criterion_count = json_array_size(json);
	round->criteria = slab_take(&rulebook->slab, round->criterion_count, sizeof *round->criteria);
	for (size_t i = 0; i < round->criterion_count; i++) {
		struct place element = place_index(&at, i);
		struct criterion *criterion = &round->criteria[i];
		criterion->id = ids.names[i];
		load_criterion(rulebook, &element, json_array_get(json, i), criterion);
		if (highest <= limit)
			highest += (int128)criterion->max * criterion->weight;
	}
	if (highest > limit)
		place_error(&at, "weight times max is out of range");
	ids_free(&ids);
}

static void load_aggregate(const struct place *up, const json_t *json, struct round *round)
{
	static const struct member_rule MEMBERS[] = {{"method", true}, {"drop_high", false}, {"drop_low", false}, {"level", false}, {0}};
	static const char *const METHODS[] = {"mean", "median", "trimmed_mean", NULL};
	static const char *const LEVELS[] = {"sheet", "criterion", NULL};
	struct place at = place_key(up, "aggregate");
	struct place method = place_key(&at, "method"), high = place_key(&at, "drop_high"), low = place_key(&at, "drop_low"),
		     level = place_key(&at, "level");
	int word = AGGREGATE_MEAN, by_criterion = 0;

	round->drop_high = round->drop_low = 1;
	if (!json || !check_members(&at, json, MEMBERS))
		return;
	check_word(&method, json_object_get(json, "method"), METHODS, &word);
	round->method = (enum aggregate_method)word;
	check_word(&level, json_object_get(json, "level"), LEVELS, &by_criterion);
	round->by_criterion = by_criterion;
	check_integer(&high, json_object_get(json, "drop_high"), 0, INT32_MAX, &round->drop_high);
	check_integer(&low, json_object_get(json, "drop_low"), 0, INT32_MAX, &round->drop_low);
}

void rulebook_load_scoring(struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round)
{
	static const char *const ADJUSTS[] = {"none", "panel_factor", "z_score", "severity", NULL};
	static const char *const COMPONENTS[] = {"accept", NULL};
	struct place judges = place_key(at, "judges_per_entry"), min_sheets = place_key(at, "min_sheets"), adjust = place_key(at, "adjust"),
		     components = place_key(at, "components");
	int word = ADJUST_NONE, accept = -1;
	int64_t ignored;

	check_integer(&judges, json_object_get(json, "judges_per_entry"), 1, DECIMAL_MAX_INTEGER, &ignored);
	round->min_sheets = 1;
	check_integer(&min_sheets, json_object_get(json, "min_sheets"), 1, DECIMAL_MAX_INTEGER, &round->min_sheets);
	size_t before = at->errors->count;
	load_criteria(rulebook, at, json_object_get(json, "criteria"), round);
	round->sound = round->criterion_count > 0 && at->errors->count == before;
	load_aggregate(at, json_object_get(json, "aggregate"), round);
	check_word(&adjust, json_object_get(json, "adjust"), ADJUSTS, &word);
	round->adjust = (enum adjust)word;
	if (round->adjust != ADJUST_NONE && round->method != AGGREGATE_MEAN)
		place_error(&adjust, "\"%s\" needs the aggregate method \"mean\"", ADJUSTS[word]);
	round->accept_components = check_word(&components, json_object_get(json, "components"), COMPONENTS, &accept);
}

/* From the highest bound down; of equal bounds the first stays first, since the sort is a stable insertion. */
static void load_bands(struct rulebook *rulebook, const struct place *up, const json_t *json, struct indicator *indicator)
{
	static const struct member_rule MEMBERS[] = {{"at_least", true}, {"points", true}, {0}};
	struct place at = place_key(up, "bands");

	if (!check_array(&at, json, false))
		return;
	indicator->bands = slab_take(&rulebook->slab, json_array_size(json), sizeof *indicator->bands);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i), bound = place_key(&element, "at_least"), points = place_key(&element, "points");
		const json_t *object = json_array_get(json, i), *at_least = json_object_get(object, "at_least");
		struct band *band = &indicator->bands[indicator->band_count++];
		mpq_init(band->at_least);
		if (!check_members(&element, object, MEMBERS))
			continue;
		if (json_is_number(at_least))
			decimal_set(band->at_least, at_least);
		else if (at_least)
			place_error(&bound, "must be a number");
		check_decimal(&points, json_object_get(object, "points"), 2, &band->points);
	}
	for (size_t i = 1; i < indicator->band_count; i++)
		for (size_t j = i; j > 0 && mpq_cmp(indicator->bands[j - 1].at_least, indicator->bands[j].at_least) < 0; j--) {
			struct band swapped = indicator->bands[j];
			indicator->bands[j] = indicator->bands[j - 1];
			indicator->bands[j - 1] = swapped;
		}
	if (rulebook->band_list_count == rulebook->band_list_capacity) {
		rulebook->band_list_capacity = rulebook->band_list_capacity ? 2 * rulebook->band_list_capacity : 8;
		rulebook->band_lists = memory_grow(rulebook->band_lists, rulebook->band_list_capacity, sizeof(struct indicator *));
	}
	rulebook->band_lists[rulebook->band_list_count++] = indicator;
}

static struct indicator *load_indicator_list(
    struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round, size_t *count);

static void load_indicator(
    struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round, struct indicator *indicator)
{
	static const struct member_rule MEASURED[] = {
	    {"id", true}, {"name", false}, {"fact", false}, {"investments", false}, {"bands", true}, {"otherwise", false}, {0}};
	static const struct member_rule BEST_OF[] = {{"id", true}, {"name", false}, {"best_of", true}, {0}};
	struct place name = place_key(at, "name"), fact = place_key(at, "fact"), query = place_key(at, "investments"),
		     best_of = place_key(at, "best_of"), otherwise = place_key(at, "otherwise");
	struct condition_scope scope = rulebook_scope(rulebook);

	check_members(at, json, json_object_get(json, "best_of") ? BEST_OF : MEASURED);
	check_localised(&name, json_object_get(json, "name"));
	if (json_object_get(json, "best_of")) {
		indicator->kind = INDICATOR_BEST_OF;
		indicator->parts = load_indicator_list(rulebook, &best_of, json_object_get(json, "best_of"), round, &indicator->part_count);
		return;
	}
	if (!json_object_get(json, "fact") == !json_object_get(json, "investments"))
		place_error(at, "needs exactly one of fact, investments, best_of");
	indicator->kind = json_object_get(json, "investments") ? INDICATOR_QUERY : INDICATOR_FACT;
	if (json_object_get(json, "fact"))
		fact_path_load(&scope, &fact, json_object_get(json, "fact"), &indicator->fact);
	indicator->query = query_load(&scope, &query, json_object_get(json, "investments"));
	check_decimal(&otherwise, json_object_get(json, "otherwise"), 2, &indicator->otherwise);
	load_bands(rulebook, at, json_object_get(json, "bands"), indicator);
}

static struct indicator *load_indicator_list(
    struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round, size_t *count)
{
	struct ids ids = {0};

	if (!check_array(at, json, false))
		return NULL;
	check_ids(at, json, &ids);
	*count = json_array_size(json);
	struct indicator *list = slab_take(&rulebook->slab, *count, sizeof *list);
	for (size_t i = 0; i < *count; i++) {
		struct place element = place_index(at, i);
		list[i].id = ids.names[i];
		list[i].number = round->indicator_total++;
		if (check_object(&element, json_array_get(json, i)))
			load_indicator(rulebook, &element, json_array_get(json, i), round, &list[i]);
	}
	ids_free(&ids);
	return list;
}

void rulebook_load_indicators(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "indicators"), require = place_key(up, "require");
	struct condition_scope scope = rulebook_scope(rulebook);

	round->indicators = load_indicator_list(rulebook, &at, json_object_get(json, "indicators"), round, &round->indicator_count);
	round->require = condition_load(&scope, &require, json_object_get(json, "require"));
}
