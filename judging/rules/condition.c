#include "judging/rules/condition.h"

#include "judging/base/canonical.h"
#include "judging/rules/query.h"

#include <stdlib.h>
#include <string.h>

/* Lists longer than this are not shown in explanations, which there are as many of as entries. */
enum { SHOWN_LIST = 16 };

enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_NOT, CONDITION_FACT, CONDITION_INVESTMENTS };

static const char *const KINDS[] = {"all", "any", "not", "fact", "investments", NULL};

enum comparison { AT_LEAST, AT_MOST, ABOVE, BELOW, EQUALS, ONE_OF, PRESENT };

static const char *const OPERATORS[] = {"at_least", "at_most", "above", "below", "equals", "one_of", "present", NULL};

/* What a left side is compared with. */
struct value {
	const json_t *json; /* NULL: none for this division, so that the comparison is false */
	/* of a list, sorted: a search takes no longer for long lists */
	size_t text_count, number_count;
	const char **texts;
	double *numbers;
	bool has_flag[2];
};

struct condition {
	enum condition_kind kind;
	size_t count;
	struct condition **parts; /* of all, any, not */
	struct fact_path fact;
	struct query *query;
	enum comparison comparison;
	struct value value;
	const struct ids *divisions;
	struct value *by_division; /* NULL unless the value is a map by division */
	bool with_fact;            /* compared with OTHER, times TIMES */
	struct fact_path other;
	bool has_times;
	int128 times; /* ten-thousandths */
};

/* ---- loading ---- */

static void check_industry(const struct rule_scope *scope, const struct place *at, const json_t *value)
{
	if (scope->industries)
		check_reference(at, value, scope->industries, "industry");
	else
		check_id(at, value);
}

/* Checks one literal against what its comparison and fact can be compared with. */
static void check_literal(const struct rule_scope *scope, const struct place *at, const struct condition *condition, const json_t *value)
{
	const char *name = condition->kind == CONDITION_FACT ? condition->fact.name : NULL;
	bool is_fact = condition->kind == CONDITION_FACT && condition->fact.text;
	bool ignored;
	int64_t number;

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

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_doubles(const void *a, const void *b)
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
	qsort(value->texts, value->text_count, sizeof *value->texts, compare_texts);
	qsort(value->numbers, value->number_count, sizeof *value->numbers, compare_doubles);
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
	struct place at = place_key(up, OPERATORS[condition->comparison]);

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
	const char *kind = KINDS[condition->kind], *key;
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

static void load_parts(const struct rule_scope *scope, const struct place *up, const json_t *json, struct condition *condition)
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

struct condition *condition_load(const struct rule_scope *scope, const struct place *at, const json_t *json)
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

/* ---- evaluating ---- */

/* What a side of a comparison turned out to be. A single number is a double: canonical decimals order as the doubles they are written for.
 * What was computed is exact. */
struct seen {
	enum { SEEN_MISSING, SEEN_NO_DAY, SEEN_TEXT, SEEN_NUMBER, SEEN_EXACT, SEEN_FLAG } kind;
	const char *text;
	bool flag;
	double number;
	mpq_t exact; /* set up only with SEEN_EXACT */
	const json_t *json;
};

static void see_json(struct seen *seen, const json_t *value)
{
	seen->json = value;
	if (json_is_string(value)) {
		seen->kind = SEEN_TEXT;
		seen->text = json_string_value(value);
	} else if (json_is_number(value)) {
		seen->kind = SEEN_NUMBER;
		seen->number = json_number_value(value);
	} else if (json_is_boolean(value)) {
		seen->kind = SEEN_FLAG;
		seen->flag = json_is_true(value);
	} else {
		seen->kind = SEEN_MISSING;
	}
}

static void see_fact(const struct fact_path *path, const struct subject *subject, struct seen *seen)
{
	if (path->name) {
		see_json(seen, fact_value(path, subject));
		return;
	}
	seen->text = fact_text(path, subject);
	seen->kind = seen->text ? SEEN_TEXT : SEEN_MISSING;
}

static void see_query(const struct query *query, const struct subject *subject, struct seen *seen, struct node *why)
{
	mpq_init(seen->exact);
	switch (query_value(query, subject, seen->exact, why)) {
	case QUERY_VALUE:
		seen->kind = SEEN_EXACT;
		return;
	case QUERY_MISSING:
		seen->kind = SEEN_MISSING;
		break;
	case QUERY_NO_DAY:
		seen->kind = SEEN_NO_DAY;
		break;
	}
	mpq_clear(seen->exact);
}

/* Makes a number exact, to be multiplied or compared with one that is. */
static void make_exact(struct seen *seen)
{
	if (seen->kind != SEEN_NUMBER)
		return;
	mpq_init(seen->exact);
	decimal_set(seen->exact, seen->json);
	seen->kind = SEEN_EXACT;
}

static void forget(struct seen *seen)
{
	if (seen->kind == SEEN_EXACT)
		mpq_clear(seen->exact);
}

/* *ORDER = -1, 0 or 1 as A is less than, equal to or more than B. False if the two are of different types. May make numbers exact. */
static bool compare(struct seen *a, struct seen *b, int *order)
{
	if (a->kind == SEEN_EXACT)
		make_exact(b);
	if (b->kind == SEEN_EXACT)
		make_exact(a);
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case SEEN_TEXT:
		*order = strcmp(a->text, b->text);
		return true;
	case SEEN_FLAG:
		*order = (int)a->flag - (int)b->flag;
		return true;
	case SEEN_NUMBER:
		*order = a->number < b->number ? -1 : a->number > b->number;
		return true;
	case SEEN_EXACT:
		*order = mpq_cmp(a->exact, b->exact);
		return true;
	case SEEN_MISSING:
	case SEEN_NO_DAY:
		return false;
	}
	abort();
}

