/* Canonical JSON and exact decimals (judging/base/canonical.h, decimal.h, day.h):
 * - numbers are written as ECMAScript writes them, integers and reals alike
 * - keys are sorted by UTF-16 code units, also where that differs from UTF-8
 * - strings have the shortest escapes, and other characters stand as they are; wherever they stand in strings of any length
 * - a JSON number means the shortest decimal that reads back as it; too many decimals are noticed
 * - rounding is half away from zero, on both sides; texts have exactly the decimals asked for, and no "-0"
 * - only real days are days, and their count runs without gaps */
#include "tests/unit/judging_help.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judging/base/day.h"
#include "judging/base/decimal.h"

static void check_canonical(json_t *value, const char *expected)
{
	size_t length;
	char *text = canonical_json(value, &length);
	assert_string_equal(text, expected);
	assert_int_equal(length, strlen(expected));
	free(text);
	json_decref(value);
}

static void numbers(void **state)
{
	/* from RFC 8785, appendix B, and around the borders between the notations */
	static const struct {
		double number;
		const char *text;
	} CASES[] = {{0.0, "0"}, {-0.0, "0"}, {5e-324, "5e-324"}, {-5e-324, "-5e-324"}, {1.7976931348623157e308, "1.7976931348623157e+308"},
	    {9007199254740992.0, "9007199254740992"}, {-9007199254740992.0, "-9007199254740992"},
	    {295147905179352830000.0, "295147905179352830000"}, {9.999999999999997e22, "9.999999999999997e+22"}, {1e23, "1e+23"},
	    {1.0000000000000001e23, "1.0000000000000001e+23"}, {999999999999999700000.0, "999999999999999700000"},
	    {999999999999999900000.0, "999999999999999900000"}, {1e21, "1e+21"}, {9.999999999999997e-7, "9.999999999999997e-7"},
	    {0.000001, "0.000001"}, {333333333.33333325, "333333333.33333325"}, {333333333.3333332, "333333333.3333332"},
	    {-0.0000033333333333333333, "-0.0000033333333333333333"}, {1424953923781206.2, "1424953923781206.2"}, {27.5, "27.5"},
	    {0.2525, "0.2525"}, {0.1, "0.1"}, {1e-7, "1e-7"}, {100, "100"}, {0.30000000000000004, "0.30000000000000004"},
	    {123456.7891, "123456.7891"}, {4.35, "4.35"}, {2.2250738585072014e-308, "2.2250738585072014e-308"}};
	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
		check_canonical(json_real(CASES[i].number), CASES[i].text);
	check_canonical(json_integer(0), "0");
	check_canonical(json_integer(-7), "-7");
	check_canonical(json_integer(9007199254740991), "9007199254740991");
	check_canonical(json_integer(9007199254740993), "9007199254740992");
}

/* What is written reads back as the same double, and no number with fewer digits would. */
static void numbers_are_shortest(void **state)
{
	char shorter[40], digits[18];
	int point;
	(void)state;
	srandom(1);
	for (int i = 0; i < 20000; i++) {
		double number = (double)random() / (double)(1 + random() % 100000) * pow(10, (double)(random() % 40 - 20));
		json_t *value = json_real(number);
		char *canonical = canonical_json(value, NULL);
		assert_true(strtod(canonical, NULL) == number);
		for (int count = decimal_digits(number, digits, &point) - 1; count > 0; count--) {
			snprintf(shorter, sizeof shorter, "%.*e", count - 1, number);
			assert_false(strtod(shorter, NULL) == number);
		}
		free(canonical);
		json_decref(value);
	}
}

static void keys_and_strings(void **state)
{
	(void)state;
	check_canonical(json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "\xe2\x82\xac", 1, "\r", 2, "\xef\xac\xb3", 3, "1", 4,
			    "\xf0\x9f\x98\x80", 5, "\xc2\x80", 6, "\xc3\xb6", 7),
	    "{\"\\r\":2,\"1\":4,\"\xc2\x80\":6,\"\xc3\xb6\":7,\"\xe2\x82\xac\":1,\"\xf0\x9f\x98\x80\":5,\"\xef\xac\xb3\":3}");
	check_canonical(json_string("\b\t\n\f\r\"\\/\x01\x1f\x7f赛"), "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\x7f赛\"");
	check_canonical(json_pack("[n, b, b, {}, []]", 1, 0), "[null,true,false,{},[]]");
	check_canonical(json_pack("{s:i, s:i, s:i}", "b", 1, "", 2, "a", 3), "{\"\":2,\"a\":3,\"b\":1}");
}

static void check_scaled(double number, int digits, enum decimal_status status, int128 expected)
{
	int128 value = -1;
	json_t *json = json_real(number);
	assert_int_equal(decimal_scaled(json, digits, &value), status);
	if (status == DECIMAL_OK)
		assert_true(value == expected);
	json_decref(json);
}

