/* The policy for texts (core/base/text.h):
 * - what is fine comes back as it is, the very same pointer
 * - line ends of every kind, tabs, and what nobody sees: as each kind of text has them, code point by code point
 * - a name and an identifier are refused with the position in characters and the code point; white space around an identifier goes
 * - joiners stay between what they join, variants and tags where they belong; everywhere else they go
 * - the normal form is utf8proc's own, for every code point alone and with a mark behind it, and taking twice is taking once
 * - blank is white space of any kind; the beginning of a text ends behind a whole character */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <cmocka.h>

#include "core/base/text.h"

static const char *take(struct arena *arena, enum text_kind kind, const char *text)
{
	struct text_fault fault;

	return text_take(arena, kind, text, strlen(text), &fault);
}

static void fine_texts_are_left_alone(void **state)
{
	static const char *const texts[] = {
	    "", "plain", "面向工业的视觉检测平台（二期）——“可降解”支架，１２０　元", "a~ é ß ő ·", "かなカナ、。", "㐀龥"};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (int kind = TEXT_FREE; kind <= TEXT_EXACT; kind++)
			assert_ptr_equal(take(arena, (enum text_kind)kind, texts[i]), texts[i]);
	assert_ptr_equal(take(arena, TEXT_FREE, texts[1]), texts[1]);
	const char *lines = "two\nlines\tand a tab";
	assert_ptr_equal(take(arena, TEXT_FREE, lines), lines);
	arena_free(arena);
}

static void line_ends(void **state)
{
	static const char *const ends[] = {"\n", "\r", "\r\n", "\v", "\f", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		char text[16];
		snprintf(text, sizeof text, "a%sb", ends[i]);
		assert_string_equal(take(arena, TEXT_FREE, text), "a\nb");
		assert_string_equal(take(arena, TEXT_LINE, text), "a b");
		assert_string_equal(take(arena, TEXT_NAME, text), "a b");
		assert_string_equal(take(arena, TEXT_IDENTIFIER, text), "a b");
	}
	assert_string_equal(take(arena, TEXT_FREE, "a\r\r\n\n\rb"), "a\n\n\n\nb");
	assert_string_equal(take(arena, TEXT_FREE, "a\tb"), "a\tb");
	assert_string_equal(take(arena, TEXT_LINE, "a\tb"), "a b");
	assert_string_equal(take(arena, TEXT_IDENTIFIER, "\t a@b.cn\r\n\xe3\x80\x80"), "a@b.cn");
	assert_string_equal(take(arena, TEXT_IDENTIFIER, "\xc2\xa0"), "");
	assert_string_equal(take(arena, TEXT_NAME, " a "), " a ");
	assert_string_equal(take(arena, TEXT_SECRET, " a\r\n\x01"), " a\r\n\x01");
	assert_string_equal(take(arena, TEXT_EXACT, "\xef\xbb\xbf a\r\n\tb\x0b"), " a\n\tb\n");
	assert_null(take(arena, TEXT_EXACT, "a\xef\xbb\xbf"));
	assert_null(take(arena, TEXT_EXACT,
	    "a\n\xe2\x80\xae"
	    "b"));
	arena_free(arena);
}

static void what_nobody_sees(void **state)
{
	static const uint32_t unseen[] = {0x1, 0x7, 0x8, 0xe, 0x1b, 0x1f, 0x7f, 0x80, 0x84, 0x86, 0x9f, 0xad, 0x34f, 0x61c, 0x115f, 0x200b,
	    0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069,
	    0x206a, 0x206f, 0x3164, 0xfdd0, 0xfdef, 0xfeff, 0xffa0, 0xfff0, 0xfff9, 0xfffc, 0xfffe, 0xffff, 0x1fffe, 0x1ffff, 0xe0001,
	    0xe0041, 0x180b, 0x180e, 0x180f, 0xfe00, 0xfe0f, 0x1bca0, 0x1d173, 0x1d17a, 0xe0100, 0xe01ef, 0x10fffe, 0x10ffff};
	static const uint32_t seen[] = {0x20, 0xa0, 0x301, 0x2010, 0x2013, 0x2027, 0x202f, 0x2030, 0x205f, 0x3000, 0x302a, 0x3099, 0xe000,
	    0xff01, 0xfffd, 0x1f600, 0x20000};
	struct arena *arena = arena_new();
	struct text_fault fault;

	(void)state;
	for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
		char text[16] = "赛x";
		size_t length = strlen(text);
		length += (size_t)utf8proc_encode_char((utf8proc_int32_t)unseen[i], (utf8proc_uint8_t *)text + length);
		strcpy(text + length, "y");
		assert_string_equal(take(arena, TEXT_FREE, text), "赛xy");
		assert_string_equal(take(arena, TEXT_LINE, text), "赛xy");
		for (int kind = TEXT_NAME; kind <= TEXT_IDENTIFIER; kind++) {
			assert_null(text_take(arena, (enum text_kind)kind, text, strlen(text), &fault));
			assert_int_equal(fault.position, 3);
			assert_int_equal(fault.character, unseen[i]);
		}
		assert_true(text_invisible(unseen[i]));
	}
	for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
		char text[16] = "赛x";
		utf8proc_encode_char((utf8proc_int32_t)seen[i], (utf8proc_uint8_t *)text + strlen(text));
		assert_non_null(take(arena, TEXT_NAME, text));
		assert_false(text_invisible(seen[i]));
	}
	arena_free(arena);
}

