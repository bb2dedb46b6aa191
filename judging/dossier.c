#include "judging/dossier.h"

#include "judging/base/canonical.h"
#include "judging/base/duplicates.h"
#include "judging/base/slab.h"
#include "judging/record/record.h"

#include <stdlib.h>
#include <string.h>

/* What a file may begin with that JSON does not allow. */
static const char *byte_order_mark(const char *text, size_t length)
{
	static const struct {
		const char *bytes;
		size_t count;
		const char *name;
	} MARKS[] = {{"\xef\xbb\xbf", 3, "UTF-8"}, {"\xff\xfe", 2, "UTF-16"}, {"\xfe\xff", 2, "UTF-16"}};
	for (size_t i = 0; i < sizeof MARKS / sizeof MARKS[0]; i++)
		if (length >= MARKS[i].count && memcmp(text, MARKS[i].bytes, MARKS[i].count) == 0)
			return MARKS[i].name;
	return NULL;
}

/* Puts a number that is only just too large in the place of the one that ends before POSITION. False if there is none. */
static bool replace_number(char *text, size_t position)
{
	size_t end = position, start;
	while (end > 0 && !strchr("0123456789", text[end - 1]))
		end--;
	for (start = end; start > 0 && strchr("+-.0123456789Ee", text[start - 1]); start--)
		;
	if (end - start < 4)
		return false;
	static const char TOO_LARGE[] = {'9', 'e', '9', '9'};
	memset(text + start, ' ', end - start);
	memcpy(text + start, TOO_LARGE, sizeof TOO_LARGE);
	return true;
}

/* Parses what has numbers that the JSON library cannot hold, each replaced by one that is out of range as well, so that it has its path. */
static json_t *parse_huge(const char *text, size_t length, json_error_t *error)
{
	enum { MOST = 100 }; /* of them that are looked for */
	char *copy = memory_array(length + 1, 1);
	json_t *dossier = NULL;

	memcpy(copy, text, length);
	for (int i = 0; i < MOST; i++) {
		dossier = json_loadb(copy, length, 0, error);
		if (dossier || json_error_code(error) != json_error_numeric_overflow ||
		    !replace_number(copy, error->position < 0 ? 0 : (size_t)error->position))
			break;
	}
	free(copy);
	return dossier;
}

json_t *dossier_parse(const char *text, size_t length, struct judging_errors *errors)
{
	json_error_t error;
	const char *mark = byte_order_mark(text, length);
	json_t *dossier;

	if (mark) {
		judging_errors_add(errors, "", "the file begins with a byte order mark (BOM) of %s; save it as UTF-8 without a BOM", mark);
		return NULL;
	}
	dossier = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	if (dossier)
		return dossier;
	bool duplicates = json_error_code(&error) == json_error_duplicate_key;
	if (duplicates)
		dossier = json_loadb(text, length, 0, &error);
	if (!dossier && json_error_code(&error) == json_error_numeric_overflow)
		dossier = parse_huge(text, length, &error);
	if (!dossier) {
		judging_errors_add(errors, "", "line %d, column %d: %s", error.line, error.column, error.text);
		return NULL;
	}
	duplicates_report(text, length, errors);
	dossier_validate(dossier, errors);
	json_decref(dossier);
	return NULL;
}

bool dossier_validate(const json_t *dossier, struct judging_errors *errors)
{
	struct record record;
	size_t before = errors->count;
	record_load(&record, dossier, errors);
	record_free(&record);
	return errors->count == before;
}

/* An array's element with what it is sorted by. */
struct sortable {
	const char *keys[2];
	double number;
	json_t *value;
	char *text; /* its canonical form, made only when all else is equal */
};

static int compare_sortables(const void *a, const void *b)
{
	struct sortable *x = (struct sortable *)a, *y = (struct sortable *)b;
	for (int i = 0; i < 2; i++) {
		int order = strcmp(x->keys[i], y->keys[i]);
		if (order)
			return order;
	}
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	if (!x->text)
		x->text = canonical_json(x->value, NULL);
	if (!y->text)
		y->text = canonical_json(y->value, NULL);
	return strcmp(x->text, y->text);
}

/* What the arrays of a dossier are sorted by: two texts, then a number. */
struct array_order {
	const char *array;
	const char *keys[2];
	const char *number; /* a number, or a member whose presence counts as 1 */
};

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = key ? json_string_value(json_object_get(object, key)) : NULL;
	return text ? text : "";
}

static double number_of(const json_t *object, const char *key)
{
	const json_t *value = key ? json_object_get(object, key) : NULL;
	return json_is_number(value) ? json_number_value(value) : value != NULL;
}

/* A sorted array of the same elements; a new reference. */
static json_t *sort_array(const json_t *array, const struct array_order *order)
{
	size_t count = json_array_size(array);
	struct sortable *list = memory_array(count, sizeof *list);
	json_t *sorted = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *value = json_array_get(array, i);
		list[i] = (struct sortable){
		    {text_of(value, order->keys[0]), text_of(value, order->keys[1])}, number_of(value, order->number), value, NULL};
	}
	qsort(list, count, sizeof *list, compare_sortables);
	for (size_t i = 0; i < count; i++) {
		json_array_append(sorted, list[i].value);
		free(list[i].text);
	}
	free(list);
	return sorted;
}

/* Replaces the arrays of a shallow copy of an object. */
static void sort_members(json_t *copy, const struct array_order *orders, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const json_t *array = json_object_get(copy, orders[i].array);
		if (json_is_array(array))
			json_object_set_new(copy, orders[i].array, sort_array(array, &orders[i]));
	}
}

/* The dossier's rounds in the order of the rulebook, each with its own arrays sorted; a new reference. */
static json_t *sort_rounds(const json_t *dossier)
{
	static const struct array_order ORDERS[] = {{"sheets", {"entry", "judge"}, "void"}, {"extras", {"entry", "id"}, NULL}};
	const json_t *rules = json_object_get(json_object_get(dossier, "rulebook"), "rounds"), *rounds = json_object_get(dossier, "rounds");
	struct ids ids = {0};
	json_t *sorted = json_array();

	for (size_t i = 0; i < json_array_size(rounds); i++)
		ids_add(&ids, text_of(json_array_get(rounds, i), "id"), NULL);
	for (size_t i = 0; i < json_array_size(rules); i++) {
		size_t position = ids_find(&ids, text_of(json_array_get(rules, i), "id"));
		if (position == IDS_NONE)
			continue;
		json_t *copy = json_copy(json_array_get(rounds, position));
		sort_members(copy, ORDERS, sizeof ORDERS / sizeof ORDERS[0]);
		json_array_append_new(sorted, copy);
	}
	ids_free(&ids);
	return sorted;
}

char *dossier_canonical(const json_t *dossier, size_t *length)
{
	static const struct array_order ORDERS[] = {{"firms", {"id", NULL}, NULL}, {"investments", {"id", NULL}, NULL},
	    {"judges", {"id", NULL}, NULL}, {"entries", {"id", NULL}, NULL}, {"prior_awards", {"firm", "scheme"}, "amount_fen"}};
	json_t *copy = json_copy((json_t *)dossier);

	sort_members(copy, ORDERS, sizeof ORDERS / sizeof ORDERS[0]);
	if (json_is_array(json_object_get(dossier, "rounds")))
		json_object_set_new(copy, "rounds", sort_rounds(dossier));
	char *text = canonical_json(copy, length);
	json_decref(copy);
	return text;
}
