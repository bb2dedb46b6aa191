/* Checks of bodies and queries (core/request/input.h), and the accessors and answers of core/request/request.h:
 * - every type of field takes what it should and refuses the rest, with the bounds themselves allowed
 * - characters are counted, not bytes; texts reach the handler as core/base/text.h has them, also inside objects, lists and the query; what
 *   nobody sees is refused in names and identifiers, with its position; blank texts are missing
 * - half a surrogate pair and U+0000 spoil one character and not the body
 * - null stands for missing only where it may; unknown members and arguments are named
 * - no more than LIMIT_INPUT_ERRORS mistakes are listed
 * - accessors give what was sent or the fallback; ids, versions and languages are read strictly
 * - problems carry code, field, sentence with its arguments, members, and the request's id */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/limits.h"
#include "core/net/gate.h"
#include "core/request/exchange.h"
#include "core/request/input.h"
#include "core/request/locale.h"

static const char *const colours[] = {"red", "green", NULL};
static const struct input_field fields[] = {
    {.name = "text", .type = INPUT_TEXT, .min = 2, .max = 4},
    {.name = "long", .type = INPUT_TEXT, .min = 1, .max = LIMIT_LINE + 1},
    {.name = "free", .type = INPUT_TEXT},
    {.name = "name", .type = INPUT_NAME, .min = 1, .max = 20},
    {.name = "code", .type = INPUT_IDENTIFIER, .min = 1, .max = 20},
    {.name = "secret", .type = INPUT_SECRET, .min = 1, .max = 20},
    {.name = "int", .type = INPUT_INT, .min = -5, .max = 5},
    {.name = "number", .type = INPUT_NUMBER, .min = 0, .max = 1},
    {.name = "bool", .type = INPUT_BOOL},
    {.name = "day", .type = INPUT_DAY},
    {.name = "time", .type = INPUT_TIME, .nullable = true},
    {.name = "enum", .type = INPUT_ENUM, .one_of = colours},
    {.name = "object", .type = INPUT_OBJECT},
    {.name = "array", .type = INPUT_ARRAY, .min = 1, .max = 2},
    {.name = "any", .type = INPUT_ANY},
    INPUT_END,
};
static const struct input_field query_fields[] = {INPUT_PAGE, {.name = "q", .type = INPUT_TEXT, .min = 1, .max = 3},
    {.name = "on", .type = INPUT_BOOL}, {.name = "colour", .type = INPUT_ENUM, .one_of = colours}, INPUT_END};
static const struct input_field required[] = {{.name = "must", .type = INPUT_INT, .required = true}, INPUT_END};

struct sample {
	struct exchange x;
	struct head head;
	struct route route;
};

static struct sample *sample_of(const struct input_field *input, const char *body, const char *query)
{
	struct arena *arena = arena_new();
	struct sample *s = arena_alloc(arena, sizeof(*s));

	s->route = (struct route){METHOD_POST, "/x", ROLE_PUBLIC, 0, 100, input, query_fields, NULL};
	s->head.query = query;
	s->x.head = &s->head;
	s->x.reply.file = -1;
	s->x.request = (struct request){.arena = arena,
	    .route = &s->route,
	    .locale = LOCALE_EN,
	    .id = "id",
	    .body = body,
	    .body_length = strlen(body),
	    .exchange = &s->x};
	return s;
}

static json_t *reply_of(struct sample *s)
{
	return arena_json(s->x.request.arena, json_loadb(s->x.reply.bytes, s->x.reply.length, 0, NULL));
}

/* Names the fields that are wrong, comma-separated; "" if nothing is. */
static void assert_wrong(const char *body, const char *query, const char *expected)
{
	struct sample *s = sample_of(fields, body, query);
	char wrong[400] = "";
	json_t *error;
	size_t i;

	if (!input_check(&s->x)) {
		json_array_foreach (json_object_get(reply_of(s), "errors"), i, error) {
			strcat(wrong, i == 0 ? "" : ",");
			strcat(wrong, json_string_value(json_object_get(error, "field")));
		}
		if (wrong[0] == '\0')
			strcpy(wrong, json_string_value(json_object_get(reply_of(s), "code")));
	}
	if (strcmp(wrong, expected) != 0)
		fail_msg("%s?%s: wrong are \"%s\", not \"%s\"", body, query == NULL ? "" : query, wrong, expected);
	arena_free(s->x.request.arena);
}

