/* Named parameters of SQL (core/db/sql_names.h):
 * - each place becomes a question mark and knows its name; a name that stands twice is one
 * - what stands in quotes, backticks and comments is left alone, escaped and doubled quotes and an open end among it
 * - a colon before anything but a small letter, and a double one, is no name */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "core/db/sql_names.h"

/* PLACES: the first letters of the names, place by place. */
static void expect(const char *sql, const char *text, const char *places)
{
	struct sql_names *names = sql_names_new(sql);

	assert_string_equal(names->text, text);
	assert_int_equal(names->places, strlen(places));
	for (size_t i = 0; i < names->places; i++)
		assert_int_equal(names->names[names->name_of_place[i]][0], places[i]);
	sql_names_free(names);
}

static void places_know_their_names(void **state)
{
	(void)state;
	expect("SELECT 1", "SELECT 1", "");
	expect(":a", "?", "a");
	expect("SELECT :a+:b_2,(:a)", "SELECT ?+?,(?)", "aba");
	expect("WHERE x=:edition AND y=:e", "WHERE x=? AND y=?", "ee");

	struct sql_names *names = sql_names_new(":edition :e :edition :other");
	assert_int_equal(names->count, 3);
	assert_int_equal(sql_names_find(names, "edition", 2), 0);
	assert_int_equal(sql_names_find(names, "e", 1), 1);
	assert_int_equal(sql_names_find(names, "other", 0), 2);
	assert_int_equal(sql_names_find(names, "editio", 0), 3);
	assert_int_equal(sql_names_find(names, "editions", 0), 3);
	sql_names_free(names);
}

static void texts_and_comments_are_left_alone(void **state)
{
	(void)state;
	expect("SELECT '12:a', :b", "SELECT '12:a', ?", "b");
	expect("SELECT 'it''s :a', 'a \\' :a', :b", "SELECT 'it''s :a', 'a \\' :a', ?", "b");
	expect("SELECT \":a ?\", `:a\\`, :b", "SELECT \":a ?\", `:a\\`, ?", "b");
	expect("SELECT /* :a ' ? */ :b -- :c '\n, :d # :e\n", "SELECT /* :a ' ? */ ? -- :c '\n, ? # :e\n", "bd");
	expect("SELECT 5--:b", "SELECT 5--?", "b");
	expect("SELECT ':a", "SELECT ':a", "");
	expect("SELECT 'a\\", "SELECT 'a\\", "");
	expect("SELECT /* :a", "SELECT /* :a", "");
	expect("SELECT 1 -- :a", "SELECT 1 -- :a", "");
}

static void other_colons_are_no_names(void **state)
{
	(void)state;
	expect("SELECT a::b, @x := 1, :A, :1, :", "SELECT a::b, @x := 1, :A, :1, :", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(places_know_their_names),
	    cmocka_unit_test(texts_and_comments_are_left_alone),
	    cmocka_unit_test(other_colons_are_no_names),
	};
	return cmocka_run_group_tests_name("sql_names", tests, NULL, NULL);
}