static bool is_one_of(const struct seen *seen, const struct value *value)
{
	switch (seen->kind) {
	case SEEN_TEXT:
		return bsearch(&seen->text, value->texts, value->text_count, sizeof *value->texts, compare_texts);
	case SEEN_FLAG:
		return value->has_flag[seen->flag];
	case SEEN_NUMBER:
		return bsearch(&seen->number, value->numbers, value->number_count, sizeof *value->numbers, compare_doubles);
	case SEEN_EXACT:
		break;
	case SEEN_MISSING:
	case SEEN_NO_DAY:
		return false;
	}
	for (size_t i = 0; i < json_array_size(value->json); i++) {
		struct seen exact = *seen, element = {0};
		int order;
		see_json(&element, json_array_get(value->json, i));
		bool equal = compare(&exact, &element, &order) && order == 0;
		forget(&element);
		if (equal)
			return true;
	}
	return false;
}

static bool in_order(enum comparison comparison, int order)
{
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

static bool literal_holds(const struct condition *condition, struct seen *seen, const struct value *value)
{
	struct seen other = {0};
	int order;

	if (!value || !value->json || seen->kind == SEEN_NO_DAY)
		return false;
	if (condition->comparison == PRESENT)
		return (seen->kind != SEEN_MISSING) == json_is_true(value->json);
	if (condition->comparison == ONE_OF)
		return is_one_of(seen, value);
	see_json(&other, value->json);
	bool holds = compare(seen, &other, &order) && in_order(condition->comparison, order);
	forget(&other);
	return holds;
}

static void put_seen(struct node *why, const struct seen *seen)
{
	switch (seen->kind) {
	case SEEN_TEXT:
		node_put_text(why, "saw", seen->text);
		return;
	case SEEN_NUMBER:
		node_put_json(why, "saw", seen->json);
		return;
	case SEEN_EXACT:
		node_put_number(why, "saw", seen->exact);
		return;
	case SEEN_FLAG:
		node_put_flag(why, "saw", seen->flag);
		return;
	case SEEN_MISSING:
	case SEEN_NO_DAY:
		node_put_flag(why, "missing", true);
		return;
	}
}

/* With another fact, times a weight. */
static bool other_fact_holds(const struct condition *condition, const struct subject *subject, struct seen *seen, struct node *why)
{
	struct seen other = {0};
	struct node *shown = why ? node_object(node_slab(why)) : NULL;
	int order;

	see_fact(&condition->other, subject, &other);
	node_put_text(shown, "fact", condition->other.text);
	if (condition->has_times)
		node_put_decimal(shown, "times", condition->times, 4);
	put_seen(shown, &other);
	node_put_node(why, OPERATORS[condition->comparison], shown);
	bool comparable = !condition->has_times || other.kind == SEEN_NUMBER;
	if (comparable && condition->has_times) {
		mpq_t times;
		mpq_init(times);
		make_exact(&other);
		decimal_set_ratio(times, condition->times, 10000);
		mpq_mul(other.exact, other.exact, times);
		mpq_clear(times);
	}
	if (seen->kind == SEEN_FLAG && condition->comparison != EQUALS)
		comparable = false; /* true and false have no order */
	bool holds = comparable && compare(seen, &other, &order) && in_order(condition->comparison, order);
	forget(&other);
	return holds;
}

/* The comparison as the rulebook writes it: the value that is meant for this division, or the whole map if it has none. */
static void put_comparison(const struct condition *condition, const struct value *value, struct node *why)
{
	bool given = value && value->json;
	if (given && condition->comparison == ONE_OF && json_array_size(value->json) > SHOWN_LIST)
		node_put_integer(why, "one_of_count", (int64_t)json_array_size(value->json));
	else if (given)
		node_put_json(why, OPERATORS[condition->comparison], value->json);
	else
		node_put_flag(why, "division_without_value", true);
}

static bool evaluate_comparison(const struct condition *condition, const struct subject *subject, struct node *why)
{
	struct seen seen = {0};
	struct node *query = why && condition->query ? node_object(node_slab(why)) : NULL;
	const struct value *value = &condition->value;
	bool holds;

	if (condition->query)
		see_query(condition->query, subject, &seen, query);
	else
		see_fact(&condition->fact, subject, &seen);
	node_put_text(why, "fact", condition->query ? NULL : condition->fact.text);
	node_put_node(why, "investments", query);
	if (condition->by_division) {
		size_t division = subject->division ? ids_find(condition->divisions, subject->division) : IDS_NONE;
		value = division == IDS_NONE ? NULL : &condition->by_division[division];
	}
	if (condition->with_fact) {
		holds = other_fact_holds(condition, subject, &seen, why);
	} else {
		holds = literal_holds(condition, &seen, value);
		put_comparison(condition, value, why);
	}
	put_seen(why, &seen);
	forget(&seen);
	return holds;
}

/* Evaluates all parts, also after the result is certain, when they are to be shown. */
static bool evaluate_parts(const struct condition *condition, const struct subject *subject, struct slab *slab, struct node *why)
{
	bool wanted = condition->kind == CONDITION_ALL; /* all: true until one is false; any: false until one is true */
	bool holds = wanted;
	struct node *parts = slab ? node_list(slab) : NULL;

	for (size_t i = 0; i < condition->count && (slab || holds == wanted); i++) {
		struct node *part = NULL;
		if (condition_holds(condition->parts[i], subject, slab, &part) != wanted)
			holds = !wanted;
		node_put_node(parts, NULL, part);
	}
	node_put_node(why, KINDS[condition->kind], parts);
	return holds;
}

bool condition_holds(const struct condition *condition, const struct subject *subject, struct slab *slab, struct node **why)
{
	struct node *node = slab ? node_object(slab) : NULL, *part = NULL;
	bool holds;

	if (condition->kind == CONDITION_NOT) {
		holds = !condition_holds(condition->parts[0], subject, slab, &part);
		node_put_node(node, "not", part);
	} else if (condition->kind == CONDITION_FACT || condition->kind == CONDITION_INVESTMENTS) {
		holds = evaluate_comparison(condition, subject, node);
	} else {
		holds = evaluate_parts(condition, subject, slab, node);
	}
	node_put_flag(node, "holds", holds);
	if (slab)
		*why = node;
	return holds;
}

void condition_needs(const struct condition *condition, struct ids *needed, struct ids *optional)
{
	if (condition->kind != CONDITION_FACT) {
		for (size_t i = 0; i < condition->count; i++)
			condition_needs(condition->parts[i], condition->kind == CONDITION_ALL ? needed : NULL, optional);
		return;
	}
	if (condition->comparison == PRESENT && optional)
		ids_add(optional, condition->fact.text, NULL);
	if (condition->comparison == PRESENT || !needed)
		return;
	ids_add(needed, condition->fact.text, NULL);
	if (condition->with_fact)
		ids_add(needed, condition->other.text, NULL);
}
