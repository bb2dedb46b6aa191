#include "tools/explain.h"

#include <string.h>

static const char *const operators[] = {"at_least", "at_most", "above", "below", "equals", "one_of", "present", NULL};

static const char *operator_of(const json_t *node)
{
	for (size_t i = 0; operators[i]; i++)
		if (json_object_get(node, operators[i]))
			return operators[i];
	return NULL;
}

static const char *one_of(const struct words *w, const char *path, const json_t *list)
{
	const char *text = "", *either = words_say(w, "rules.or", NULL);
	const json_t *value;
	size_t i;

	json_array_foreach (list, i, value)
		text = arena_printf(w->arena, "%s%s%s", text, i ? either : "", explain_value(w, path, value));
	return text;
}

static const char *other_fact(const struct words *w, const json_t *other)
{
	const char *fact = explain_inside(w, explain_fact(w, json_string_value(json_object_get(other, "fact"))));
	const json_t *times = json_object_get(other, "times");

	return times ? words_say(w, "rules.otherTimes", "fact", fact, "times", explain_count(w, times), NULL)
		     : words_say(w, "rules.otherFact", "fact", fact, NULL);
}

/* What a comparison asks for: "at most CNY 200 million". */
static const char *demand(const struct words *w, const json_t *node, const char *path, bool negated)
{
	const char *op = operator_of(node), *not_ = negated ? "not_" : "";
	const json_t *value = op ? json_object_get(node, op) : NULL;

	if (json_object_get(node, "one_of_count") && !json_object_get(node, "one_of"))
		return words_say(w, arena_printf(w->arena, "rules.op.%sone_of_many", not_), "n",
		    explain_count(w, json_object_get(node, "one_of_count")), NULL);
	if (!op)
		return "";
	if (strcmp(op, "present") == 0)
		return words_say(w, json_is_true(value) != negated ? "rules.op.present" : "rules.op.absent", NULL);
	if (json_is_boolean(value))
		return words_say(w, arena_printf(w->arena, "rules.op.%sequals", not_), "value",
		    words_say(w, json_is_true(value) ? "common.yes" : "common.no", NULL), NULL);
	size_t length = strlen(path);
	bool day = length > 3 && strcmp(path + length - 3, "_on") == 0 && strcmp(op, "equals") != 0 && strcmp(op, "one_of") != 0;
	const char *said = json_is_array(value)    ? one_of(w, path, value)
			   : json_is_object(value) ? other_fact(w, value)
						   : explain_value(w, path, value);
	return words_say(w, arena_printf(w->arena, "rules.%s.%s%s", day ? "day" : "op", not_, op), "value", said, NULL);
}

/* What was found: of the fact or the query, and of the other fact. */
static const char *seen(const struct words *w, const json_t *node, const char *path)
{
	const json_t *query = json_object_get(node, "investments"), *saw = json_object_get(node, "saw");
	const char *op = operator_of(node), *text;
	const json_t *other = op ? json_object_get(node, op) : NULL;

	if (json_is_true(json_object_get(node, "division_without_value")))
		return words_say(w, "rules.notForDivision", NULL);
	if (query && (json_object_get(query, "from_missing") || json_object_get(query, "to_missing")))
		return explain_node(w, "query", query, path);
	if (!saw)
		saw = json_object_get(query, "value");
	if (!saw)
		text = words_say(w, query ? "rules.noneCounted" : "rules.missing", NULL);
	else
		text = words_say(w, query ? "rules.counted" : "rules.saw", "value", explain_value(w, path, saw), NULL);
	if (!json_is_object(other))
		return text;
	const char *fact = json_string_value(json_object_get(other, "fact"));
	const json_t *found = json_object_get(other, "saw");
	return arena_printf(w->arena, "%s%s", text,
	    words_say(w, "rules.otherSaw", "fact", explain_fact(w, fact), "value",
		found ? explain_value(w, fact, found) : words_say(w, "rules.missing", NULL), NULL));
}

const char *explain_comparison(const struct words *w, const json_t *node, bool negated)
{
	const json_t *query = json_object_get(node, "investments");
	const char *path = query ? explain_query_path(w, query) : json_string_value(json_object_get(node, "fact"));
	const char *what = query ? explain_measure(w, query) : explain_fact(w, path);

	bool english = strcmp(w->locale, "en") == 0;
	const char *asks = words_say(w, "rules.sentence", "what", what, "demand", demand(w, node, path, negated), NULL);
	return arena_printf(w->arena, "%s%s%s%s", asks, english ? " (" : "（", seen(w, node, path), english ? ")" : "）");
}
