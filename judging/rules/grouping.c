/* Groups and their seats, and what else several parts of a rulebook have in common. */
#include "judging/rules/rules.h"

#include <string.h>

const char *const rulebook_outcomes[] = {"advanced", "advanced_as_substitute", "advanced_as_wildcard", "advanced_as_added", "skipped",
    "eliminated", "tied_at_cut", "failed_requirement", "withdrawn", "disqualified", "forfeited", "ranked", NULL};

int64_t seats_of(const struct seats *seats, const char *group)
{
	if (!seats->by_group)
		return seats->number;
	/* integral as rulebook_load_seats() has checked, though perhaps written as 3.0 */
	return (int64_t)json_number_value(json_object_get(seats->by_group, group));
}

const char *const rulebook_roundings[] = {"down", "up", "half_up", NULL};

bool criterion_for_division(const struct criterion *criterion, size_t division)
{
	return !criterion->applies || (division != IDS_NONE && criterion->applies[division]);
}

bool criterion_for_role(const struct criterion *criterion, const char *role)
{
	return !criterion->by_role || (role && ids_find(&criterion->roles, role) != IDS_NONE);
}

enum points_fault criterion_check(const struct criterion *criterion, int64_t points)
{
	if (points > criterion->max)
		return POINTS_ABOVE_MAX;
	return points % criterion->step == 0 ? POINTS_FINE : POINTS_OFF_STEP;
}

int128 round_role_weight(const struct round *round, const char *role)
{
	size_t position = role ? ids_find(&round->weighted_roles, role) : IDS_NONE;
	return position == IDS_NONE ? 10000 : round->role_weights[position];
}

struct rule_scope rulebook_scope(struct rulebook *rulebook)
{
	return (struct rule_scope){.slab = &rulebook->slab,
	    .queries = &rulebook->query_count,
	    .divisions = &rulebook->division_ids,
	    .industries = rulebook->has_industries ? &rulebook->industry_ids : NULL,
	    .facts = &rulebook->facts,
	    .asked = &rulebook->asked,
	    .used = rulebook->used};
}

/* Whether TEXT, LENGTH bytes of a group's key, can be the value of this rule. */
static bool can_be_part(const struct rulebook *rulebook, const struct group_rule *rule, const char *text, size_t length)
{
	const struct ids *ids = rule->kind == GROUP_DIVISION                               ? &rulebook->division_ids
				: rule->kind == GROUP_INDUSTRY && rulebook->has_industries ? &rulebook->industry_ids
											   : NULL;
	for (size_t i = 0; ids && i < ids->count; i++)
		if (ids->names[i] && strlen(ids->names[i]) == length && memcmp(ids->names[i], text, length) == 0)
			return true;
	return !ids || ids->incomplete;
}

/* Whether a group of this rulebook can have this key: as many parts as GROUPING, each of them possible. */
static bool can_be_key(const struct rulebook *rulebook, const struct grouping *grouping, const char *key)
{
	if (grouping->count == 0)
		return !*key;
	for (size_t i = 0; i < grouping->count; i++) {
		size_t length = strcspn(key, "/");
		if (!can_be_part(rulebook, &grouping->rules[i], key, length))
			return false;
		bool last = i + 1 == grouping->count;
		if (last != !key[length])
			return false;
		key += length + !last;
	}
	return true;
}

void rulebook_load_seats(
    const struct rulebook *rulebook, const struct place *up, const json_t *object, const struct grouping *grouping, struct seats *seats)
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
		if (grouping->sound && !can_be_key(rulebook, grouping, group))
			place_error(&member, "no group of this rulebook can have the key \"%s\"", group);
	}
}

static bool load_group(struct rulebook *rulebook, const struct place *at, const json_t *json, struct group_rule *rule)
{
	static const char *const WORDS[] = {"division", "industry", "panel"};
	const char *text = check_text(at, json);

	if (!text)
		return false;
	for (int i = 0; i < 3; i++)
		if (strcmp(text, WORDS[i]) == 0) {
			rule->kind = (enum group_kind)i;
			return true;
		}
	if (strncmp(text, "firm.", 5) != 0 && strncmp(text, "entry.", 6) != 0) {
		place_error(at, "\"%s\" is none of division, industry, panel, firm.NAME, entry.NAME", text);
		return false;
	}
	struct rule_scope scope = rulebook_scope(rulebook);
	rule->kind = GROUP_FACT;
	if (!fact_path_load(&scope, at, json, &rule->fact))
		return false;
	if (rule->fact.name)
		fact_note_use(&scope, rule->fact.text, KIND_TEXT, NULL);
	return true;
}

void rulebook_load_groups(struct rulebook *rulebook, const struct place *up, const json_t *object, struct grouping *grouping)
{
	const json_t *json = json_object_get(object, "groups");
	struct place at = place_key(up, "groups");

	grouping->sound = !json;
	if (!check_array(&at, json, true))
		return;
	grouping->sound = true;
	grouping->count = json_array_size(json);
	grouping->rules = slab_take(&rulebook->slab, grouping->count, sizeof *grouping->rules);
	for (size_t i = 0; i < grouping->count; i++) {
		struct place element = place_index(&at, i);
		grouping->sound &= load_group(rulebook, &element, json_array_get(json, i), &grouping->rules[i]);
	}
}
