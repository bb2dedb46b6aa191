#include "tools/explain.h"

#include "judging/base/why.h"

#include <string.h>

static const struct why_row *row_of(const json_t *why)
{
	const char *code = json_string_value(json_object_get(why, "code"));

	for (size_t i = 0; code && i < WHY_CODES; i++)
		if (strcmp(why_codes[i].code, code) == 0)
			return &why_codes[i];
	return NULL;
}

static const struct why_row *row_of_node(const char *node)
{
	const struct why_row *row = why_nodes;

	while (row->code && strcmp(row->code, node) != 0)
		row++;
	return row;
}

bool explain_there(const json_t *value)
{
	return value && !json_is_null(value) && !json_is_false(value);
}

/* "88.500000" → "88.5" */
static const char *score(const struct words *w, const json_t *value)
{
	if (!json_is_string(value))
		return explain_count(w, value);
	char *text = arena_strdup(w->arena, json_string_value(value)), *end = text + strlen(text);
	while (strchr(text, '.') && end > text && (end[-1] == '0' || end[-1] == '.')) {
		bool point = *--end == '.';
		*end = '\0';
		if (point)
			break;
	}
	return text;
}

static const char *word(const struct words *w, const char *id)
{
	const char *said = words_message(w, arena_printf(w->arena, "why.word.%s", id));

	return said ? said : id;
}

static const char *text_of(const struct words *w, const struct why_member *member, const json_t *value, const char *unit)
{
	const char *text = json_string_value(value);
	size_t length = strlen(member->name);

	switch (member->kind) {
	case WHY_COUNT:
	case WHY_POINTS:
		return explain_count(w, value);
	case WHY_POOL:
		return explain_count(w, arena_json(w->arena, json_integer(json_integer_value(value) + 1)));
	case WHY_MONEY:
		return explain_money(w, value);
	case WHY_SCORE:
		return score(w, value);
	case WHY_SHARE:
		return explain_share(w, value);
	case WHY_NUMBER: /* a product in fen may have a fraction of one: it is money all the same */
		if (length > 4 && strcmp(member->name + length - 4, "_fen") == 0)
			return explain_money(w, value);
		return *unit ? explain_value(w, unit, value) : explain_count(w, value);
	case WHY_VALUE:
		return explain_value(w, unit, value);
	case WHY_FLAG:
		return words_say(w, json_is_true(value) ? "common.yes" : "common.no", NULL);
	case WHY_WORD:
		return word(w, text);
	case WHY_ROUND:
		return strcmp(text, "award") == 0 ? word(w, text) : words_name(w, "round", text);
	case WHY_DIVISION:
		return words_name(w, "division", text);
	case WHY_RULE:
		return words_name(w, "rule", text);
	case WHY_CRITERION:
		return words_name(w, "criterion", text);
	case WHY_TIER:
		return words_name(w, "tier", text);
	case WHY_VALUE_NAME:
		return explain_measure_name(w, text);
	case WHY_FACT:
		return explain_inside(w, explain_fact(w, text));
	case WHY_FACT_NAME:
		return explain_inside(w, explain_fact(w, arena_printf(w->arena, "investment.%s", text)));
	case WHY_ENTRY:
		return arena_printf(w->arena, "%s %s", word(w, "entry"), text);
	case WHY_JUDGE:
		return arena_printf(w->arena, "%s %s", word(w, "judge"), text);
	case WHY_INVESTMENT:
		return arena_printf(w->arena, "%s %s", word(w, "investment"), text);
	default:
		return text ? text : "";
	}
}

static bool is_zero(const json_t *value)
{
	return json_is_number(value) && json_number_value(value) == 0;
}

/* Whether what the key asks of a member, MEMBER, -MEMBER or MEMBER=0, is so. */
static bool asked(const struct words *w, const char *ask, size_t length, const json_t *why)
{
	static const char zero[] = "=0";
	const size_t tail = sizeof zero - 1;
	bool without = *ask == '-', none = length > tail && memcmp(ask + length - tail, zero, tail) == 0;
	const json_t *value = json_object_get(why, arena_memdup(w->arena, ask + without, length - without - (none ? tail : 0)));

	return none ? is_zero(value) : explain_there(value) != without;
}

