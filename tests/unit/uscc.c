/* Registration numbers (api/entry/uscc.h):
 * - the published valid codes hold; a real code that fails its last check character is reported so, with what it should be
 * - either check character alone may be wrong; both are told apart
 * - wrong length and characters outside the alphabet are found, with their position
 * - every single-character change of a valid code is caught
 * - what people type is normalised: full-width forms, lower case, white space of every kind; too long and non-ASCII are refused
 * - province and Guangzhou's districts come from positions 3 to 8, also for codes older than 2014
 * - Hong Kong: company number, business registration number, unique business identifier */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "api/entry/uscc.h"

static const char *const valid_codes[] = {"914403001922038216", "9144030071526726XG", "91110108551385082Q", "91330100799655058B"};

static void valid_codes_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof valid_codes / sizeof valid_codes[0]; i++) {
		struct uscc_report report = uscc_check(valid_codes[i]);
		assert_true(report.valid && report.organisation_holds && report.check_holds);
		assert_int_equal(report.organisation_expected, valid_codes[i][16]);
		assert_int_equal(report.check_expected, valid_codes[i][17]);
	}
}

static void a_real_code_fails_its_check(void **state)
{
	(void)state;
	struct uscc_report report = uscc_check("91350203M0001QAY9B");
	assert_true(report.right_length);
	assert_int_equal(report.wrong_character, 0);
	assert_true(report.organisation_holds);
	assert_false(report.check_holds);
	assert_false(report.valid);
	assert_int_equal(report.check_expected, '9');
}

static void organisation_check_is_told_apart(void **state)
{
	(void)state;
	/* 914403001922038216 with 2 for 1 in position 17; position 18 computed by hand anew: sum of position 17 grows by 3^16 mod 31 = 28,
	 * so 6 becomes (6 - 28) mod 31 = 9. */
	struct uscc_report report = uscc_check("914403001922038229");
	assert_false(report.organisation_holds);
	assert_true(report.check_holds);
	assert_int_equal(report.organisation_expected, '1');
	assert_false(report.valid);
}

static void malformed_codes(void **state)
{
	(void)state;
	assert_false(uscc_check("").right_length);
	assert_false(uscc_check("91440300192203821").right_length);
	assert_false(uscc_check("9144030019220382166").right_length);
	assert_int_equal(uscc_check("91440300192203821O").wrong_character, 18);
	assert_int_equal(uscc_check("I14403001922038216").wrong_character, 1);
	assert_int_equal(uscc_check("91440300S922038216").wrong_character, 9);
	assert_int_equal(uscc_check("9144030019-2038216").wrong_character, 11);
	assert_false(uscc_check("9144030019-2038216").valid);
}

static void single_changes_are_caught(void **state)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

	(void)state;
	for (size_t i = 0; i < sizeof valid_codes / sizeof valid_codes[0]; i++) {
		for (size_t at = 0; at < USCC_LENGTH; at++) {
			for (const char *c = alphabet; *c; c++) {
				char code[USCC_LENGTH + 1];
				strcpy(code, valid_codes[i]);
				code[at] = *c;
				assert_int_equal(uscc_check(code).valid, *c == valid_codes[i][at]);
			}
		}
	}
}

static void typing_is_normalised(void **state)
{
	char code[REGISTRATION_MAX + 1];

	(void)state;
	assert_int_equal(registration_normalise("9144030071526726xg", code), 18);
	assert_string_equal(code, "9144030071526726XG");
	assert_int_equal(registration_normalise(" 91 4403\t0071\xc2\xa0"
						"526726\xe3\x80\x80xg\r\n",
			     code),
	    18);
	assert_string_equal(code, "9144030071526726XG");
	/* ９１４４０３００７１５２６７２６ｘＧ in full-width forms, with a byte-order mark and a zero-width space */
	assert_int_equal(registration_normalise("\xef\xbb\xbf９１４４０３００７１５２６７２６\xe2\x80\x8bｘＧ", code), 18);
	assert_string_equal(code, "9144030071526726XG");
	assert_int_equal(registration_normalise("", code), 0);
	assert_int_equal(registration_normalise("  \xe3\x80\x80", code), 0);
	assert_int_equal(registration_normalise("粤123", code), 0);
	assert_string_equal(code, "");
	assert_int_equal(registration_normalise("12\xff"
						"34",
			     code),
	    0);
	assert_int_equal(registration_normalise("1\xe3\x80", code), 0);

	char long_text[REGISTRATION_MAX + 2];
	memset(long_text, '7', sizeof long_text);
	long_text[REGISTRATION_MAX] = '\0';
	assert_int_equal(registration_normalise(long_text, code), REGISTRATION_MAX);
	long_text[REGISTRATION_MAX] = '7';
	long_text[REGISTRATION_MAX + 1] = '\0';
	assert_int_equal(registration_normalise(long_text, code), 0);
}

static void districts(void **state)
{
	(void)state;
	assert_string_equal(uscc_district("91440106MA0000000X"), "天河区");
	assert_string_equal(uscc_district("91440116MA0000000X"), "黄埔区");
	assert_string_equal(uscc_district("91440183MA0000000X"), "增城区");
	assert_null(uscc_district("91440101MA0000000X"));
	assert_null(uscc_district("914403001922038216"));
	assert_null(uscc_district("9144"));
	assert_string_equal(uscc_province("914403001922038216"), "广东省");
	assert_string_equal(uscc_province("91110108551385082Q"), "北京市");
	assert_null(uscc_province("91990000MA0000000X"));
	assert_null(uscc_province(""));
}

static void hong_kong(void **state)
{
	char code[REGISTRATION_MAX + 1];

	(void)state;
	assert_true(hong_kong_number(strcpy(code, "1234567")));
	assert_true(hong_kong_number(strcpy(code, "12345678")));
	assert_true(hong_kong_number(strcpy(code, "12345678-000")));
	assert_string_equal(code, "12345678");
	assert_false(hong_kong_number(strcpy(code, "123456")));
	assert_false(hong_kong_number(strcpy(code, "123456789")));
	assert_false(hong_kong_number(strcpy(code, "1234567-000")));
	assert_false(hong_kong_number(strcpy(code, "1234567A")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(valid_codes_hold),
	    cmocka_unit_test(a_real_code_fails_its_check),
	    cmocka_unit_test(organisation_check_is_told_apart),
	    cmocka_unit_test(malformed_codes),
	    cmocka_unit_test(single_changes_are_caught),
	    cmocka_unit_test(typing_is_normalised),
	    cmocka_unit_test(districts),
	    cmocka_unit_test(hong_kong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