/* A string of LENGTH bytes with BYTE at POSITION. */
static void check_string(size_t length, size_t position, unsigned char byte, const char *written)
{
	char string[40], expected[64];
	struct canonical_text text = {0};

	memset(string, 'x', length);
	string[position] = (char)byte;
	snprintf(expected, sizeof expected, "\"%.*s%s%.*s\"", (int)position, string, written, (int)(length - position - 1),
	    string + position + 1);
	canonical_put_string(&text, string, length);
	assert_int_equal(text.length, strlen(expected));
	assert_memory_equal(text.text, expected, text.length);
	free(text.text);
}

static void escapes_anywhere(void **state)
{
	(void)state;
	for (size_t length = 1; length <= 33; length++)
		for (size_t position = 0; position < length; position++) {
			check_string(length, position, '"', "\\\"");
			check_string(length, position, '\\', "\\\\");
			check_string(length, position, '\n', "\\n");
			check_string(length, position, 0x1f, "\\u001f");
			check_string(length, position, 0, "\\u0000");
			check_string(length, position, ' ', " ");
			check_string(length, position, '!', "!");
			check_string(length, position, 0x7f, "\x7f");
			check_string(length, position, 0xc3, "\xc3");
			check_string(length, position, 0xff, "\xff");
		}
}

static void scaled_decimals(void **state)
{
	(void)state;
	check_scaled(27.55, 2, DECIMAL_OK, 2755);
	check_scaled(1.005, 2, DECIMAL_TOO_FINE, 0);
	check_scaled(0.2525, 4, DECIMAL_OK, 2525);
	check_scaled(0.25251, 4, DECIMAL_TOO_FINE, 0);
	check_scaled(-0.01, 2, DECIMAL_OK, -1);
	check_scaled(1e300, 2, DECIMAL_TOO_LARGE, 0);
	check_scaled(0.1 + 0.2, 2, DECIMAL_TOO_FINE, 0);
	/* the bound is that of the number itself, not of what it is scaled to */
	check_scaled(9007199254740991, 4, DECIMAL_OK, (int128)DECIMAL_MAX_INTEGER * 10000);
	check_scaled(-9007199254740991, 2, DECIMAL_OK, -(int128)DECIMAL_MAX_INTEGER * 100);
	check_scaled(9007199254740992, 2, DECIMAL_TOO_LARGE, 0);
	check_scaled(123456789012.3457, 4, DECIMAL_OK, INT64_C(1234567890123457));
	check_scaled(4503599627370495.5, 2, DECIMAL_OK, INT64_C(450359962737049550));
	check_scaled(562949953421311.25, 1, DECIMAL_TOO_FINE, 0);
	for (int64_t i = 0; i < 100000; i++)
		check_scaled((double)i / 100, 2, DECIMAL_OK, i);
}

static void check_rounding(const char *number, unsigned digits, const char *expected)
{
	json_t *json = help_json(number);
	mpq_t value;
	mpz_t rounded;
	mpq_init(value);
	mpz_init(rounded);
	decimal_set(value, json);
	decimal_round(rounded, value, digits);
	char *text = decimal_text(rounded, digits);
	assert_string_equal(text, expected);
	free(text);
	mpz_clear(rounded);
	mpq_clear(value);
	json_decref(json);
}

static void rounding(void **state)
{
	(void)state;
	check_rounding("1.005", 2, "1.01");
	check_rounding("2.675", 2, "2.68");
	check_rounding("-2.675", 2, "-2.68");
	check_rounding("0.005", 2, "0.01");
	check_rounding("0.0049999", 2, "0.00");
	check_rounding("-0.004", 2, "0.00");
	check_rounding("-0.05", 1, "-0.1");
	check_rounding("99.5", 0, "100");
	check_rounding("7", 3, "7.000");
	check_rounding("1e21", 1, "1000000000000000000000.0");
	check_rounding("1e-7", 7, "0.0000001");
}

static void days(void **state)
{
	int64_t a, b;
	(void)state;
	assert_true(day_parse("2024-02-29", &a) && day_parse("2024-03-01", &b));
	assert_int_equal(b - a, 1);
	assert_true(day_parse("1999-12-31", &a) && day_parse("2000-01-01", &b));
	assert_int_equal(b - a, 1);
	assert_true(day_parse("2022-01-01", &a) && day_parse("2023-01-01", &b));
	assert_int_equal(b - a, 365);
	static const char *const NONE[] = {"2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "2023-1-01", "0000-01-01",
	    "", "2023-01-01 ", "2023/01/01", "20230101"};
	for (size_t i = 0; i < sizeof NONE / sizeof NONE[0]; i++)
		assert_false(day_parse(NONE[i], &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers),
	    cmocka_unit_test(numbers_are_shortest),
	    cmocka_unit_test(keys_and_strings),
	    cmocka_unit_test(escapes_anywhere),
	    cmocka_unit_test(scaled_decimals),
	    cmocka_unit_test(rounding),
	    cmocka_unit_test(days),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
