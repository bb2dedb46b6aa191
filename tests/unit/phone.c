/* Telephone numbers (api/shared/phone.h):
 * - what people type and paste is taken, and kept in one form: half-width, one blank, hyphens, nothing invisible
 * - country codes, area codes in brackets, extensions in both languages
 * - what is no number is refused */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "api/shared/phone.h"

static void numbers_are_taken(void **state)
{
	static const char *const cases[][2] = {
	    {"13800138000", "13800138000"},
	    {"\xe2\x80\xad"
	     "13800138000\xe2\x80\xac",
		"13800138000"}, /* from an address book: U+202D … U+202C */
	    {"\xe2\x81\xa6+86 138\xc2\xa0"
	     "0013\xe3\x80\x80"
	     "8000\xe2\x81\xa9",
		"+86 138 0013 8000"},
	    {"１３８－００１３－８０００", "138-0013-8000"},
	    {"（020）8123 4567", "(020)8123 4567"},
	    {"(+86) 20 81234567", "(+86) 20 81234567"},
	    {"020–8123‑4567", "020-8123-4567"},
	    {"020-81234567转801", "020-81234567转801"},
	    {"020-81234567 轉 801", "020-81234567 轉 801"},
	    {"020-81234567分机：8", "020-81234567分机:8"},
	    {"+86 20 8123 4567 Ext. 801", "+86 20 8123 4567 Ext. 801"},
	    {"+86 20 8123 4567ｅｘｔ801", "+86 20 8123 4567ext801"},
	    {"81234567#12", "81234567#12"},
	    {" 95588\n", "95588"},
	    {"138\xc2\xad"
	     "00138000",
		"13800138000"},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *number = phone_take(arena, cases[i][0]);
		assert_non_null(number);
		assert_string_equal(number, cases[i][1]);
		assert_string_equal(phone_take(arena, number), number);
	}
	arena_free(arena);
}

static void others_are_not(void **state)
{
	static const char *const none[] = {"", " ", "1234", "abc12345", "12345abc", "12345转", "12345转1234567", "12345转12转3", "转12345",
	    "+", "1+23456", "一二三四五六", "12345;67890"};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_null(phone_take(arena, none[i]));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_are_taken), cmocka_unit_test(others_are_not)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
