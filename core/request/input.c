#include "core/request/input.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json_text.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/request/head.h"

/* What can be wrong with a field; the arguments of its sentence stand behind it. */
enum mistake {
	MISSING,
	UNKNOWN,
	TWICE,
	ENCODING,
	NOT_NULL,
	NOT_TEXT,
	NOT_INT,
	NOT_NUMBER,
	NOT_BOOL,
	NOT_OBJECT,
	NOT_ARRAY,
	UNSEEN, /* position, code point */
	SHORT,  /* minimum characters */
	LONG,   /* maximum characters */
	SMALL,  /* minimum */
	BIG,    /* maximum */
	FEW,    /* minimum members */
	MANY,   /* maximum members */
	BAD_DAY,
	BAD_TIME,
	BAD_ENUM /* the possible values */
};

static const char *const sentences[][LOCALES] = {
    [MISSING] = {"此项必填。", "此項必填。", "This is required."},
    [UNKNOWN] = {"这里没有此项。", "這裡沒有此項。", "There is no such item here."},
    [TWICE] = {"此项出现了两次。", "此項出現了兩次。", "This was given twice."},
    [ENCODING] = {"此项的编码不正确（应为百分号编码的 UTF-8）。", "此項的編碼不正確（應為百分號編碼的 UTF-8）。",
	"The encoding of this is wrong; percent-encoded UTF-8 is expected."},
    [NOT_NULL] = {"此项不能为空值。", "此項不能為空值。", "This must not be null."},
    [NOT_TEXT] = {"此项应为文字。", "此項應為文字。", "This must be text."},
    [NOT_INT] = {"此项应为整数。", "此項應為整數。", "This must be a whole number."},
    [NOT_NUMBER] = {"此项应为数字。", "此項應為數字。", "This must be a number."},
    [NOT_BOOL] = {"此项应为 true 或 false。", "此項應為 true 或 false。", "This must be true or false."},
    [NOT_OBJECT] = {"此项应为 JSON 对象。", "此項應為 JSON 物件。", "This must be a JSON object."},
    [NOT_ARRAY] = {"此项应为 JSON 数组。", "此項應為 JSON 陣列。", "This must be a JSON array."},
    [UNSEEN] = {"第 %zu 个字是看不见的字符（U+%04X），请删去。", "第 %zu 個字是看不見的字元（U+%04X），請刪去。",
	"Character %zu is one that nobody sees (U+%04X); please take it out."},
    [SHORT] = {"至少 %lld 个字。", "至少 %lld 個字。", "At least %lld characters are needed."},
    [LONG] = {"最多 %lld 个字。", "最多 %lld 個字。", "At most %lld characters are allowed."},
    [SMALL] = {"此项不能小于 %lld。", "此項不能小於 %lld。", "This must not be below %lld."},
    [BIG] = {"此项不能大于 %lld。", "此項不能大於 %lld。", "This must not be above %lld."},
    [FEW] = {"至少 %lld 项。", "至少 %lld 項。", "At least %lld items are needed."},
    [MANY] = {"最多 %lld 项。", "最多 %lld 項。", "At most %lld items are allowed."},
    [BAD_DAY] = {"应为实际存在的日期，如 2026-03-01。", "應為實際存在的日期，如 2026-03-01。",
	"This must be a real date, such as 2026-03-01."},
    [BAD_TIME] = {"应为带时区的时间，如 2026-03-01T17:00:00+08:00。", "應為帶時區的時間，如 2026-03-01T17:00:00+08:00。",
	"This must be a time with a time zone, such as 2026-03-01T17:00:00+08:00."},
    [BAD_ENUM] = {"应为以下之一：%s。", "應為以下之一：%s。", "This must be one of: %s."},
};

