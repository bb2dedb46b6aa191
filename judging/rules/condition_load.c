/* Loading a condition: checks every part and makes the tree. */
#include "judging/rules/condition.h"

#include "judging/rules/condition_tree.h"
#include "judging/rules/query.h"

#include <stdlib.h>
#include <string.h>

const char *const condition_kinds[] = {"all", "any", "not", "fact", "investments", NULL};

const char *const condition_operators[] = {"at_least", "at_most", "above", "below", "equals", "one_of", "present", NULL};

static void check_industry(const struct rule_scope *scope, const struct place *at, const json_t *value)
{
	if (scope->industries)
		check_reference(at, value, scope->industries, "industry");
	else
		check_id(at, value);
}

/* What a fact is compared with tells what it must be, where its name does not. */
static void note_literal(const struct rule_scope *scope, const struct condition *condition, const json_t *value)
{
	if (condition->comparison == PRESENT || condition->kind != CONDITION_FACT || !condition->fact.name)
		return;
	if (json_is_string(value))
		fact_note_use(scope, condition->fact.text, KIND_TEXT, json_string_value(value));
	else if (json_is_boolean(value) || json_is_number(value))
		fact_note_use(scope, condition->fact.text, json_is_number(value) ? KIND_NUMBER : KIND_YES_NO, NULL);
}

/* Checks one literal against what its comparison and fact can be compared with. */
static void check_literal(const struct rule_scope *scope, const struct place *at, const struct condition *condition, const json_t *value)
{
	const char *name = condition->kind == CONDITION_FACT ? condition->fact.name : NULL;
	bool is_fact = condition->kind == CONDITION_FACT && condition->fact.text;
	bool ignored;
	int64_t number;

	note_literal(scope, condition, value);
	if (condition->comparison == PRESENT)
		check_flag(at, value, &ignored);
	else if (!json_is_string(value) && !json_is_number(value) && !json_is_boolean(value))
		place_error(at, "must be a text, a number, true or false");
	else if (condition->kind == CONDITION_INVESTMENTS && !json_is_number(value))
		place_error(at, "must be a number, as what is computed from investments is one");
	else if (json_is_boolean(value) && condition->comparison != EQUALS && condition->comparison != ONE_OF)
		place_error(at, "true and false have no order");
	else if (is_fact && condition->fact.source == FACT_DIVISION)
		check_reference(at, value, scope->divisions, "division");
	else if (is_fact && condition->fact.source == FACT_INDUSTRY)
		check_industry(scope, at, value);
	else if (name && check_suffix(name, "_on"))
		check_day(at, value, &number);
	else if (name && check_suffix(name, "_fen"))
		check_integer(at, value, -DECIMAL_MAX_INTEGER, DECIMAL_MAX_INTEGER, &number);
	else if (json_is_number(value))
		check_number(at, value);
}

