#include "tools/explain.h"

#include "judging/base/canonical.h"
#include "judging/base/check.h"

#include <ctype.h>
#include <string.h>

/* "1234567.5" → "1,234,567.5" */
static const char *grouped(const struct words *w, const char *digits)
{
	const char *sign = *digits == '-' ? "-" : "", *text = "";
	digits += *digits == '-';
	size_t whole = strcspn(digits, ".eE");
	for (size_t at = 0; at < whole; at++)
		text = arena_printf(w->arena, "%s%s%c", text, at && (whole - at) % 3 == 0 ? "," : "", digits[at]);
	return arena_printf(w->arena, "%s%s%s", sign, text, digits + whole);
}

/* A decimal with its point moved PLACES to the left (to the right if negative), without zeros at the end. */
static const char *shifted(const struct words *w, const char *decimal, int places)
{
	const char *sign = *decimal == '-' ? "-" : "", *point;
	decimal += *decimal == '-';
	size_t whole = strcspn(decimal, ".");
	point = decimal[whole] ? decimal + whole + 1 : "";
	char *digits = arena_printf(w->arena, "%0*d%.*s%s%0*d", 24, 0, (int)whole, decimal, point, 8, 0);
	size_t at = 24 + (size_t)((int)whole - places), first = 0, last = strlen(digits);
	while (first + 1 < at && digits[first] == '0')
		first++;
	while (last > at && digits[last - 1] == '0')
		last--;
	return arena_printf(
	    w->arena, "%s%.*s%s%.*s", sign, (int)(at - first), digits + first, last > at ? "." : "", (int)(last - at), digits + at);
}

static const char *number(const struct words *w, const json_t *value)
{
	char text[DECIMAL_TEXT];

	return arena_strdup(w->arena, canonical_number(value, text));
}

const char *explain_count(const struct words *w, const json_t *value)
{
	return grouped(w, number(w, value));
}

/* AMOUNT in hundredths of yuan if PLACES is 2, in 万元 if it is -4. */
static const char *money(const struct words *w, const json_t *amount, int places)
{
	const char *text = number(w, amount);

	if (strpbrk(text, "eE"))
		return text;
	if (strcmp(w->locale, "en") != 0)
		return arena_printf(w->arena, "%s %s", grouped(w, shifted(w, text, places + 4)), words_say(w, "common.money.wan", NULL));
	bool millions = json_number_value(amount) >= (places == 2 ? 1e8 : 1e2);
	return arena_printf(w->arena, millions ? "CNY %s million" : "CNY %s", grouped(w, shifted(w, text, millions ? places + 6 : places)));
}

const char *explain_money(const struct words *w, const json_t *fen)
{
	return money(w, fen, 2);
}

const char *explain_share(const struct words *w, const json_t *share)
{
	const char *text = number(w, share);

	return strpbrk(text, "eE") ? text : arena_printf(w->arena, "%s%%", grouped(w, shifted(w, text, -2)));
}

const char *explain_inside(const struct words *w, const char *text)
{
	if (strcmp(w->locale, "en") != 0 || !isupper((unsigned char)text[0]) || !(islower((unsigned char)text[1]) || text[1] == ' '))
		return text;
	char *lower = arena_strdup(w->arena, text);
	lower[0] = (char)tolower((unsigned char)lower[0]);
	return lower;
}

const char *explain_fact(const struct words *w, const char *path)
{
	const char *declared = words_localised(w, json_object_get(words_fact(w, path), "name"));
	char *key = arena_printf(w->arena, "rules.facts.%s", path);

	if (declared && *declared)
		return declared;
	for (char *at = key + strlen("rules.facts."); *at; at++)
		*at = *at == '.' ? '_' : *at;
	const char *known = words_message(w, key);
	if (known)
		return known;
	char *own = arena_strdup(w->arena, strchr(path, '.') ? strchr(path, '.') + 1 : path);
	if (check_suffix(own, "_fen") || check_suffix(own, "_on"))
		*strrchr(own, '_') = '\0';
	for (char *at = own; *at; at++)
		*at = *at == '_' ? ' ' : *at;
	return own;
}

/* A choice by its name. */
static const char *choice(const struct words *w, const json_t *declared, const char *id)
{
	const json_t *item;
	size_t i;

	json_array_foreach (json_object_get(declared, "choices"), i, item) {
		const char *name = words_localised(w, json_object_get(item, "name"));
		if (name && strcmp(json_string_value(json_object_get(item, "id")), id) == 0)
			return name;
	}
	return id;
}

