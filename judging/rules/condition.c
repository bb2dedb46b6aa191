#include "judging/rules/condition.h"

#include "judging/base/day.h"
#include "judging/base/decimal.h"
#include "judging/rules/query.h"

#include <string.h>

enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_NOT, CONDITION_FACT, CONDITION_INVESTMENTS };

static const char *const KINDS[] = {"all", "any", "not", "fact", "investments", NULL};

enum comparison { AT_LEAST, AT_MOST, ABOVE, BELOW, EQUALS, ONE_OF, PRESENT };

static const char *const OPERATORS[] = {"at_least", "at_most", "above", "below", "equals", "one_of", "present", NULL};

struct condition {
	enum condition_kind kind;
	size_t count;
	struct condition **parts; /* of all, any, not */
	struct fact_path fact;
	struct query *query;
	enum comparison comparison;
	const json_t *value;
	bool by_division; /* value is a map by division */
};

/* Checks one VALUE, or one of a map by division, against what its comparison and fact can be compared with. */
static void check_value(const struct place *at, const struct condition *condition, const json_t *value)
{
	bool ignored;
	int64_t day;

	if (condition->comparison == PRESENT) {
		check_flag(at, value, &ignored);
	} else if (json_is_boolean(value) && condition->comparison != EQUALS && condition->comparison != ONE_OF) {
		place_error(at, "true and false have no order");
	} else if (!json_is_string(value) && !json_is_number(value) && !json_is_boolean(value)) {
		place_error(at, "must be a text, a number, true or false");
	} else if (json_is_integer(value) && decimal_scaled(value, 0, &day) != DECIMAL_OK) {
		place_error(at, "out of range: beyond 2^53 - 1 a number is not exact");
	} else if (json_is_string(value) && condition->kind == CONDITION_FACT && condition->fact.name &&
		   check_suffix(condition->fact.name, "_on")) {
		check_day(at, value, &day);
	}
}

static void check_values(const struct place *at, const struct condition *condition, const json_t *value)
{
	if (condition->comparison != ONE_OF) {
		check_value(at, condition, value);
		return;
	}
	if (!check_array(at, value, true))
		return;
	for (size_t i = 0; i < json_array_size(value); i++) {
		struct place element = place_index(at, i);
		check_value(&element, condition, json_array_get(value, i));
	}
}

static void load_value(const struct condition_scope *scope, const struct place *up, const json_t *json, struct condition *condition)
{
	const char *division;
	json_t *value;
	struct place at = place_key(up, OPERATORS[condition->comparison]);

	condition->value = json;
	condition->by_division = json_is_object(json);
	if (!condition->by_division) {
		check_values(&at, condition, json);
		return;
	}
	json_object_foreach ((json_t *)json, division, value) {
		struct place member = place_key(&at, division);
		if (ids_find(scope->divisions, division) == IDS_NONE)
			place_error(&member, "unknown division");
		check_values(&member, condition, value);
	}
}

