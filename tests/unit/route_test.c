/* The route index (core/request/route.h):
 * - literal segments win over {…}, and {…} is tried where they lead nowhere
 * - parameters are given in order, percent-decoded, and only those of the row that was found
 * - an unknown path and an unknown method are told apart; Allow names what the path knows
 * - HEAD finds GET; a trailing slash is another path */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "core/request/route.h"

static enum handled nothing(struct request *r)
{
	(void)r;
	return HANDLED;
}

#define ROW(method, path) {method, path, ROLE_PUBLIC, 0, 0, NULL, NULL, nothing}

static const struct route first[] = {
    ROW(METHOD_GET, "/api/entries"),
    ROW(METHOD_POST, "/api/entries"),
    ROW(METHOD_GET, "/api/entries/{entry}"),
    ROW(METHOD_GET, "/api/entries/mine"),
    ROW(METHOD_POST, "/api/entries/{entry}/submit"),
    ROW(METHOD_DELETE, "/api/entries/{entry}"),
};
static const struct route second[] = {
    ROW(METHOD_GET, "/"),
    ROW(METHOD_GET, "/a/{b}/{c}/x"),
    ROW(METHOD_GET, "/a/lit/{d}/y"),
    ROW(METHOD_GET, "/a/lit/z"),
};
static ROUTE_TABLE(first_table, first);
static ROUTE_TABLE(second_table, second);

struct found {
	const struct route *route;
	const char *params[REQUEST_PARAMS];
	unsigned methods;
};

static struct arena *arena;
static struct route_index *routes;

static int setup(void **state)
{
	static const struct route_table *const tables[] = {&first_table, &second_table};

	(void)state;
	arena = arena_new();
	routes = route_index_new(tables, 2);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	route_index_free(routes);
	arena_free(arena);
	return 0;
}

static struct found find(enum method method, const char *path)
{
	struct found found = {0};

	found.route = route_find(routes, arena, method, path, found.params, &found.methods);
	return found;
}

static void literal_segments_win(void **state)
{
	(void)state;
	assert_ptr_equal(find(METHOD_GET, "/api/entries/mine").route, &first[3]);
	assert_ptr_equal(find(METHOD_GET, "/api/entries/7").route, &first[2]);
	/* Nobody submits "mine", but a parameter may have that value. */
	assert_ptr_equal(find(METHOD_POST, "/api/entries/mine/submit").route, &first[4]);
	assert_string_equal(find(METHOD_POST, "/api/entries/mine/submit").params[0], "mine");
	assert_ptr_equal(find(METHOD_DELETE, "/api/entries/mine").route, &first[5]);
	assert_ptr_equal(find(METHOD_GET, "/").route, &second[0]);
}

static void parameters_are_those_of_the_row(void **state)
{
	struct found found = find(METHOD_GET, "/a/lit/q/x");

	(void)state;
	assert_ptr_equal(found.route, &second[1]);
	assert_string_equal(found.params[0], "lit");
	assert_string_equal(found.params[1], "q");
	found = find(METHOD_GET, "/a/lit/%E8%B5%9B/y");
	assert_ptr_equal(found.route, &second[2]);
	assert_string_equal(found.params[0], "赛");
	assert_null(found.params[1]);
	assert_null(find(METHOD_GET, "/a/lit/z").params[0]);
}

static void unknown_paths_and_methods(void **state)
{
	static const char *const nowhere[] = {
	    "/api", "/api/entries/", "/api/entries/7/submit/x", "/api//entries", "/api/entriesx", "/x", "/a/b/c"};

	(void)state;
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		assert_null(find(METHOD_GET, nowhere[i]).route);
		assert_int_equal(find(METHOD_GET, nowhere[i]).methods, 0);
	}
	assert_null(find(METHOD_PUT, "/api/entries").route);
	assert_string_equal(route_allow(arena, find(METHOD_PUT, "/api/entries").methods), "GET, POST, HEAD, OPTIONS");
	assert_string_equal(route_allow(arena, find(METHOD_GET, "/api/entries/7/submit").methods), "POST, OPTIONS");
}

static void head_finds_get(void **state)
{
	(void)state;
	assert_ptr_equal(find(METHOD_HEAD, "/api/entries/7").route, &first[2]);
	assert_null(find(METHOD_HEAD, "/api/entries/7/submit").route);
}

static void rows_have_places(void **state)
{
	size_t count;
	const struct route *const *rows = route_index_rows(routes, &count);

	(void)state;
	assert_int_equal(count, 10);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(route_index_place(routes, rows[i]), i);
	assert_int_equal(route_index_place(routes, NULL), count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(literal_segments_win),
	    cmocka_unit_test(parameters_are_those_of_the_row),
	    cmocka_unit_test(unknown_paths_and_methods),
	    cmocka_unit_test(head_finds_get),
	    cmocka_unit_test(rows_have_places),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
