/* Evaluating a condition, and explaining what came of it. */
#include "judging/rules/condition.h"

#include "judging/base/canonical.h"
#include "judging/rules/condition_tree.h"
#include "judging/rules/query.h"

#include <stdlib.h>
#include <string.h>

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
		return bsearch(&seen->text, value->texts, value->text_count, sizeof *value->texts, ids_compare);
	case SEEN_FLAG:
		return value->has_flag[seen->flag];
	case SEEN_NUMBER:
		return bsearch(&seen->number, value->numbers, value->number_count, sizeof *value->numbers, condition_compare_numbers);
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
	struct node *shown = node_object_in(why, condition_operators[condition->comparison]);
	int order;

	see_fact(&condition->other, subject, &other);
	node_put_text(shown, "fact", condition->other.text);
	if (condition->has_times)
		node_put_decimal(shown, "times", condition->times, 4);
	put_seen(shown, &other);
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

/* Whether a list of literals is too long to be shown, in elements or in what they say. */
static bool too_long(const json_t *list)
{
	size_t length = 0;
	if (json_array_size(list) > NODE_SHOWN)
		return true;
	for (size_t i = 0; i < json_array_size(list); i++)
		length += json_string_length(json_array_get(list, i));
	return length > NODE_TEXT;
}

/* The comparison as the rulebook writes it: the value that is meant for this division, or the whole map if it has none. */
static void put_comparison(const struct condition *condition, const struct value *value, struct node *why)
{
	bool given = value && value->json;
	if (given && condition->comparison == ONE_OF && too_long(value->json))
		node_put_integer(why, "one_of_count", (int64_t)json_array_size(value->json));
	else if (given)
		node_put_json(why, condition_operators[condition->comparison], value->json);
	else
		node_put_flag(why, "division_without_value", true);
}

static bool evaluate_comparison(const struct condition *condition, const struct subject *subject, struct node *why)
{
	struct seen seen = {0};
	const struct value *value = &condition->value;
	bool holds;

	if (condition->query)
		see_query(condition->query, subject, &seen, node_object_in(why, "investments"));
	else
		see_fact(&condition->fact, subject, &seen);
	node_put_text(why, "fact", condition->query ? NULL : condition->fact.text);
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

/* Evaluates all parts that are shown, also after the result is certain. */
static bool evaluate_parts(const struct condition *condition, const struct subject *subject, struct node *why)
{
	bool wanted = condition->kind == CONDITION_ALL; /* all: true until one is false; any: false until one is true */
	bool holds = wanted;
	struct node *parts = node_list_in(why, condition_kinds[condition->kind]);

	for (size_t i = 0; i < condition->count && (parts || holds == wanted); i++) {
		struct node *part = node_row(parts);
		if ((part || holds == wanted) && condition_holds(condition->parts[i], subject, part) != wanted)
			holds = !wanted;
	}
	return holds;
}

static bool evaluate_not(const struct condition *condition, const struct subject *subject, struct node *why)
{
	bool shown = why && node_has_room(why);
	if (why && !shown)
		node_put_integer(why, "not_more", 1);
	return !condition_holds(condition->parts[0], subject, shown ? node_object_in(why, "not") : NULL);
}

bool condition_holds(const struct condition *condition, const struct subject *subject, struct node *why)
{
	bool holds;

	if (condition->kind == CONDITION_NOT)
		holds = evaluate_not(condition, subject, why);
	else if (condition->kind == CONDITION_FACT || condition->kind == CONDITION_INVESTMENTS)
		holds = evaluate_comparison(condition, subject, why);
	else
		holds = evaluate_parts(condition, subject, why);
	node_put_flag(why, "holds", holds);
	return holds;
}

static bool path_of_firm(const struct fact_path *path)
{
	return path->source == FACT_FIRM || path->source == FACT_INVESTMENT;
}

bool condition_of_firm(const struct condition *condition)
{
	for (size_t i = 0; i < condition->count; i++)
		if (!condition_of_firm(condition->parts[i]))
			return false;
	return condition->kind != CONDITION_FACT ||
	       (path_of_firm(&condition->fact) && !condition->by_division && (!condition->with_fact || path_of_firm(&condition->other)));
}
