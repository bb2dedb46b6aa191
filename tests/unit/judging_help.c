#include "tests/unit/judging_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *help_json(const char *text)
{
	char *copy = strdup(text);
	json_error_t error;
	for (char *p = copy; *p; p++)
		if (*p == '\'')
			*p = '"';
	json_t *json = json_loads(copy, JSON_DECODE_ANY, &error);
	if (!json)
		fail_msg("%s in %s", error.text, text);
	free(copy);
	return json;
}

json_t *help_sample(int number, const char *ending)
{
	const char *folder = getenv("srcdir");
	char path[512];
	json_error_t error;
	snprintf(path, sizeof path, "%s/tests/data/dossiers/%02d%s", folder ? folder : ".", number, ending);
	json_t *json = json_load_file(path, 0, &error);
	if (!json)
		fail_msg("%s: %s", path, error.text);
	return json;
}

json_t *help_contest(int entries, const char *rounds)
{
	json_t *dossier = help_json("{'format': 'saitou-dossier/1', 'rulebook': {'title': {}, 'timezone': 'Asia/Shanghai',"
				    "'divisions': [{'id': 'all', 'when': {'all': []}}], 'industries': [{'id': 'biomed'}]},"
				    "'firms': [], 'investments': [], 'judges': [], 'entries': [], 'rounds': [], 'prior_awards': []}");
	json_t *list = help_json(rounds);
	char text[16];

	for (size_t i = 0; i < json_array_size(list); i++)
		json_array_append_new(json_object_get(dossier, "rounds"),
		    json_pack("{s:O, s:[]}", "id", json_object_get(json_array_get(list, i), "id"), "sheets"));
	json_object_set_new(json_object_get(dossier, "rulebook"), "rounds", list);
	for (int i = 1; i <= entries; i++) {
		snprintf(text, sizeof text, "f%d", i);
		json_t *firm = json_string(text);
		json_array_append_new(json_object_get(dossier, "firms"), json_pack("{s:O, s:s, s:{}}", "id", firm, "name", "x", "facts"));
		snprintf(text, sizeof text, "e%d", i);
		json_array_append_new(json_object_get(dossier, "entries"), json_pack("{s:s, s:o, s:s, s:{}, s:s}", "id", text, "firm", firm,
									       "industry", "biomed", "facts", "status", "submitted"));
	}
	for (int i = 1; i <= 5; i++) {
		snprintf(text, sizeof text, "j%d", i);
		json_array_append_new(json_object_get(dossier, "judges"), json_pack("{s:s, s:s}", "id", text, "organisation", "x"));
	}
	return dossier;
}

/* One step of a path: a key up to the next '.' or '[', or an index in brackets. */
static const char *next_step(const char *path, char key[64], long *index)
{
	char *end;
	if (*path == '[') {
		*index = strtol(path + 1, &end, 10);
		return *++end == '.' ? end + 1 : end;
	}
	size_t length = strcspn(path, ".[");
	assert_true(length < 64);
	memcpy(key, path, length);
	key[length] = '\0';
	*index = -1;
	return path[length] == '.' ? path + length + 1 : path + length;
}

static void put(json_t *container, const char *key, long index, json_t *value)
{
	if (index < 0 && value)
		json_object_set_new(container, key, value);
	else if (index < 0)
		json_object_del(container, key);
	else if (!value)
		json_array_remove(container, (size_t)index);
	else if ((size_t)index == json_array_size(container))
		json_array_append_new(container, value);
	else
		json_array_set_new(container, (size_t)index, value);
}

void help_set(json_t *dossier, const char *path, const char *json)
{
	json_t *container = dossier;
	char key[64];
	long index;

	for (;;) {
		path = next_step(path, key, &index);
		if (!*path)
			break;
		json_t *inner = index < 0 ? json_object_get(container, key) : json_array_get(container, (size_t)index);
		if (!inner)
			put(container, key, index, inner = *path == '[' ? json_array() : json_object());
		container = inner;
	}
	put(container, key, index, json ? help_json(json) : NULL);
}

void help_sheets(json_t *dossier, int round, const char *entry, const char *points)
{
	json_t *sheets = json_object_get(json_array_get(json_object_get(dossier, "rounds"), (size_t)round), "sheets");
	char judge[16], *end;
	for (int i = 1; *points; i++) {
		double value = strtod(points, &end);
		snprintf(judge, sizeof judge, "j%d", i);
		json_array_append_new(sheets, json_pack("{s:s, s:s, s:{s:f}}", "entry", entry, "judge", judge, "points", "c", value));
		points = end + strspn(end, " ");
	}
}

json_t *help_results(const json_t *dossier)
{
	struct judging_errors errors = {0};
	json_t *results = dossier_results(dossier, "00", &errors);
	for (size_t i = 0; i < errors.count; i++)
		print_error("%s: %s\n", errors.list[i].path, errors.list[i].message);
	assert_int_equal(errors.count, 0);
	assert_non_null(results);
	return results;
}

void help_refused(json_t *dossier, const char *path, const char *part)
{
	struct judging_errors errors = {0};
	bool found = false;
	json_t *results = dossier_results(dossier, "00", &errors);

	for (size_t i = 0; i < errors.count; i++)
		found |= strcmp(errors.list[i].path, path) == 0 && strstr(errors.list[i].message, part);
	for (size_t i = 0; i < errors.count && !found; i++)
		print_error("%s: %s\n", errors.list[i].path, errors.list[i].message);
	if (results || !found)
		fail_msg("expected to be refused at %s: %s", path, part);
	judging_errors_free(&errors);
	json_decref(dossier);
}

/* Rows as text: the values of KEYS, null as "-". */
static char *rows_text(const json_t *rows, const char *const *keys)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < json_array_size(rows); i++)
		for (size_t k = 0; keys[k]; k++) {
			const json_t *value = json_object_get(json_array_get(rows, i), keys[k]);
			fputs(k ? " " : i ? ", " : "", out);
			if (json_is_string(value))
				fputs(json_string_value(value), out);
			else if (json_is_integer(value))
				fprintf(out, "%lld", (long long)json_integer_value(value));
			else
				fputs("-", out);
		}
	fclose(out);
	return text;
}

static void check_rows(const json_t *rows, const char *const *keys, const char *expected)
{
	char *text = rows_text(rows, keys);
	assert_string_equal(text, expected);
	free(text);
}

void help_standings(const json_t *results, int round, const char *expected)
{
	static const char *const KEYS[] = {"entry", "rank", "score", "outcome", NULL};
	check_rows(json_object_get(json_array_get(json_object_get(results, "rounds"), (size_t)round), "standings"), KEYS, expected);
}

void help_awards(const json_t *results, const char *expected)
{
	static const char *const KEYS[] = {"entry", "tier", "rank", "amount_fen", NULL};
	check_rows(json_object_get(results, "awards"), KEYS, expected);
}

void help_check(json_t *dossier, int round, const char *expected)
{
	json_t *results = help_results(dossier);
	help_standings(results, round, expected);
	json_decref(results);
	json_decref(dossier);
}