/* Of the keys CODE, CODE:MEMBER, CODE:-MEMBER, CODE:MEMBER=0, … that fit the members: the one that asks most. */
static const json_t *sentences_of(const struct words *w, const json_t *from, const char *code, const json_t *why)
{
	const json_t *best = json_object_get(from, code);
	size_t most = 0, length = strlen(code);
	const char *key;
	json_t *sentences;

	json_object_foreach ((json_t *)from, key, sentences) {
		if (strncmp(key, code, length) != 0 || key[length] != ':')
			continue;
		size_t asks = 0;
		bool fits = true;
		for (const char *at = key + length; *at; at += strcspn(at, ":"), asks++) {
			at++;
			fits = fits && asked(w, at, strcspn(at, ":"), why);
		}
		if (fits && asks > most) {
			best = sentences;
			most = asks;
		}
	}
	return best;
}

/* Whether a sentence's blanks all have something to be filled with. */
static bool fillable(const struct words *w, const char *sentence, const json_t *values)
{
	for (const char *open = sentence; (open = strchr(open, '{')) != NULL; open++)
		if (!json_object_get(values, words_blank(w, open)))
			return false;
	return true;
}

/* Whether there is a blank for NAME in TEXT. */
static bool has_blank(const struct words *w, const char *text, const char *name)
{
	for (const char *open = text; (open = strchr(open, '{')) != NULL; open++)
		if (strcmp(words_blank(w, open), name) == 0)
			return true;
	return false;
}

static const char *said(
    const struct words *w, const json_t *sentences, const json_t *also, const struct why_row *row, const json_t *why, const char *unit)
{
	json_t *values = arena_json(w->arena, json_object());
	const char *text = "", *joint = words_say(w, "why.joint", NULL), *all = "";
	const json_t *sentence;
	size_t i;

	for (const struct why_member *member = row->members; member->name; member++) {
		const json_t *value = json_object_get(why, member->name);
		if (value && (explain_there(value) || member->kind == WHY_FLAG) && member->kind < WHY_CONDITION)
			json_object_set_new(values, member->name, json_string(text_of(w, member, value, unit)));
	}
	json_array_foreach (sentences, i, sentence) {
		const char *template = json_string_value(sentence);
		all = arena_printf(w->arena, "%s%s", all, template);
		if (fillable(w, template, values))
			text = arena_printf(w->arena, "%s%s%s", text, *text ? joint : "", words_fill(w, template, values));
	}
	json_array_foreach (also, i, sentence) { /* members that several codes have, where the code's own sentences do not name them */
		const char *template = json_string_value(sentence), *open = strchr(template, '{');
		if (open && !has_blank(w, all, words_blank(w, open)) && fillable(w, template, values))
			text = arena_printf(w->arena, "%s%s%s", text, *text ? joint : "", words_fill(w, template, values));
	}
	return text;
}

const char *explain_node(const struct words *w, const char *node, const json_t *why, const char *unit)
{
	const json_t *nodes = json_object_get(json_object_get(w->files, "why"), "nodes");

	return said(w, sentences_of(w, nodes, node, why), NULL, row_of_node(node), why, unit);
}

const struct why_row *explain_row(const json_t *why)
{
	const struct why_row *row = row_of(why);

	return row ? row : row_of_node(json_object_get(why, "above") ? "bracket" : "counted");
}

const char *explain_sentence(const struct words *w, const json_t *why, const struct why_row *row, const char *unit)
{
	const json_t *words = json_object_get(w->files, "why");

	if (!row_of(why))
		return explain_node(w, row->code, why, unit);
	return said(w, sentences_of(w, json_object_get(words, "codes"), row->code, why), json_object_get(words, "also"), row, why, unit);
}
