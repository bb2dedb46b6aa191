#include "judging/dossier.h"

#include "judging/base/canonical.h"
#include "judging/base/duplicates.h"
#include "judging/base/slab.h"
#include "judging/record/record.h"

#include <stdlib.h>
#include <string.h>

enum { FLUSH_FROM = 15 * 1024 };

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

/* The canonical form while it is written; SINK, if it is not NULL, gets what there is of it every now and then. */
struct canonical_writing {
	const json_t *dossier;
	struct canonical_text text;
	dossier_sink *sink;
	void *to;
};

static void flush(struct canonical_writing *writing, size_t from)
{
	if (!writing->sink || writing->text.length < from)
		return;
	writing->sink(writing->to, writing->text.text, writing->text.length);
	writing->text.length = 0;
}

static void put_sorted(struct canonical_writing *writing, const json_t *array, const struct array_order *order)
{
	size_t count = json_array_size(array);
	struct sortable *list = memory_array(count, sizeof *list);

	for (size_t i = 0; i < count; i++) {
		json_t *value = json_array_get(array, i);
		list[i] = (struct sortable){
		    {text_of(value, order->keys[0]), text_of(value, order->keys[1])}, number_of(value, order->number), value, NULL};
	}
	qsort(list, count, sizeof *list, compare_sortables);
	for (size_t i = 0; i < count; i++) {
		canonical_put_bytes(&writing->text, i ? "," : "[", 1);
		canonical_put(&writing->text, list[i].value);
		flush(writing, FLUSH_FROM);
		free(list[i].text);
	}
	canonical_put_bytes(&writing->text, "[", count == 0);
	canonical_put_bytes(&writing->text, "]", 1);
	free(list);
}

/* Writes a member that is one of the arrays to be sorted. */
static bool put_array_member(
    struct canonical_writing *writing, const struct array_order *orders, size_t count, const char *key, const json_t *value)
{
	for (size_t i = 0; i < count && json_is_array(value); i++)
		if (strcmp(orders[i].array, key) == 0) {
			put_sorted(writing, value, &orders[i]);
			return true;
		}
	return false;
}

static bool put_round_member(void *context, const char *key, const json_t *value)
{
	static const struct array_order ORDERS[] = {
	    {"sheets", {"entry", "judge"}, "void"}, {"extras", {"entry", "id"}, NULL}, {"added", {"entry", NULL}, NULL}};
	return put_array_member(context, ORDERS, sizeof ORDERS / sizeof ORDERS[0], key, value);
}

/* The dossier's rounds in the order of the rulebook, each with its own arrays sorted. */
static void put_rounds(struct canonical_writing *writing, const json_t *rounds)
{
	const json_t *rules = json_object_get(json_object_get(writing->dossier, "rulebook"), "rounds");
	struct ids ids = {0};
	bool first = true;

	for (size_t i = 0; i < json_array_size(rounds); i++) {
		bool fresh;
		ids_add(&ids, text_of(json_array_get(rounds, i), "id"), &fresh);
		if (!fresh)
			ids_skip(&ids);
	}
	canonical_put_bytes(&writing->text, "[", 1);
	for (size_t i = 0; i < json_array_size(rules); i++) {
		size_t position = ids_find(&ids, text_of(json_array_get(rules, i), "id"));
		if (position == IDS_NONE)
			continue;
		canonical_put_bytes(&writing->text, ",", !first);
		canonical_put_members(&writing->text, json_array_get(rounds, position), put_round_member, writing);
		first = false;
	}
	canonical_put_bytes(&writing->text, "]", 1);
	ids_free(&ids);
}

static bool put_dossier_member(void *context, const char *key, const json_t *value)
{
	static const struct array_order ORDERS[] = {{"firms", {"id", NULL}, NULL}, {"investments", {"id", NULL}, NULL},
	    {"judges", {"id", NULL}, NULL}, {"entries", {"id", NULL}, NULL}, {"prior_awards", {"firm", "scheme"}, "amount_fen"},
	    {"amendments", {"on", "what"}, NULL}};
	if (strcmp(key, "rounds") == 0 && json_is_array(value)) {
		put_rounds(context, value);
		return true;
	}
	return put_array_member(context, ORDERS, sizeof ORDERS / sizeof ORDERS[0], key, value);
}

void dossier_canonical_write(const json_t *dossier, dossier_sink *sink, void *to)
{
	struct canonical_writing writing = {.dossier = dossier, .sink = sink, .to = to};
	canonical_put_members(&writing.text, dossier, put_dossier_member, &writing);
	flush(&writing, 0);
	free(writing.text.text);
}

static void append(void *to, const char *bytes, size_t count)
{
	canonical_put_bytes(to, bytes, count);
}

char *dossier_canonical(const json_t *dossier, size_t *length)
{
	struct canonical_text text = {0};
	dossier_canonical_write(dossier, append, &text);
	canonical_put_bytes(&text, "", 1);
	if (length)
		*length = text.length - 1;
	return text.text;
}