static void load_comparison(const struct condition_scope *scope, const struct place *at, const json_t *json, struct condition *condition)
{
	const char *kind = KINDS[condition->kind], *key;
	json_t *value, *compared = NULL;
	struct place left = place_key(at, kind);

	if (condition->kind == CONDITION_FACT)
		fact_path_load(scope, &left, json_object_get(json, "fact"), &condition->fact);
	else
		condition->query = query_load(scope, &left, json_object_get(json, "investments"));
	int operators = 0;
	json_object_foreach ((json_t *)json, key, value) {
		int comparison = 0;
		while (OPERATORS[comparison] && strcmp(OPERATORS[comparison], key) != 0)
			comparison++;
		if (OPERATORS[comparison]) {
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

static void load_parts(const struct condition_scope *scope, const struct place *up, const json_t *json, struct condition *condition)
{
	const char *key;
	json_t *member;

	json_object_foreach ((json_t *)json, key, member)
		if (strcmp(key, KINDS[condition->kind]) != 0) {
			struct place unknown = place_key(up, key);
			place_error(&unknown, "unknown key");
		}
	struct place at = place_key(up, KINDS[condition->kind]);
	const json_t *parts = json_object_get(json, KINDS[condition->kind]);
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

struct condition *condition_load(const struct condition_scope *scope, const struct place *at, const json_t *json)
{
	int kinds = 0;

	if (!json || !check_object(at, json))
		return NULL;
	struct condition *condition = slab_take(scope->slab, 1, sizeof *condition);
	for (int i = 0; KINDS[i]; i++)
		if (json_object_get(json, KINDS[i])) {
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

/* What the left side of a comparison turned out to be. */
struct seen {
	enum { SEEN_MISSING, SEEN_NO_DAY, SEEN_TEXT, SEEN_NUMBER, SEEN_FLAG } kind;
	const char *text;
	bool flag;
	mpq_t number;
};

static void see_fact(const struct fact_path *path, const struct subject *subject, struct seen *seen)
{
	const json_t *fact = fact_value(path, subject);
	seen->text = fact_text(path, subject);
	if (seen->text) {
		seen->kind = SEEN_TEXT;
	} else if (json_is_number(fact)) {
		seen->kind = SEEN_NUMBER;
		decimal_set(seen->number, fact);
	} else if (json_is_boolean(fact)) {
		seen->kind = SEEN_FLAG;
		seen->flag = json_is_true(fact);
	} else {
		seen->kind = SEEN_MISSING;
	}
}

static void see_query(const struct query *query, const struct subject *subject, struct seen *seen, json_t *counted)
{
	switch (query_value(query, subject, seen->number, counted)) {
	case QUERY_VALUE:
		seen->kind = SEEN_NUMBER;
		break;
	case QUERY_MISSING:
		seen->kind = SEEN_MISSING;
		break;
	case QUERY_NO_DAY:
		seen->kind = SEEN_NO_DAY;
		break;
	}
}

/* *ORDER = -1, 0 or 1 as what was seen is less than, equal to or more than VALUE. False if the two are of different types. */
static bool compare(const struct seen *seen, const json_t *value, int *order)
{
	if (seen->kind == SEEN_TEXT && json_is_string(value)) {
		*order = strcmp(seen->text, json_string_value(value));
		return true;
	}
	if (seen->kind == SEEN_FLAG && json_is_boolean(value)) {
		*order = (int)seen->flag - (int)json_is_true(value);
		return true;
	}
	if (seen->kind == SEEN_NUMBER && json_is_number(value)) {
		mpq_t number;
		mpq_init(number);
		decimal_set(number, value);
		*order = mpq_cmp(seen->number, number);
		mpq_clear(number);
		return true;
	}
	return false;
}

static bool is_one_of(const struct seen *seen, const json_t *list)
{
	int order;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (compare(seen, json_array_get(list, i), &order) && order == 0)
			return true;
	return false;
}

static bool comparison_holds(enum comparison comparison, const struct seen *seen, const json_t *value)
{
	int order;

	if (!value || seen->kind == SEEN_NO_DAY)
		return false;
	if (comparison == PRESENT)
		return (seen->kind != SEEN_MISSING) == json_is_true(value);
	if (comparison == ONE_OF)
		return is_one_of(seen, value);
	if (!compare(seen, value, &order))
		return false;
	switch (comparison) {
	case AT_LEAST:
		return order >= 0;
	case AT_MOST:
		return order <= 0;
	case ABOVE:
		return order > 0;
	case BELOW:
		return order < 0;
	default:
		return order == 0;
	}
}

static json_t *seen_json(const struct seen *seen)
{
	switch (seen->kind) {
	case SEEN_TEXT:
		return json_string(seen->text);
	case SEEN_NUMBER:
		return decimal_json(seen->number);
	case SEEN_FLAG:
		return json_boolean(seen->flag);
	default:
		return NULL;
	}
}

/* COUNTED is taken over. */
static json_t *explain_comparison(const struct condition *condition, const struct seen *seen, const json_t *value, json_t *counted)
{
	json_t *why = json_object();
	json_t *saw = seen_json(seen);

	if (condition->kind == CONDITION_FACT)
		json_object_set_new(why, "fact", json_string(condition->fact.text));
	else
		json_object_set(why, "investments", (json_t *)query_json(condition->query));
	/* with a map by division: the value that is meant here, or the whole map if the division has none */
	json_object_set(why, OPERATORS[condition->comparison], (json_t *)(value ? value : condition->value));
	if (!value)
		json_object_set_new(why, "division_without_value", json_true());
	if (saw)
		json_object_set_new(why, "saw", saw);
	else
		json_object_set_new(why, seen->kind == SEEN_NO_DAY ? "missing_day" : "missing", json_true());
	if (counted)
		json_object_set_new(why, "counted", counted);
	return why;
}

static bool evaluate_comparison(const struct condition *condition, const struct subject *subject, json_t **why)
{
	struct seen seen = {0};
	json_t *counted = why && condition->query ? json_array() : NULL;

	mpq_init(seen.number);
	if (condition->kind == CONDITION_FACT)
		see_fact(&condition->fact, subject, &seen);
	else
		see_query(condition->query, subject, &seen, counted);
	const json_t *value = condition->value;
	if (condition->by_division)
		value = subject->division ? json_object_get(value, subject->division) : NULL;
	bool holds = comparison_holds(condition->comparison, &seen, value);
	if (why)
		*why = explain_comparison(condition, &seen, value, counted);
	mpq_clear(seen.number);
	return holds;
}

/* Evaluates all parts, also after the result is certain, when they are to be shown. */
static bool evaluate_parts(const struct condition *condition, const struct subject *subject, json_t **why)
{
	bool wanted = condition->kind == CONDITION_ALL; /* all: true until one is false; any: false until one is true */
	bool holds = wanted;
	json_t *parts = why ? json_array() : NULL;

	for (size_t i = 0; i < condition->count && (why || holds == wanted); i++) {
		json_t *part = NULL;
		if (condition_holds(condition->parts[i], subject, why ? &part : NULL) != wanted)
			holds = !wanted;
		if (why)
			json_array_append_new(parts, part);
	}
	if (why)
		*why = json_pack("{s:o}", KINDS[condition->kind], parts);
	return holds;
}

bool condition_holds(const struct condition *condition, const struct subject *subject, json_t **why)
{
	bool holds;

	if (condition->kind == CONDITION_NOT) {
		json_t *part = NULL;
		holds = !condition_holds(condition->parts[0], subject, why ? &part : NULL);
		if (why)
			*why = json_pack("{s:o}", "not", part);
	} else if (condition->kind == CONDITION_FACT || condition->kind == CONDITION_INVESTMENTS) {
		holds = evaluate_comparison(condition, subject, why);
	} else {
		holds = evaluate_parts(condition, subject, why);
	}
	if (why)
		json_object_set_new(*why, "holds", json_boolean(holds));
	return holds;
}
