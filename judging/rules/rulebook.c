#include "judging/rules/rulebook.h"

#include "judging/rules/rules.h"

#include <stdlib.h>
#include <string.h>

const char *const rulebook_outcomes[] = {"advanced", "advanced_as_substitute", "skipped", "eliminated", "tied_at_cut", "failed_requirement",
    "withdrawn", "disqualified", "forfeited", "ranked", NULL};

int64_t seats_of(const struct seats *seats, const char *group)
{
	if (!seats->by_group)
		return seats->number;
	/* integral as rulebook_load_seats() has checked, though perhaps written as 3.0 */
	return (int64_t)json_number_value(json_object_get(seats->by_group, group));
}

struct condition_scope rulebook_scope(struct rulebook *rulebook)
{
	return (struct condition_scope){.slab = &rulebook->slab, .divisions = &rulebook->division_ids};
}

void rulebook_load_seats(const struct place *up, const json_t *object, struct seats *seats)
{
	const json_t *json = json_object_get(object, "seats");
	struct place at = place_key(up, "seats");
	const char *group;
	json_t *number;

	seats->given = json;
	if (!json_is_object(json)) {
		check_integer(&at, json, 0, DECIMAL_MAX_INTEGER, &seats->number);
		return;
	}
	seats->by_group = json;
	json_object_foreach ((json_t *)json, group, number) {
		struct place member = place_key(&at, group);
		int64_t ignored;
		check_integer(&member, number, 0, DECIMAL_MAX_INTEGER, &ignored);
	}
}

static void load_group(struct rulebook *rulebook, const struct place *at, const json_t *json, struct group_rule *rule)
{
	static const char *const WORDS[] = {"division", "industry", "panel"};
	const char *text = check_text(at, json);

	if (!text)
		return;
	for (int i = 0; i < 3; i++)
		if (strcmp(text, WORDS[i]) == 0) {
			rule->kind = (enum group_kind)i;
			return;
		}
	if (strncmp(text, "firm.", 5) != 0 && strncmp(text, "entry.", 6) != 0) {
		place_error(at, "\"%s\" is none of division, industry, panel, firm.NAME, entry.NAME", text);
		return;
	}
	struct condition_scope scope = rulebook_scope(rulebook);
	if (fact_path_load(&scope, at, json, &rule->fact))
		rule->kind = GROUP_FACT;
}

void rulebook_load_groups(struct rulebook *rulebook, const struct place *up, const json_t *object, struct grouping *grouping)
{
	const json_t *json = json_object_get(object, "groups");
	struct place at = place_key(up, "groups");

	if (!check_array(&at, json, true))
		return;
	grouping->count = json_array_size(json);
	grouping->rules = slab_take(&rulebook->slab, grouping->count, sizeof *grouping->rules);
	for (size_t i = 0; i < grouping->count; i++) {
		struct place element = place_index(&at, i);
		load_group(rulebook, &element, json_array_get(json, i), &grouping->rules[i]);
	}
}

static void load_divisions(struct rulebook *rulebook, const struct place *up, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {"when", true}, {0}};
	struct place at = place_key(up, "divisions");

	if (!check_array(&at, json, true))
		return;
	check_ids(&at, json, &rulebook->division_ids);
	rulebook->divisions = slab_take(&rulebook->slab, json_array_size(json), sizeof *rulebook->divisions);
	struct condition_scope scope = rulebook_scope(rulebook);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const json_t *object = json_array_get(json, i);
		struct place element = place_index(&at, i), name = place_key(&element, "name"), when = place_key(&element, "when");
		rulebook->divisions[i].id = rulebook->division_ids.names[i];
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
		rulebook_load_round(rulebook, &element, json_array_get(json, i), round);
	}
}

static void load_direct_rule(struct rulebook *rulebook, const struct place *at, const json_t *json, struct direct_rule *rule)
{
	static const struct member_rule MEMBERS[] = {{"id", true}, {"name", false}, {"to", true}, {"when", true}, {"seats", false}, {0}};
	static const char *const SEATS[] = {"extra", "within", NULL};
	struct place name = place_key(at, "name"), to = place_key(at, "to"), when = place_key(at, "when"), seats = place_key(at, "seats");
	struct condition_scope scope = rulebook_scope(rulebook);
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

void rulebook_load(struct rulebook *rulebook, const struct place *at, const json_t *json)
{
	static const struct member_rule MEMBERS[] = {{"title", true}, {"timezone", true}, {"entries_per_firm", false}, {"divisions", true},
	    {"industries", false}, {"eligibility", false}, {"rounds", true}, {"direct_advancement", false}, {"award", false}, {0}};

	*rulebook = (struct rulebook){.entries_per_firm = INT64_MAX};
	if (!check_members(at, json, MEMBERS))
		return;
	struct place title = place_key(at, "title"), timezone = place_key(at, "timezone"), per_firm = place_key(at, "entries_per_firm"),
		     eligibility = place_key(at, "eligibility");
	check_localised(&title, json_object_get(json, "title"));
	check_text(&timezone, json_object_get(json, "timezone"));
	check_integer(&per_firm, json_object_get(json, "entries_per_firm"), 1, DECIMAL_MAX_INTEGER, &rulebook->entries_per_firm);
	size_t before = at->errors->count;
	load_divisions(rulebook, at, json_object_get(json, "divisions"));
	rulebook->divisions_sound = at->errors->count == before;
	load_industries(rulebook, at, json_object_get(json, "industries"));
	struct condition_scope scope = rulebook_scope(rulebook);
	rulebook->eligibility = condition_load(&scope, &eligibility, json_object_get(json, "eligibility"));
	load_rounds(rulebook, at, json_object_get(json, "rounds"));
	load_direct(rulebook, at, json_object_get(json, "direct_advancement"));
	if (json_object_get(json, "award"))
		rulebook_load_award(rulebook, at, json_object_get(json, "award"));
}

void rulebook_free(struct rulebook *rulebook)
{
	for (size_t i = 0; i < rulebook->band_list_count; i++)
		for (size_t j = 0; j < rulebook->band_lists[i]->band_count; j++)
			mpq_clear(rulebook->band_lists[i]->bands[j].at_least);
	free(rulebook->band_lists);
	ids_free(&rulebook->division_ids);
	ids_free(&rulebook->industry_ids);
	ids_free(&rulebook->round_ids);
	slab_free(&rulebook->slab);
}

bool rulebook_validate(const json_t *json, struct judging_errors *errors)
{
	struct rulebook rulebook;
	struct place root = place_root(errors);
	size_t before = errors->count;

	rulebook_load(&rulebook, &root, json);
	rulebook_free(&rulebook);
	return errors->count == before;
}
