/* Memory of a request (core/base/arena.h):
 * - what is allocated is zeroed, aligned, and apart from everything else, whatever its size
 * - copies and printed texts end in a NUL
 * - what was deferred runs when the arena ends, last first; JSON references are dropped then */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/arena.h"

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	static unsigned char *pieces[2000];
	static size_t sizes[2000];
	struct arena *arena = arena_new();

	(void)state;
	srand(7);
	for (size_t i = 0; i < 2000; i++) {
		sizes[i] = (size_t)rand() % (i % 100 == 0 ? 300000 : 300);
		pieces[i] = arena_alloc(arena, sizes[i]);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(pieces[i][j], 0);
		memset(pieces[i], (int)(i % 251) + 1, sizes[i]);
	}
	for (size_t i = 0; i < 2000; i++)
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(pieces[i][j], i % 251 + 1);
	arena_free(arena);
}

static void copies_end_in_nul(void **state)
{
	struct arena *arena = arena_new();
	char *copy = arena_memdup(arena, "a\0b", 3);

	(void)state;
	assert_memory_equal(copy, "a\0b", 4);
	assert_string_equal(arena_memdup(arena, NULL, 0), "");
	assert_string_equal(arena_strdup(arena, "赛投"), "赛投");
	assert_string_equal(arena_printf(arena, "%d%%", 7), "7%");
	assert_int_equal(strlen(arena_printf(arena, "%*d", 100000, 1)), 100000);
	arena_free(arena);
}

static char order[8];

static void note(void *text)
{
	strcat(order, text);
}

static void deferred_calls_run_last_first(void **state)
{
	static char a[] = "a", b[] = "b", c[] = "c";
	struct arena *arena = arena_new();

	(void)state;
	order[0] = '\0';
	arena_defer(arena, note, a);
	arena_defer(arena, note, b);
	arena_defer(arena, note, c);
	assert_string_equal(order, "");
	arena_free(arena);
	assert_string_equal(order, "cba");
	arena_free(NULL);
}

static void json_is_dropped_with_the_arena(void **state)
{
	struct arena *arena = arena_new();
	json_t *value = json_object();

	(void)state;
	json_incref(value);
	assert_ptr_equal(arena_json(arena, value), value);
	assert_null(arena_json(arena, NULL));
	assert_int_equal(value->refcount, 2);
	arena_free(arena);
	assert_int_equal(value->refcount, 1);
	json_decref(value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
	    cmocka_unit_test(copies_end_in_nul),
	    cmocka_unit_test(deferred_calls_run_last_first),
	    cmocka_unit_test(json_is_dropped_with_the_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
