#include "judging/rules/rules.h"

#include "judging/base/timezones.h"

#include <stdlib.h>
#include <string.h>

static void load_division_ids(struct rulebook *rulebook, const struct place *up, const json_t *json)
{
	static const char *const TAKEN[] = {"fact", "of", "sum"}; /* what a map by division could be taken for */
	struct place at = place_key(up, "divisions");

	rulebook->division_ids.incomplete = !json_is_array(json);
	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &rulebook->division_ids);
	rulebook->divisions = slab_take(&rulebook->slab, json_array_size(json), sizeof *rulebook->divisions);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i), id = place_key(&element, "id");
		rulebook->divisions[i].id = rulebook->division_ids.names[i];
		for (size_t j = 0; rulebook->divisions[i].id && j < sizeof TAKEN / sizeof TAKEN[0]; j++)
			if (strcmp(rulebook->divisions[i].id, TAKEN[j]) == 0)
				place_error(&id, "a division must not be called \"%s\"", TAKEN[j]);
	}
}

static void load_divisions(struct rulebook *rulebook, const struct place *up, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {"when", true}, {0}};
	struct place at = place_key(up, "divisions");
	struct rule_scope scope = rulebook_scope(rulebook);

	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), name = place_key(&element, "name"), when = place_key(&element, "when");
		if (!check_members(&element, object, MEMBERS))
			continue;
		check_localised(&name, json_object_get(object, "name"));
		rulebook->divisions[i].when = condition_load(&scope, &when, json_object_get(object, "when"));
	}
}

static void load_industries(struct rulebook *rulebook, const struct place *up, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {0}};
	struct place at = place_key(up, "industries");

	rulebook->has_industries = json;
	rulebook->industry_ids.incomplete = !json_is_array(json);
	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &rulebook->industry_ids);
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(&at, i), name = place_key(&element, "name");
		if (check_members(&element, json_array_get(json, i), MEMBERS))
			check_localised(&name, json_object_get(json_array_get(json, i), "name"));
	}
}

static void load_rounds(struct rulebook *rulebook, const struct place *up, const json_t *json)
{
	struct place at = place_key(up, "rounds");

	rulebook->round_ids.incomplete = !json_is_array(json);
	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &rulebook->round_ids);
	rulebook->round_count = json_array_size(json);
	rulebook->rounds = slab_take(&rulebook->slab, rulebook->round_count, sizeof *rulebook->rounds);
	for (size_t i = 0; i < rulebook->round_count; i++) {
		struct place element = place_index(&at, i);
		struct round *round = &rulebook->rounds[i];
		round->id = rulebook->round_ids.names[i];
		round->number = i;
		round->last = i + 1 == rulebook->round_count;
		round->json = json_array_get(json, i);
		rulebook_load_round(rulebook, &element, json_array_get(json, i), round);
	}
}

static void load_direct_rule(struct rulebook *rulebook, const struct place *at, const json_t *json, struct direct_rule *rule)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {"to", true}, {"when", true}, {"seats", false}, {0}};
	static const char *const SEATS[] = {"extra", "within", NULL};
	struct place name = place_key(at, "name"), to = place_key(at, "to"), when = place_key(at, "when"), seats = place_key(at, "seats");
	struct rule_scope scope = rulebook_scope(rulebook);
	int word = 0;

	if (!check_members(at, json, MEMBERS))
		return;
	check_localised(&name, json_object_get(json, "name"));
	rule->to = check_reference(&to, json_object_get(json, "to"), &rulebook->round_ids, "round");
	if (rule->to == 0)
		place_error(&to, "must not be the first round");
	rule->when = condition_load(&scope, &when, json_object_get(json, "when"));
	check_word(&seats, json_object_get(json, "seats"), SEATS, &word);
	rule->within = word == 1;
}

static void load_direct(struct rulebook *rulebook, const struct place *up, const json_t *json)
{
	struct place at = place_key(up, "direct_advancement");
	struct ids ids = {0};

	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &ids);
	rulebook->direct_count = json_array_size(json);
	rulebook->direct = slab_take(&rulebook->slab, rulebook->direct_count, sizeof *rulebook->direct);
	for (size_t i = 0; i < rulebook->direct_count; i++) {
		struct place element = place_index(&at, i);
		rulebook->direct[i].id = ids.names[i];
		load_direct_rule(rulebook, &element, json_array_get(json, i), &rulebook->direct[i]);
	}
	ids_free(&ids);
}

static void check_timezone(const struct place *at, const json_t *json)
{
	const char *name = check_text(at, json);
	if (name && !timezone_exists(name))
		place_error(at, "\"%s\" is no time zone of tzdata, such as Asia/Shanghai", name);
}

void rulebook_load(struct rulebook *rulebook, const struct place *at, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"title", true}, {"timezone", true}, {"entries_per_firm", false}, {"facts", false},
	    {"divisions", true}, {"industries", false}, {"eligibility", false}, {"rounds", true}, {"direct_advancement", false},
	    {"award", false}, {0}};

	*rulebook = (struct rulebook){.entries_per_firm = INT64_MAX, .used = json_object(), .json = json};
	if (!check_members(at, json, MEMBERS)) {
		rulebook->division_ids.incomplete = rulebook->round_ids.incomplete = true;
		return;
	}
	struct place title = place_key(at, "title"), timezone = place_key(at, "timezone"), per_firm = place_key(at, "entries_per_firm"),
		     eligibility = place_key(at, "eligibility"), facts = place_key(at, "facts");
	check_localised(&title, json_object_get(json, "title"));
	check_timezone(&timezone, json_object_get(json, "timezone"));
	check_integer(&per_firm, json_object_get(json, "entries_per_firm"), 1, DECIMAL_MAX_INTEGER, &rulebook->entries_per_firm);
	fact_rules_load(&rulebook->facts, &rulebook->slab, &facts, json_object_get(json, "facts"));
	size_t before = at->errors->count;
	load_division_ids(rulebook, at, json_object_get(json, "divisions"));
	load_industries(rulebook, at, json_object_get(json, "industries"));
	load_divisions(rulebook, at, json_object_get(json, "divisions"));
	rulebook->divisions_sound = at->errors->count == before;
	struct rule_scope scope = rulebook_scope(rulebook);
	rulebook->eligibility = condition_load(&scope, &eligibility, json_object_get(json, "eligibility"));
	load_rounds(rulebook, at, json_object_get(json, "rounds"));
	load_direct(rulebook, at, json_object_get(json, "direct_advancement"));
	if (json_object_get(json, "award"))
		rulebook_load_award(rulebook, at, json_object_get(json, "award"));
}

static void free_award(struct award *award)
{
	for (size_t i = 0; i < award->pool_count; i++)
		for (size_t j = 0; j < award->pools[i].tier_count; j++)
			rulebook_free_amount(&award->pools[i].tiers[j].amount);
}

void rulebook_free(struct rulebook *rulebook)
{
	if (rulebook->award)
		free_award(rulebook->award);
	for (size_t i = 0; i < rulebook->round_count; i++) {
		struct round *round = &rulebook->rounds[i];
		for (size_t j = 0; j < round->criterion_count; j++)
			ids_free(&round->criteria[j].roles);
		ids_free(&round->criterion_ids);
		ids_free(&round->weighted_roles);
		ids_free(&round->indicator_ids);
	}
	fact_rules_free(&rulebook->facts);
	ids_free(&rulebook->asked);
	json_decref(rulebook->used);
	ids_free(&rulebook->division_ids);
	ids_free(&rulebook->industry_ids);
	ids_free(&rulebook->round_ids);
	slab_free(&rulebook->slab);
}
