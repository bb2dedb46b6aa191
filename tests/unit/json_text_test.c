/* JSON as text: numbers in the form in which people write them, and never another number; what is no number as jansson writes it. What
 * comes in: half a surrogate pair and U+0000 are mended, whole pairs and escaped backslashes stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json_text.h"

static void expect(json_t *value, const char *expected)
{
	char *text = json_text(value);

	assert_string_equal(text, expected);
	free(text);
	json_decref(value);
}

static void short_numbers(void **state)
{
	(void)state;
	expect(json_pack("{s:f, s:[f, f, i]}", "a", 27.1, "b", 0.1, 99.99, 7), "{\"a\":27.1,\"b\":[0.1,99.99,7]}");
	expect(json_real(9.95), "9.95");
	expect(json_real(1e300), "1e300");
	expect(json_real(27), "27.0");
}

static void no_number_changes(void **state)
{
	static const double numbers[] = {0.1 + 0.2, 1.0 / 3, 12345678901234.567, 5e-324, 1.7976931348623157e308};

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		json_t *value = json_pack("[f, f]", numbers[i], 27.1);
		char *text = json_text(value);
		json_t *back = json_loads(text, 0, NULL);
		assert_true(json_equal(value, back));
		json_decref(back);
		free(text);
		json_decref(value);
	}
}

static void everything_else(void **state)
{
	(void)state;
	expect(json_null(), "null");
	expect(json_string("赛投 \"\n"), "\"赛投 \\\"\\n\"");
	expect(json_pack("{s:[], s:{}, s:b, s:I}", "a", "b", "c", 1, "d", (json_int_t)INT64_MAX),
	    "{\"a\":[],\"b\":{},\"c\":true,\"d\":9223372036854775807}");
}

static void what_comes_in_is_mended(void **state)
{
	static const char *const cases[][2] = {
	    {"{\"a\":\"b\\n\\\"\\\\u0000\"}", NULL},
	    {"\"\\ud83d\\ude00 \\uD83D\\uDE00 \\ud7ff\\ue000\"", NULL},
	    {"\"\xed\x9f\xbf\"", NULL},
	    {"\"\\ud83d\"", "\"\\ufffd\""},
	    {"\"\\uDE00\\ud83d\\ud83d\\ude00\\ude00\"", "\"\\ufffd\\ufffd\\ud83d\\ude00\\ufffd\""},
	    {"\"\\\\\\ud83dx\"", "\"\\\\\\ufffdx\""},
	    {"\"a\\u0000b\"", "\"a\\u0001b\""},
	    {"\"\xed\xa0\xbd\xed\xb8\x80\"", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
	    {"\"\\ud83", NULL},
	    {"\"\\ud83d\\ude0", "\"\\ufffd\\ude0"},
	    {"\\", NULL},
	    {"\xed\xa0", NULL},
	    {"", NULL},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *mended = json_mended(arena, cases[i][0], strlen(cases[i][0]));
		if (cases[i][1])
			assert_string_equal(mended, cases[i][1]);
		else
			assert_ptr_equal(mended, cases[i][0]);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(short_numbers),
	    cmocka_unit_test(no_number_changes),
	    cmocka_unit_test(everything_else),
	    cmocka_unit_test(what_comes_in_is_mended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
