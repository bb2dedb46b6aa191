/* Loading how an indicators round scores: points by bands of facts and queries. */
#include "judging/rules/rules.h"

#include <stdlib.h>

static int compare_bands(const void *a, const void *b)
{
	const struct band *x = a, *y = b;
	if (x->bound != y->bound)
		return x->bound > y->bound ? -1 : 1;
	return x->input < y->input ? -1 : x->input > y->input;
}

/* From the highest bound down; of equal bounds the first stays first. */
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
		band->input = i;
		if (!check_members(&element, object, MEMBERS))
			continue;
		if (check_number(&bound, at_least))
			*band = (struct band){.at_least = at_least, .bound = json_number_value(at_least), .input = i};
		check_points(&points, json_object_get(object, "points"), &band->points);
	}
	qsort(indicator->bands, indicator->band_count, sizeof *indicator->bands, compare_bands);
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
	struct rule_scope scope = rulebook_scope(rulebook);

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
	if (json_object_get(json, "fact") && fact_path_load(&scope, &fact, json_object_get(json, "fact"), &indicator->fact) &&
	    indicator->fact.name)
		fact_note_use(&scope, indicator->fact.text, KIND_NUMBER, NULL);
	indicator->query = query_load(&scope, &query, json_object_get(json, "investments"));
	check_points(&otherwise, json_object_get(json, "otherwise"), &indicator->otherwise);
	load_bands(rulebook, at, json_object_get(json, "bands"), indicator);
}

/* The id of an indicator, which is unique over the round: parts of a best_of count in the same row. */
static const char *load_id(const struct place *at, const json_t *json, struct round *round)
{
	struct place member = place_key(at, "id");
	const char *id = check_id(&member, json_object_get(json, "id"));
	bool fresh = true;

	if (id)
		ids_add(&round->indicator_ids, id, &fresh);
	if (!fresh)
		place_error(&member, "duplicate id \"%s\"", id);
	if (!id)
		round->indicator_ids.incomplete = true;
	if (!id || !fresh)
		ids_skip(&round->indicator_ids);
	round->indicator_total++;
	return id && fresh ? id : NULL;
}

static struct indicator *load_indicator_list(
    struct rulebook *rulebook, const struct place *at, const json_t *json, struct round *round, size_t *count)
{
	if (!check_array(at, json, false) || json_array_size(json) == 0) {
		round->indicator_ids.incomplete = true;
		return NULL;
	}
	*count = json_array_size(json);
	struct indicator *list = slab_take(&rulebook->slab, *count, sizeof *list);
	for (size_t i = 0; i < *count; i++) {
		struct place element = place_index(at, i);
		if (!check_object(&element, json_array_get(json, i))) {
			round->indicator_ids.incomplete = true;
			continue;
		}
		list[i].number = round->indicator_total;
		list[i].id = load_id(&element, json_array_get(json, i), round);
		load_indicator(rulebook, &element, json_array_get(json, i), round, &list[i]);
	}
	return list;
}

void rulebook_load_indicators(struct rulebook *rulebook, const struct place *up, const json_t *json, struct round *round)
{
	struct place at = place_key(up, "indicators"), require = place_key(up, "require");
	struct rule_scope scope = rulebook_scope(rulebook);

	round->indicators = load_indicator_list(rulebook, &at, json_object_get(json, "indicators"), round, &round->indicator_count);
	round->require = condition_load(&scope, &require, json_object_get(json, "require"));
}