static void types_of_members(void **state)
{
	static const struct {
		const char *body, *wrong;
	} cases[] = {
	    {"{}", ""},
	    {"{\"text\":\"ab\"}", ""},
	    {"{\"text\":\"赛投赛投\"}", ""},
	    {"{\"text\":\"a\"}", "text"},
	    {"{\"text\":\"赛投赛投赛\"}", "text"},
	    {"{\"text\":7}", "text"},
	    {"{\"text\":null}", "text"},
	    {"{\"text\":\"ab\\u0007\\u200b\\u0000cd\"}", ""},
	    {"{\"text\":\"\\u0007\"}", ""},
	    {"{\"long\":\"\\u3000\"}", ""},
	    {"{\"name\":\"ab\\u0007\"}", "name"},
	    {"{\"name\":\"ab\\u0000\"}", "name"},
	    {"{\"name\":\" \\u00a0\"}", "name"},
	    {"{\"name\":\"a\\nb\"}", ""},
	    {"{\"code\":\"\\u202ea\"}", "code"},
	    {"{\"secret\":\"\\u0007 \"}", ""},
	    {"{\"name\":\"a\\ufeff\",\"text\":\"a\",\"code\":\"\\u00ad\"}", "text,name,code"},
	    {"{\"free\":\"a\\nb\"}", ""},
	    {"{\"text\":\"a\\u007f\"}", "text"}, /* too short then */
	    {"{\"free\":\"\"}", ""},
	    {"{\"int\":-5}", ""},
	    {"{\"int\":5}", ""},
	    {"{\"int\":6}", "int"},
	    {"{\"int\":-6}", "int"},
	    {"{\"int\":1.0}", "int"},
	    {"{\"int\":\"1\"}", "int"},
	    {"{\"int\":true}", "int"},
	    {"{\"number\":0.5}", ""},
	    {"{\"number\":1}", ""},
	    {"{\"number\":1.01}", "number"},
	    {"{\"number\":-0.01}", "number"},
	    {"{\"number\":2}", "number"},
	    {"{\"bool\":false}", ""},
	    {"{\"bool\":0}", "bool"},
	    {"{\"bool\":\"true\"}", "bool"},
	    {"{\"day\":\"2024-02-29\"}", ""},
	    {"{\"day\":\"2023-02-29\"}", "day"},
	    {"{\"day\":20240229}", "day"},
	    {"{\"time\":\"2026-03-01T17:00:00+08:00\"}", ""},
	    {"{\"time\":\"2026-03-01T17:00:00\"}", "time"},
	    {"{\"time\":null}", ""},
	    {"{\"enum\":\"red\"}", ""},
	    {"{\"enum\":\"blue\"}", "enum"},
	    {"{\"enum\":1}", "enum"},
	    {"{\"object\":{}}", ""},
	    {"{\"object\":[]}", "object"},
	    {"{\"array\":[1,2]}", ""},
	    {"{\"array\":[]}", "array"},
	    {"{\"array\":[1,2,3]}", "array"},
	    {"{\"array\":{}}", "array"},
	    {"{\"any\":null}", ""},
	    {"{\"any\":[{}]}", ""},
	    {"{\"other\":1}", "other"},
	    {"{\"int\":9,\"bool\":9,\"more\":9}", "int,bool,more"},
	    {"{\"int\":99999999999999999999}", "not-json"},
	    {"[]", "not-object"},
	    {"nonsense", "not-json"},
	    {"{\"int\":1,\"int\":1}", "duplicate-key"},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_wrong(cases[i].body, NULL, cases[i].wrong);
}

static void types_of_arguments(void **state)
{
	static const struct {
		const char *query, *wrong;
	} cases[] = {
	    {"", ""},
	    {"limit=1&offset=0", ""},
	    {"limit=500", ""},
	    {"limit=501", "limit"},
	    {"limit=-1", "limit"},
	    {"offset=-0", ""},
	    {"limit=+1", "limit"},
	    {"limit= 1", "limit"},
	    {"limit=1x", "limit"},
	    {"limit=0x1", "limit"},
	    {"q=%E8%B5%9B+a", ""},
	    {"q=abcd", "q"},
	    {"q=", ""},
	    {"q", ""},
	    {"q=%E3%80%80", ""},
	    {"q=a%00%0Bb", ""},
	    {"q=%ED%A0%BD", "q"},
	    {"q=%zz", "q"},
	    {"q=a&q=b", "q"},
	    {"on=true", ""},
	    {"on=1", "on"},
	    {"colour=green", ""},
	    {"colour=Green", "colour"},
	    {"&&limit=1&", ""},
	    {"x=1&limit=0", "x,limit"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_wrong("", cases[i].query, cases[i].wrong);
}

static void required_members(void **state)
{
	static const char *const bodies[] = {"", "{}", "{\"must\":null}"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct sample *s = sample_of(required, bodies[i], NULL);

		assert_false(input_check(&s->x));
		assert_int_equal(s->x.reply.status, 422);
		arena_free(s->x.request.arena);
	}
}

static void mistakes_are_bounded(void **state)
{
	json_t *body = json_object();
	struct sample *s;
	char *text;

	(void)state;
	for (int i = 0; i < 3 * LIMIT_INPUT_ERRORS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "m%d", i);
		json_object_set_new(body, name, json_null());
	}
	text = json_dumps(body, 0);
	s = sample_of(fields, text, NULL);
	assert_false(input_check(&s->x));
	assert_int_equal(json_array_size(json_object_get(reply_of(s), "errors")), LIMIT_INPUT_ERRORS);
	arena_free(s->x.request.arena);
	free(text);
	json_decref(body);
}

static void accessors(void **state)
{
	struct sample *s = sample_of(
	    fields, "{\"text\":\"ab\",\"int\":-3,\"bool\":true,\"time\":\"1970-01-01T00:00:01Z\",\"any\":null}", "limit=20&q=a%2Bb");
	struct request *r = &s->x.request;

	(void)state;
	assert_true(input_check(&s->x));
	assert_string_equal(input_text(r, "text"), "ab");
	assert_null(input_text(r, "free"));
	assert_int_equal(input_int(r, "int", 7), -3);
	assert_int_equal(input_int(r, "text", 7), 7);
	assert_true(input_bool(r, "bool", false));
	assert_true(input_bool(r, "missing", true));
	assert_int_equal(input_time(r, "time"), SECOND_US);
	assert_int_equal(input_time(r, "day"), TIME_NONE);
	assert_true(json_is_null(input_json(r, "any")));
	assert_null(input_json(r, "object"));
	assert_int_equal(request_query_int(r, "limit", 50), 20);
	assert_int_equal(request_query_int(r, "offset", 50), 50);
	assert_string_equal(request_query(r, "q"), "a+b");
	arena_free(r->arena);
}

static void texts_are_taken(void **state)
{
	struct sample *s = sample_of(fields,
	    "{\"text\":\"\\ud83d\\u0041\\n\",\"long\":\"a\\r\\n\\u000bb\\u202e\",\"name\":\"\\ud83d\\ude00e\\u0301\",\"code\":\" a@b \","
	    "\"object\":{\"zh-CN\":\"x\\u0000\\u2028y\"},\"array\":[[\"\\udc00\"]]}",
	    "q=%0Ba%EF%BB%BF+");
	struct request *r = &s->x.request;

	(void)state;
	assert_true(input_check(&s->x));
	assert_string_equal(input_text(r, "text"), "\xef\xbf\xbd"
						   "A ");
	assert_string_equal(input_text(r, "long"), "a\n\nb");
	assert_string_equal(input_text(r, "name"), "😀\xc3\xa9");
	assert_string_equal(input_text(r, "code"), "a@b");
	assert_string_equal(json_string_value(json_object_get(input_json(r, "object"), "zh-CN")), "x\ny");
	assert_string_equal(json_string_value(json_array_get(json_array_get(input_json(r, "array"), 0), 0)), "\xef\xbf\xbd");
	assert_string_equal(request_query(r, "q"), " a ");
	arena_free(r->arena);
}

static void what_is_refused_is_shown(void **state)
{
	struct sample *s = sample_of(fields, "{\"name\":\"😀ab\\u200bc\"}", NULL);
	const json_t *error;

	(void)state;
	assert_false(input_check(&s->x));
	error = json_array_get(json_object_get(reply_of(s), "errors"), 0);
	assert_string_equal(
	    json_string_value(json_object_get(error, "detail")), "Character 4 is one that nobody sees (U+200B); please take it out.");
	arena_free(s->x.request.arena);
}

static void ids_and_versions(void **state)
{
	static const struct {
		const char *text;
		int64_t id;
	} cases[] = {{"7", 7}, {"9223372036854775807", INT64_MAX}, {"9223372036854775808", 0}, {"0", 0}, {"07", 0}, {"-7", 0}, {"7a", 0},
	    {"", 0}, {" 7", 0}};
	struct sample *s = sample_of(NULL, "", NULL);
	struct request *r = &s->x.request;
	struct header header = {"if-match", NULL};

	(void)state;
	s->head.headers = &header;
	s->head.header_count = 1;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r->params[0] = cases[i].text;
		assert_int_equal(request_id_param(r, 0), cases[i].id);
		header.value = arena_printf(r->arena, "\"%s\"", cases[i].text);
		assert_int_equal(request_if_match(r), cases[i].id);
	}
	header.value = "7";
	assert_int_equal(request_if_match(r), 0);
	header.value = "W/\"7\"";
	assert_int_equal(request_if_match(r), 0);
	header.value = "*";
	assert_int_equal(request_if_match(r), 0);
	assert_int_equal(request_id_param(r, 1), 0);
	arena_free(r->arena);
}

static void languages(void **state)
{
	static const struct {
		const char *accept;
		enum locale locale;
	} cases[] = {{"en", LOCALE_EN}, {"zh-CN,zh;q=0.9,en;q=0.8", LOCALE_ZH_CN}, {"zh-TW", LOCALE_ZH_HANT},
	    {"zh-Hant-HK", LOCALE_ZH_HANT}, {"zh-HK, en;q=0.9", LOCALE_ZH_HANT}, {"zh;q=0.1, en;q=0.2", LOCALE_EN},
	    {"fr, de;q=0.9, en-US;q=0.1", LOCALE_EN}, {"ZH-hans", LOCALE_ZH_CN}};
	static const char *const none[] = {NULL, "", "*", "fr", "en;q=0", "english", ",,;;", "zhx"};
	enum locale locale;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(locale_accepted(cases[i].accept, &locale));
		assert_int_equal(locale, cases[i].locale);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_false(locale_accepted(none[i], &locale));
}

static void problems(void **state)
{
	static const struct problem_kind kind = {"order", 409, {"%s和%d", "%s與%d", "%2$d after %1$s"}};
	struct sample *s = sample_of(NULL, "", NULL);
	struct request *r = &s->x.request;
	json_t *body;

	(void)state;
	problem_member(r, "limit", json_integer(3));
	assert_int_equal(reply_problem(r, &kind, "name", "x", 7), HANDLED);
	assert_int_equal(s->x.reply.status, 409);
	assert_string_equal(s->x.reply.content_type, "application/problem+json");
	body = reply_of(s);
	assert_string_equal(json_string_value(json_object_get(body, "type")), "/problems/order");
	assert_string_equal(json_string_value(json_object_get(body, "title")), "Conflict");
	assert_string_equal(json_string_value(json_object_get(body, "code")), "order");
	assert_string_equal(json_string_value(json_object_get(body, "detail")), "7 after x");
	assert_string_equal(json_string_value(json_object_get(body, "field")), "name");
	assert_string_equal(json_string_value(json_object_get(body, "request_id")), "id");
	assert_int_equal(json_integer_value(json_object_get(body, "limit")), 3);
	/* Run again, nothing of the first answer is left. */
	exchange_reset(&s->x);
	reply_etag(r, 12);
	reply_problem(r, &problem_not_found, NULL);
	body = reply_of(s);
	assert_null(json_object_get(body, "limit"));
	assert_string_equal(s->x.reply.headers->value, "\"12\"");
	assert_null(s->x.reply.headers->next);
	arena_free(r->arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(types_of_members),
	    cmocka_unit_test(types_of_arguments),
	    cmocka_unit_test(required_members),
	    cmocka_unit_test(mistakes_are_bounded),
	    cmocka_unit_test(accessors),
	    cmocka_unit_test(texts_are_taken),
	    cmocka_unit_test(what_is_refused_is_shown),
	    cmocka_unit_test(ids_and_versions),
	    cmocka_unit_test(languages),
	    cmocka_unit_test(problems),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