/* Whether PATH ends in ENDING; a * there stands for letters. */
static bool ends_like(const struct words *w, const char *path, const char *ending)
{
	size_t length = strlen(path), tail = strlen(ending);

	if (ending[tail - 1] != '*')
		return check_suffix(path, ending);
	while (length && islower((unsigned char)path[length - 1]))
		length--;
	return path[length] && check_suffix(arena_memdup(w->arena, path, length), arena_memdup(w->arena, ending, tail - 1));
}

/* What a number of the fact means: "share" if it is declared as one, else what the end of its name says in the table, which the pages read too; but
 * what is declared otherwise is no share. "" for a plain number. */
static const char *unit_of(const struct words *w, const char *path, const json_t *declared)
{
	const char *kind = json_string_value(json_object_get(declared, "kind")), *ending;
	json_t *unit;

	if (kind && strcmp(kind, "share") == 0)
		return kind;
	json_object_foreach (json_object_get(w->files, "units"), ending, unit)
		if (ends_like(w, path, ending))
			return kind && strcmp(json_string_value(unit), "share") == 0 ? "" : json_string_value(unit);
	return "";
}

const char *explain_value(const struct words *w, const char *path, const json_t *value)
{
	const json_t *declared = words_fact(w, path);

	if (json_is_boolean(value))
		return words_say(w, json_is_true(value) ? "common.yes" : "common.no", NULL);
	if (json_is_string(value))
		return strchr(path, '.') ? choice(w, declared, json_string_value(value)) : words_name(w, path, json_string_value(value));
	if (!json_is_number(value))
		return "";
	const char *unit = unit_of(w, path, declared);
	if (strcmp(unit, "money") == 0)
		return explain_money(w, value);
	if (strcmp(unit, "wan") == 0)
		return money(w, value, -4);
	if (strcmp(unit, "share") == 0)
		return explain_share(w, value);
	return strcmp(unit, "percent") == 0 ? arena_printf(w->arena, "%s%%", explain_count(w, value)) : explain_count(w, value);
}

const char *explain_query_path(const struct words *w, const json_t *query)
{
	const char *name = json_string_value(json_object_get(query, "sum"));

	if (!name)
		name = json_string_value(json_object_get(query, "max"));
	return arena_printf(w->arena, "investment.%s", name ? name : "count");
}

const char *explain_measure(const struct words *w, const json_t *query)
{
	const char *of = explain_fact(w, explain_query_path(w, query)), *by = json_string_value(json_object_get(query, "by"));
	const char *from = json_string_value(json_object_get(query, "from")), *to = json_string_value(json_object_get(query, "to"));
	const char *key = json_object_get(query, "sum")   ? "rules.measure.sum"
			  : json_object_get(query, "max") ? "rules.measure.max"
							  : "rules.measure.count";
	const char *what = words_say(w, key, "fact", of, NULL);

	if (!by || (!from && !to))
		return what;
	const char *fact = explain_inside(w, explain_fact(w, arena_printf(w->arena, "investment.%s", by)));
	key = from && to ? "rules.window.both" : from ? "rules.window.from" : "rules.window.to";
	return words_say(w, "rules.measure.within", "what", what, "window",
	    words_say(w, key, "fact", fact, "from", from ? from : "", "to", to ? to : "", NULL), NULL);
}

const char *explain_measure_name(const struct words *w, const char *rule)
{
	const char *colon = strchr(rule, ':');

	if (!colon)
		return words_say(w, arena_printf(w->arena, "readable.tie.%s", rule), NULL);
	const char *kind = arena_memdup(w->arena, rule, (size_t)(colon - rule)), *id = colon + 1, *name = id;
	bool most = strcmp(kind, "most") == 0;
	if (most || strcmp(kind, "least") == 0) {
		name = explain_fact(w, id);
		if (check_suffix(id, "_on"))
			kind = most ? "latest" : "earliest";
	} else if (strcmp(kind, "extra") != 0) {
		name = words_name(w, strcmp(kind, "round") == 0 ? "round" : "criterion", id);
	}
	return words_say(
	    w, arena_printf(w->arena, "readable.tie.%s", kind), "name", words_say(w, "readable.quoted", "text", name, NULL), NULL);
}