struct check {
	struct request *r;
	size_t count;   /* mistakes, whether listed or not */
	json_t *errors; /* the first LIMIT_INPUT_ERRORS of them; NULL until there is one */
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void complain(struct check *check, const char *field, enum mistake mistake, ...)
{
	struct arena *arena = check->r->arena;
	va_list arguments;

	if (check->count++ == 0)
		check->errors = json_made(json_array());
	if (check->count > LIMIT_INPUT_ERRORS)
		return;
	va_start(arguments, mistake);
	json_array_append_new(check->errors,
	    json_pack("{s:s, s:s}", "field", field, "detail", arena_vprintf(arena, sentences[mistake][check->r->locale], arguments)));
	va_end(arguments);
}
#pragma GCC diagnostic pop

/* ---- values ---- */

/* What kind of text the field takes; false: it takes none. A text without a limit, or with one above LIMIT_LINE, may have lines. */
static bool text_kind_of(const struct input_field *field, enum text_kind *kind)
{
	switch (field->type) {
	case INPUT_TEXT:
		*kind = field->max > 0 && field->max <= LIMIT_LINE ? TEXT_LINE : TEXT_FREE;
		return true;
	case INPUT_NAME:
		*kind = TEXT_NAME;
		return true;
	case INPUT_IDENTIFIER:
		*kind = TEXT_IDENTIFIER;
		return true;
	case INPUT_SECRET:
		*kind = TEXT_SECRET;
		return true;
	case INPUT_EXACT:
		*kind = TEXT_EXACT;
		return true;
	default:
		return false;
	}
}

/* The TEXT given for FIELD as the policy of core/base/text.h has it; NULL if it is refused, which is then said. */
static const char *take_text(struct check *check, const struct input_field *field, enum text_kind kind, const char *text, size_t length)
{
	struct text_fault fault;
	const char *taken = text_take(check->r->arena, kind, text, length, &fault);

	if (taken == NULL)
		complain(check, field->name, UNSEEN, fault.position, (unsigned)fault.character);
	return taken;
}

/* Whether a text counts as not given: it shows nothing, though the field wants something. */
static bool counts_as_missing(const struct input_field *field, const char *text)
{
	return field->type != INPUT_SECRET && (field->required || field->min > 0) && text_blank(text);
}

/* LOW and HIGH are the sentences for what is counted. */
static void check_range(struct check *check, const struct input_field *field, int64_t value, enum mistake low, enum mistake high)
{
	if (field->min == 0 && field->max == 0)
		return;
	if (value < field->min)
		complain(check, field->name, low, (long long)field->min);
	else if (value > field->max)
		complain(check, field->name, high, (long long)field->max);
}

static void check_enum(struct check *check, const struct input_field *field, const char *text)
{
	const char *list = "";

	for (size_t i = 0; field->one_of[i] != NULL; i++) {
		if (strcmp(field->one_of[i], text) == 0)
			return;
		list = arena_printf(check->r->arena, "%s%s%s", list, i == 0 ? "" : ", ", field->one_of[i]);
	}
	complain(check, field->name, BAD_ENUM, list);
}

static void check_text(struct check *check, const struct input_field *field, const char *text)
{
	int64_t us;

	switch (field->type) {
	case INPUT_DAY:
		if (!day_valid(text))
			complain(check, field->name, BAD_DAY);
		return;
	case INPUT_TIME:
		if (!time_parse(text, &us))
			complain(check, field->name, BAD_TIME);
		return;
	case INPUT_ENUM:
		check_enum(check, field, text);
		return;
	default:
		check_range(check, field, (int64_t)text_length(text), SHORT, LONG);
	}
}

static void check_number(struct check *check, const struct input_field *field, const json_t *value)
{
	double number = json_number_value(value);

	if (json_is_integer(value)) {
		check_range(check, field, json_integer_value(value), SMALL, BIG);
		return;
	}
	if (field->min == 0 && field->max == 0)
		return;
	if (number < (double)field->min)
		complain(check, field->name, SMALL, (long long)field->min);
	else if (number > (double)field->max)
		complain(check, field->name, BIG, (long long)field->max);
}

static void check_value(struct check *check, const struct input_field *field, const json_t *value)
{
	static const struct {
		bool text, integer, number, boolean, object, array;
		enum mistake otherwise;
	} types[] = {
	    [INPUT_TEXT] = {.text = true, .otherwise = NOT_TEXT},
	    [INPUT_NAME] = {.text = true, .otherwise = NOT_TEXT},
	    [INPUT_IDENTIFIER] = {.text = true, .otherwise = NOT_TEXT},
	    [INPUT_SECRET] = {.text = true, .otherwise = NOT_TEXT},
	    [INPUT_EXACT] = {.text = true, .otherwise = NOT_TEXT},
	    [INPUT_INT] = {.integer = true, .otherwise = NOT_INT},
	    [INPUT_NUMBER] = {.number = true, .integer = true, .otherwise = NOT_NUMBER},
	    [INPUT_BOOL] = {.boolean = true, .otherwise = NOT_BOOL},
	    [INPUT_DAY] = {.text = true, .otherwise = BAD_DAY},
	    [INPUT_TIME] = {.text = true, .otherwise = BAD_TIME},
	    [INPUT_ENUM] = {.text = true, .otherwise = NOT_TEXT},
	    [INPUT_OBJECT] = {.object = true, .otherwise = NOT_OBJECT},
	    [INPUT_ARRAY] = {.array = true, .otherwise = NOT_ARRAY},
	};

	if (field->type == INPUT_ANY)
		return;
	if (json_is_string(value) && types[field->type].text)
		check_text(check, field, json_string_value(value));
	else if ((json_is_integer(value) && types[field->type].integer) || (json_is_real(value) && types[field->type].number))
		check_number(check, field, value);
	else if (json_is_array(value) && types[field->type].array)
		check_range(check, field, (int64_t)json_array_size(value), FEW, MANY);
	else if (!(json_is_boolean(value) && types[field->type].boolean) && !(json_is_object(value) && types[field->type].object))
		complain(check, field->name, types[field->type].otherwise);
}

static const struct input_field *field_named(const struct input_field *fields, const char *name)
{
	for (; fields != NULL && fields->name != NULL; fields++)
		if (strcmp(fields->name, name) == 0)
			return fields;
	return NULL;
}

/* ---- the query ---- */

static void check_argument(struct check *check, const struct input_field *field, const char *value)
{
	char *end;
	long long number;

	switch (field->type) {
	case INPUT_INT:
		number = strtoll(value, &end, 10);
		if (!(isdigit((unsigned char)value[0]) || (value[0] == '-' && isdigit((unsigned char)value[1]))) || *end != '\0' ||
		    strlen(value) > 18)
			complain(check, field->name, NOT_INT);
		else
			check_range(check, field, number, SMALL, BIG);
		return;
	case INPUT_BOOL:
		if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
			complain(check, field->name, NOT_BOOL);
		return;
	default:
		check_text(check, field, value);
	}
}

/* One "name=value" of LENGTH bytes. */
static void take_argument(struct check *check, const char *text, size_t length)
{
	struct exchange *x = check->r->exchange;
	const char *equals = memchr(text, '=', length);
	size_t name_length = equals == NULL ? length : (size_t)(equals - text);
	const char *name = percent_decode(check->r->arena, text, name_length, true);
	const char *value = equals == NULL ? "" : percent_decode(check->r->arena, equals + 1, length - name_length - 1, true);
	const struct input_field *field = name == NULL ? NULL : field_named(check->r->route->query, name);
	struct query_argument *argument;
	enum text_kind kind;

	if (name == NULL || (field != NULL && value == NULL)) {
		complain(check, name == NULL ? "?" : name, ENCODING);
	} else if (field == NULL) {
		complain(check, name, UNKNOWN);
	} else if (request_query(check->r, name) != NULL) {
		complain(check, name, TWICE);
	} else {
		if (text_kind_of(field, &kind)) {
			value = take_text(check, field, kind, value, strlen(value));
			if (value == NULL || counts_as_missing(field, value))
				return;
		}
		check_argument(check, field, value);
		argument = arena_alloc(check->r->arena, sizeof(*argument));
		*argument = (struct query_argument){x->query, name, value};
		x->query = argument;
	}
}

static void check_query(struct check *check)
{
	const char *at = check->r->route->flags & ROUTE_PAGE ? NULL : check->r->exchange->head->query;

	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, "&");

