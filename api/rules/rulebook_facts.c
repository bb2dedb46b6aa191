#include "api/rules/rulebook_facts.h"

#include <stdbool.h>
#include <string.h>

static const char *const comparisons[] = {"at_least", "at_most", "above", "below", "equals", "one_of"};

static bool ends_in(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);

	return length > tail && !strcmp(text + length - tail, suffix);
}

static const char *type_by_name(const char *path)
{
	return ends_in(path, "_on") ? "day" : ends_in(path, "_fen") ? "money" : NULL;
}

static const char *type_by_value(const json_t *value)
{
	return json_is_boolean(value) ? "boolean" : json_is_number(value) ? "number" : json_is_string(value) ? "text" : NULL;
}

/* The fact PATH, taken up if it is new; NULL if PATH names no fact. */
static json_t *fact_named(json_t *facts, const char *path)
{
	if (strncmp(path, "firm.", 5) != 0 && strncmp(path, "entry.", 6) != 0 && strncmp(path, "investment.", 11) != 0)
		return NULL;
	json_t *fact = json_object_get(facts, path);
	if (!fact) {
		const char *type = type_by_name(path);
		fact = json_pack("{s:s, s:b, s:[]}", "type", type ? type : "any", "required", 0, "values");
		json_object_set_new(facts, path, fact);
	}
	return fact;
}

static void fact_compared_with(json_t *fact, json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;

	if (json_is_object(value)) { /* by division */
		json_object_foreach (value, key, member)
			fact_compared_with(fact, member);
		return;
	}
	if (json_is_array(value)) {
		json_array_foreach (value, i, member)
			fact_compared_with(fact, member);
		return;
	}
	const char *type = type_by_value(value);
	if (type && !strcmp(json_string_value(json_object_get(fact, "type")), "any"))
		json_object_set_new(fact, "type", json_string(type));
	if (!json_is_string(value) || !strcmp(json_string_value(json_object_get(fact, "type")), "day"))
		return;
	json_array_foreach (json_object_get(fact, "values"), i, member) {
		if (json_equal(member, value))
			return;
	}
	json_array_append(json_object_get(fact, "values"), value);
}

/* One comparison, or an indicator over a fact. */
static void take_comparison(json_t *facts, const json_t *node, bool needed)
{
	const char *path = json_string_value(json_object_get(node, "fact"));
	json_t *fact = path ? fact_named(facts, path) : NULL;

	if (!fact)
		return;
	if (json_object_get(node, "present"))
		json_object_set_new(fact, "optional", json_true());
	for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++) {
		json_t *value = json_object_get(node, comparisons[i]);
		if (!value)
			continue;
		fact_compared_with(fact, value);
		if (needed && strncmp(path, "investment.", 11) != 0)
			json_object_set_new(fact, "required", json_true());
	}
	if (json_object_get(node, "bands") && !strcmp(json_string_value(json_object_get(fact, "type")), "any"))
		json_object_set_new(fact, "type", json_string("number"));
}

static void take_query(json_t *facts, const json_t *query)
{
	static const char *const members[] = {"sum", "max", "by"};

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		const char *name = json_string_value(json_object_get(query, members[i]));
		if (!name)
			continue;
		char path[128] = "investment.";
		strncat(path, name, sizeof path - strlen(path) - 1);
		json_t *fact = fact_named(facts, path);
		if (!strcmp(json_string_value(json_object_get(fact, "type")), "any") && strcmp(members[i], "by") != 0)
			json_object_set_new(fact, "type", json_string("number"));
	}
}

/* NEEDED: whether NODE must hold for an entry to be eligible. */
static void walk(json_t *facts, const json_t *node, bool needed)
{
	const char *key;
	json_t *member;
	size_t i;

	json_array_foreach (node, i, member)
		walk(facts, member, needed);
	take_comparison(facts, node, needed);
	json_object_foreach ((json_t *)node, key, member) {
		if ((!strcmp(key, "investments") || !strcmp(key, "of")) && json_is_object(member))
			take_query(facts, member);
		if (!strcmp(key, "groups")) {
			json_t *group;
			json_array_foreach (member, i, group) {
				if (json_is_string(group))
					fact_named(facts, json_string_value(group));
			}
		}
		bool starts = !strcmp(key, "eligibility") || !strcmp(key, "when");
		walk(facts, member, starts || (needed && !strcmp(key, "all")));
	}
}

json_t *rulebook_facts(const json_t *rulebook)
{
	json_t *facts = json_object(), *fact;
	const char *key;

	/* What eligibility and the first division ask decides what is needed; the whole only adds names and types. */
	json_t *deciding = json_object();
	json_object_set(deciding, "eligibility", json_object_get(rulebook, "eligibility"));
	json_object_set(deciding, "division", json_array_get(json_object_get(rulebook, "divisions"), 0));
	walk(facts, deciding, false);
	json_t *needed = json_object();
	json_object_foreach (facts, key, fact)
		json_object_set(needed, key, json_object_get(fact, "required"));
	walk(facts, rulebook, false);
	json_object_foreach (facts, key, fact) {
		bool required = json_is_true(json_object_get(needed, key)) && !json_object_get(fact, "optional");
		json_object_set_new(fact, "required", json_boolean(required));
		json_object_del(fact, "optional");
	}
	json_decref(needed);
	json_decref(deciding);
	return facts;
}