static void joiners(void **state)
{
	static const char *const kept[] = {"👨‍👩‍👧", "🏳️‍🌈", "👩🏽‍⚕️", "❤️‍🔥",
	    "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "क्‍ष", "葛󠄀", "㐂︀", "1️⃣", "©️", "☎︎", "ᠠ᠎", "ᠨ᠋"};
	static const char *const gone[][2] = {{"a‍b", "ab"}, {"赛‌投", "赛投"}, {"👨‍", "👨"}, {"‍👩", "👩"},
	    {"👨‌👩", "👨👩"}, {"👨‍‍👩", "👨‍👩"}, {"a󠁧", "a"}, {"A️", "A"}, {" ️", " "}, {"赛️️", "赛️"}, {"a󠄀", "a"},
	    {"赛᠎投", "赛投"}};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		assert_string_equal(take(arena, TEXT_NAME, kept[i]), kept[i]);
	for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
		assert_string_equal(take(arena, TEXT_FREE, gone[i][0]), gone[i][1]);
		assert_null(take(arena, TEXT_NAME, gone[i][0]));
	}
	arena_free(arena);
}

/* Every code point that is no surrogate, alone and before an acute and a Hangul final, as the library itself composes it. */
static void the_normal_form_is_the_library_s(void **state)
{
	static const char *const behind[] = {"", "\xcc\x81", "\xe1\x86\xa8", "\xe3\x82\x99"};

	(void)state;
	for (uint32_t c = 0x20; c < 0x30000; c++) {
		struct arena *arena;

		if ((c >= 0xd800 && c < 0xe000) || text_invisible(c) || c == 0x85 || c == 0x2028 || c == 0x2029)
			continue;
		arena = arena_new();
		for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
			char text[16] = {0};
			utf8proc_uint8_t *form;

			utf8proc_encode_char((utf8proc_int32_t)c, (utf8proc_uint8_t *)text);
			strcat(text, behind[i]);
			form = utf8proc_NFC((utf8proc_uint8_t *)text);
			assert_string_equal(take(arena, TEXT_LINE, text), form);
			assert_string_equal(take(arena, TEXT_LINE, (const char *)form), form);
			free(form);
		}
		arena_free(arena);
	}
}

static void forms(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(take(arena, TEXT_NAME, "Cafe\xcc\x81"), "Caf\xc3\xa9");
	assert_string_equal(take(arena, TEXT_SECRET, "Cafe\xcc\x81"), "Caf\xc3\xa9");
	assert_string_equal(take(arena, TEXT_NAME, "\xe2\x84\xab"), "\xc3\x85"); /* Ångström sign */
	/* what stood between goes before it is composed */
	assert_string_equal(take(arena, TEXT_FREE, "e\xe2\x80\x8b\xcc\x81"), "\xc3\xa9");
	/* bytes that are no UTF-8 */
	assert_string_equal(take(arena, TEXT_FREE, "a\xff\xe4\xb8"), "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	arena_free(arena);
}

static void blank(void **state)
{
	(void)state;
	assert_true(text_blank(""));
	assert_true(text_blank(" \t\n"));
	assert_true(text_blank("\xc2\xa0\xe3\x80\x80\xe2\x80\x83 \xe2\x80\xa8"));
	assert_false(text_blank(" ."));
	assert_false(text_blank("。"));
}

static void beginnings(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(text_beginning(arena, "赛投ab", 2), "赛投");
	assert_string_equal(text_beginning(arena, "赛投ab", 3), "赛投a");
	assert_string_equal(text_beginning(arena, "赛投ab", 4), "赛投ab");
	assert_string_equal(text_beginning(arena, "赛投ab", 9), "赛投ab");
	assert_string_equal(text_beginning(arena, "", 1), "");
	assert_int_equal(text_length("赛投ab😀"), 5);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fine_texts_are_left_alone),
	    cmocka_unit_test(line_ends),
	    cmocka_unit_test(what_nobody_sees),
	    cmocka_unit_test(joiners),
	    cmocka_unit_test(the_normal_form_is_the_library_s),
	    cmocka_unit_test(forms),
	    cmocka_unit_test(blank),
	    cmocka_unit_test(beginnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