		if (length > 0)
			take_argument(check, at, length);
		at += length + (at[length] == '&');
	}
	for (const struct input_field *f = check->r->route->query; f != NULL && f->name != NULL; f++)
		if (f->required && request_query(check->r, f->name) == NULL)
			complain(check, f->name, MISSING);
}

/* ---- the body ---- */

static bool deeper_than(json_t *value, int depth)
{
	const char *key;
	json_t *member;
	size_t i;

	if (!json_is_array(value) && !json_is_object(value))
		return false;
	if (depth == 0)
		return true;
	json_array_foreach (value, i, member) {
		if (deeper_than(member, depth - 1))
			return true;
	}
	json_object_foreach (value, key, member) {
		if (deeper_than(member, depth - 1))
			return true;
	}
	return false;
}

/* False if the body cannot be read at all: then there is a reply. */
static bool parse_body(struct request *r)
{
	json_error_t error;

	if (r->body_length == 0)
		return true;
	r->body = json_mended(r->arena, r->body, r->body_length);
	r->json = arena_json(r->arena, json_loadb(r->body, r->body_length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error));
	if (r->json == NULL) {
		reply_problem(r, json_error_code(&error) == json_error_duplicate_key ? &problem_duplicate_key : &problem_not_json, NULL,
		    error.line, error.column);
		return false;
	}
	if (!json_is_object(r->json)) {
		reply_problem(r, &problem_not_object, NULL);
		return false;
	}
	if (deeper_than(r->json, LIMIT_JSON_DEPTH)) {
		reply_problem(r, &problem_too_deep, NULL);
		return false;
	}
	return true;
}