int condition_compare_numbers(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void load_list(struct slab *slab, const json_t *list, struct value *value)
{
	size_t count = json_array_size(list);
	value->texts = slab_take(slab, count, sizeof *value->texts);
	value->numbers = slab_take(slab, count, sizeof *value->numbers);
	for (size_t i = 0; i < count; i++) {
		const json_t *element = json_array_get(list, i);
		if (json_is_string(element))
			value->texts[value->text_count++] = json_string_value(element);
		else if (json_is_number(element))
			value->numbers[value->number_count++] = json_number_value(element);
		else if (json_is_boolean(element))
			value->has_flag[json_is_true(element)] = true;
	}
	qsort(value->texts, value->text_count, sizeof *value->texts, ids_compare);
	qsort(value->numbers, value->number_count, sizeof *value->numbers, condition_compare_numbers);
}

static void load_literals(
    const struct rule_scope *scope, const struct place *at, const struct condition *condition, const json_t *json, struct value *value)
{
	value->json = json;
	if (condition->comparison != ONE_OF) {
		check_literal(scope, at, condition, json);
		return;
	}
	if (!check_array(at, json, true))
		return;
	for (size_t i = 0; i < json_array_size(json); i++) {
		struct place element = place_index(at, i);
		check_literal(scope, &element, condition, json_array_get(json, i));
	}
	load_list(scope->slab, json, value);
}

/* {"fact": PATH, "times": 1.5} */
static void load_other_fact(const struct rule_scope *scope, const struct place *at, const json_t *json, struct condition *condition)
{
	static const struct member_rule MEMBERS[] = {{"fact", true}, {"times", false}, {0}};
	struct place fact = place_key(at, "fact"), times = place_key(at, "times");

	condition->with_fact = true;
	check_members(at, json, MEMBERS);
	fact_path_load(scope, &fact, json_object_get(json, "fact"), &condition->other);
	condition->has_times = check_weight(&times, json_object_get(json, "times"), &condition->times);
	for (int i = 0; i < 2 && condition->has_times; i++) {
		const char *name = i ? condition->other.name : condition->fact.name;
		if (name && check_suffix(name, "_on")) {
			place_error(&times, "a date cannot be multiplied");
			return;
		}
	}
}

static void load_value(const struct rule_scope *scope, const struct place *up, const json_t *json, struct condition *condition)
{
	const char *division;
	json_t *value;
	struct place at = place_key(up, condition_operators[condition->comparison]);

	condition->value.json = json;
	if (!json_is_object(json)) {
		load_literals(scope, &at, condition, json, &condition->value);
		return;
	}
	if (json_object_get(json, "fact") && condition->kind == CONDITION_FACT && condition->comparison < ONE_OF) {
		load_other_fact(scope, &at, json, condition);
		return;
	}
	condition->divisions = scope->divisions;
	condition->by_division = slab_take(scope->slab, scope->divisions->count, sizeof *condition->by_division);
	json_object_foreach ((json_t *)json, division, value) {
		struct place member = place_key(&at, division);
		struct value unknown = {0};
		size_t position = ids_find(scope->divisions, division);
		if (position == IDS_NONE && !scope->divisions->incomplete)
			place_error(&member, "unknown division");
		load_literals(scope, &member, condition, value, position == IDS_NONE ? &unknown : &condition->by_division[position]);
	}
}

static void load_comparison(const struct rule_scope *scope, const struct place *at, const json_t *json, struct condition *condition)
{
	const char *kind = condition_kinds[condition->kind], *key;
	json_t *value, *compared = NULL;
	struct place left = place_key(at, kind);
	int operators = 0;

	if (condition->kind == CONDITION_FACT)
		fact_path_load(scope, &left, json_object_get(json, "fact"), &condition->fact);
	else if (scope->inside_where)
		place_error(&left, "`where` holds no `investments`");
	else
		condition->query = query_load(scope, &left, json_object_get(json, "investments"));
	json_object_foreach ((json_t *)json, key, value) {
		int comparison = 0;
		while (condition_operators[comparison] && strcmp(condition_operators[comparison], key) != 0)
			comparison++;
		if (condition_operators[comparison]) {
			operators++;
			condition->comparison = (enum comparison)comparison;
			compared = value;
		} else if (strcmp(key, kind) != 0) {
			struct place unknown = place_key(at, key);
			place_error(&unknown, "unknown key");
		}
	}
	if (operators != 1)
		place_error(at, "needs exactly one of at_least, at_most, above, below, equals, one_of, present");
	else
		load_value(scope, at, compared, condition);
}

static void load_parts(const struct rule_scope *scope, const struct place *up, const json_t *json, struct condition *condition)
{
	const char *key;
	json_t *member;

	json_object_foreach ((json_t *)json, key, member)
		if (strcmp(key, condition_kinds[condition->kind]) != 0) {
			struct place unknown = place_key(up, key);
			place_error(&unknown, "unknown key");
		}
	struct place at = place_key(up, condition_kinds[condition->kind]);
	const json_t *parts = json_object_get(json, condition_kinds[condition->kind]);
	if (condition->kind == CONDITION_NOT) {
		condition->count = 1;
		condition->parts = slab_take(scope->slab, 1, sizeof(struct condition *));
		condition->parts[0] = condition_load(scope, &at, parts);
		return;
	}
	if (!check_array(&at, parts, true))
		return;
	condition->count = json_array_size(parts);
	condition->parts = slab_take(scope->slab, condition->count, sizeof(struct condition *));
	for (size_t i = 0; i < condition->count; i++) {
		struct place element = place_index(&at, i);
		condition->parts[i] = condition_load(scope, &element, json_array_get(parts, i));
	}
}

struct condition *condition_load(const struct rule_scope *scope, const struct place *at, const json_t *json)
{
	int kinds = 0;

	if (!json || !check_object(at, json))
		return NULL;
	struct condition *condition = slab_take(scope->slab, 1, sizeof *condition);
	for (int i = 0; condition_kinds[i]; i++)
		if (json_object_get(json, condition_kinds[i])) {
			kinds++;
			condition->kind = (enum condition_kind)i;
		}
	if (kinds != 1)
		place_error(at, "needs exactly one of all, any, not, fact, investments");
	else if (condition->kind == CONDITION_FACT || condition->kind == CONDITION_INVESTMENTS)
		load_comparison(scope, at, json, condition);
	else
		load_parts(scope, at, json, condition);
	return condition;
}
