#include "tools/explain.h"

#include <stdarg.h>
#include <string.h>

void explain_line(FILE *out, int depth, const char *format, ...)
{
	va_list arguments;

	fprintf(out, "%*s", 2 * depth, "");
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	putc('\n', out);
}

static void explain_more(const struct words *w, FILE *out, int depth, const json_t *object, const char *list)
{
	const json_t *more = json_object_get(object, arena_printf(w->arena, "%s_more", list));

	if (more)
		explain_line(out, depth, "%s", words_say(w, "why.more", "n", explain_count(w, more), NULL));
}

static void counted(const struct words *w, FILE *out, int depth, const json_t *query, const char *path)
{
	static const char *const lists[] = {"counted", "not_counted"};
	const json_t *row;
	size_t i;

	for (size_t list = 0; list < 2; list++) {
		const json_t *rows = json_object_get(query, lists[list]);
		if (rows)
			explain_line(out, depth, "%s", words_say(w, arena_printf(w->arena, "why.parts.%s", lists[list]), NULL));
		json_array_foreach (rows, i, row)
			explain_why(w, out, depth + 1, row, path);
		explain_more(w, out, depth + 1, query, lists[list]);
	}
}

void explain_condition(const struct words *w, FILE *out, int depth, const json_t *node)
{
	const json_t *inner = json_object_get(node, "not"), *parts = json_object_get(node, "all");
	bool simple = inner && (json_object_get(inner, "fact") || json_object_get(inner, "investments"));
	const json_t *leaf = simple ? inner : json_object_get(node, "fact") || json_object_get(node, "investments") ? node : NULL, *part;
	const char *mark = words_say(w, json_is_true(json_object_get(node, "holds")) ? "rules.holds" : "rules.fails", NULL);
	static const char *const kinds[] = {"all", "any", "not"};
	size_t i;

	if (leaf) {
		explain_line(out, depth, "%s%s%s", mark, words_say(w, "why.joint", NULL), explain_comparison(w, leaf, simple));
		const json_t *query = json_object_get(leaf, "investments");
		if (query)
			counted(w, out, depth + 1, query, explain_query_path(w, query));
		return;
	}
	explain_line(out, depth, "%s%s%s", mark, words_say(w, "why.joint", NULL),
	    words_say(w,
		parts   ? "rules.all"
		: inner ? "rules.not"
			: "rules.any",
		NULL));
	if (inner)
		explain_condition(w, out, depth + 1, inner);
	if (!parts)
		parts = json_object_get(node, "any");
	json_array_foreach (parts, i, part)
		explain_condition(w, out, depth + 1, part);
	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		explain_more(w, out, depth + 1, node, kinds[i]);
}

static void inner(const struct words *w, FILE *out, int depth, const struct why_member *member, const json_t *value, const char *unit)
{
	const char *of = member->of ? member->of : "";

	if (strcmp(of, "divisions") == 0) {
		explain_line(out, depth, "%s", explain_node(w, "division_tried", value, unit));
		explain_condition(w, out, depth + 1, json_object_get(value, "when"));
	} else if (strcmp(of, "query") == 0) {
		explain_line(out, depth, "%s",
		    words_say(
			w, "why.report.query", "what", explain_measure(w, value), "result", explain_node(w, "query", value, unit), NULL));
	} else if (member->kind == WHY_CONDITION || strcmp(of, "condition") == 0) {
		explain_condition(w, out, depth, value);
	} else {
		explain_why(w, out, depth, value, unit);
	}
}

void explain_why(const struct words *w, FILE *out, int depth, const json_t *why, const char *unit)
{
	const struct why_row *row = explain_row(why);

	for (const struct why_member *member = row->members; member->name; member++)
		if (member->of && strcmp(member->of, "query") == 0 && json_object_get(why, member->name))
			unit = explain_query_path(w, json_object_get(why, member->name));
	explain_line(out, depth, "%s", explain_sentence(w, why, row, unit));
	for (const struct why_member *member = row->members; member->name; member++) {
		const json_t *value = json_object_get(why, member->name), *item;
		size_t i;
		const json_t *more = json_object_get(why, arena_printf(w->arena, "%s_more", member->name));
		if (member->kind < WHY_CONDITION || member->kind == WHY_MORE || !explain_there(value) ||
		    (json_is_array(value) && !json_array_size(value) && !more))
			continue;
		const char *title = words_message(w, arena_printf(w->arena, "why.parts.%s", member->name));
		explain_line(out, depth + 1, "%s", title ? title : member->name);
		if (!json_is_array(value))
			inner(w, out, depth + 2, member, value, unit);
		json_array_foreach (value, i, item)
			inner(w, out, depth + 2, member, item, unit);
		explain_more(w, out, depth + 2, why, member->name);
	}
}