/* Where a value stands, one link a level, so that a path is written out only for what is complained of. */
struct inside {
	const struct inside *up; /* NULL: the field itself */
	const char *name;        /* NULL: an element of a list, by its index */
	size_t index;
};

static const char *path_of(struct arena *arena, const struct inside *at)
{
	if (at->up == NULL)
		return at->name;
	if (at->name == NULL)
		return arena_printf(arena, "%s[%zu]", path_of(arena, at->up), at->index);
	return arena_printf(arena, "%s.%s", path_of(arena, at->up), at->name);
}

/* Texts of KIND inside the VALUE that stands AT. */
static void take_texts_in(struct check *check, enum text_kind kind, const struct inside *at, json_t *value)
{
	struct text_fault fault;
	const char *name, *taken;
	json_t *member;
	size_t i;

	json_array_foreach (value, i, member)
		take_texts_in(check, kind, &(struct inside){at, NULL, i}, member);
	json_object_foreach (value, name, member)
		take_texts_in(check, kind, &(struct inside){at, name, 0}, member);
	if (!json_is_string(value))
		return;
	taken = text_take(check->r->arena, kind, json_string_value(value), json_string_length(value), &fault);
	if (taken == NULL)
		complain(check, path_of(check->r->arena, at), UNSEEN, fault.position, (unsigned)fault.character);
	else if (taken != json_string_value(value))
		json_string_set(value, taken);
}

/* The member FIELD of the body, with its texts as the policy has them; NULL if it is not there or counts as that, or has been complained of. */
static json_t *take_member(struct check *check, const struct input_field *field)
{
	json_t *value = json_object_get(check->r->json, field->name);
	enum text_kind kind;
	const char *taken;

	if (!json_is_string(value) || !text_kind_of(field, &kind)) {
		take_texts_in(check, field->texts, &(struct inside){NULL, field->name, 0}, value);
	} else {
		taken = take_text(check, field, kind, json_string_value(value), json_string_length(value));
		if (taken == NULL)
			return NULL;
		if (counts_as_missing(field, taken)) {
			/* Who changes a name to nothing has to be told; a reason that is not needed is just not given. */
			if (field->required || field->type != INPUT_TEXT)
				complain(check, field->name, MISSING);
			json_object_del(check->r->json, field->name);
			return NULL;
		}
		if (taken != json_string_value(value))
			json_string_set(value, taken);
	}
	if (value == NULL && field->required)
		complain(check, field->name, MISSING);
	return value;
}

static void check_body(struct check *check)
{
	static const struct input_field none[] = {INPUT_END};
	const struct input_field *fields = check->r->route->body_limit == 0 ? none : check->r->route->input;
	const char *name;
	json_t *value;

	if (fields == NULL)
		return;
	for (const struct input_field *f = fields; f->name != NULL; f++) {
		value = take_member(check, f);
		if (json_is_null(value) && !f->nullable && f->type != INPUT_ANY)
			complain(check, f->name, NOT_NULL);
		else if (value != NULL && !json_is_null(value))
			check_value(check, f, value);
	}
	json_object_foreach (check->r->json, name, value) {
		if (field_named(fields, name) == NULL)
			complain(check, name, UNKNOWN);
	}
}

bool input_check(struct exchange *x)
{
	struct check check = {.r = &x->request};

	check_query(&check);
	if (!(x->request.route->flags & ROUTE_RAW_BODY)) {
		if (!parse_body(&x->request)) {
			json_decref(check.errors);
			return false;
		}
		check_body(&check);
	}
	if (check.count == 0)
		return true;
	reply_problem_list(&x->request, &problem_invalid, check.errors);
	return false;
}
