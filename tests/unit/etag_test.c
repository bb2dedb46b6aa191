/* Entity tags (core/request/etag.h):
 * - If-None-Match: a tag alone, in a list, weak, "*"; nothing that only looks like it: a part of it, a longer one, one without quotes
 * - If-Range: the same strong tag, and nothing else
 * - the same bytes have one tag, others another; each tag that is made can be listed and compared */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/request/etag.h"

static void listed(void **state)
{
	static const char *const has[] = {"\"y\"", "W/\"y\"", "*", " * ", "\"x\", W/\"y\"", "\"x\",\"y\"", "W/\"x\" ,\t\"y\" , \"z\"",
	    ", ,\"y\"", "\"x,y\", \"y\"", "\"y\", broken"};
	static const char *const lacks[] = {"", " ", ",", "y", "\"y", "y\"", "\"yy\"", "\"xy\"", "\"y-gzip\"", "\"\"", "w/\"y\"", "W/y",
	    "W/", "\"x\"\"y\"", "\"x\" \"y\"", "\"x\\\"y\"", "**", "*, \"x\"", "x, \"y\"", "\"a b\", \"y\"", "\"x\"; \"y\"", "\"x, \"y\""};

	(void)state;
	for (size_t i = 0; i < sizeof(has) / sizeof(has[0]); i++)
		if (!etag_listed(has[i], "\"y\""))
			fail_msg("%s has \"y\"", has[i]);
	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++)
		if (etag_listed(lacks[i], "\"y\""))
			fail_msg("%s does not have \"y\"", lacks[i]);
}

static void same(void **state)
{
	(void)state;
	assert_true(etag_same("\"y\"", "\"y\""));
	assert_false(etag_same("W/\"y\"", "\"y\""));
	assert_false(etag_same("W/\"y\"", "W/\"y\""));
	assert_false(etag_same("\"yy\"", "\"y\""));
	assert_false(etag_same("Sat, 28 Nov 2026 00:00:00 GMT", "\"y\""));
	assert_false(etag_same("", ""));
}

static void made(void **state)
{
	struct arena *arena = arena_new();
	const char *one = etag_of_bytes(arena, "bytes", 5), *other = etag_of_bytes(arena, "bytez", 5);

	(void)state;
	assert_string_equal(one, etag_of_bytes(arena, "bytes", 5));
	assert_string_not_equal(one, other);
	assert_string_not_equal(one, etag_of_bytes(arena, "bytes", 4));
	assert_true(etag_listed(arena_printf(arena, "%s, W/%s", other, one), one));
	assert_true(etag_same(one, one));
	assert_int_equal(etag_version(etag_of_version(arena, 42)), 42);
	assert_int_equal(etag_version(etag_of_version(arena, INT64_MAX)), INT64_MAX);
	assert_int_equal(etag_version(one), 0);
	assert_int_equal(etag_version(NULL), 0);
	assert_string_equal(etag_of_name(arena, "0a1b"), "\"0a1b\"");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(listed), cmocka_unit_test(same), cmocka_unit_test(made)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
