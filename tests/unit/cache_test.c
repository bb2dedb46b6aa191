/* What a loop keeps of the answers for everybody (core/net/cache.h), with real replies; what clients see of it is tested in tests/api/. Here:
 * - across LIMIT_CACHE_ENTRIES, the oldest is given up; it is made again when somebody asks, and is then the newest
 * - across LIMIT_CACHE_BYTES, the oldest are given up, as many as it takes; also where answers grow that were kept before
 * - what is given up while it is sent stays whole until then
 * - an answer older than LIMIT_CACHE_MS is made again */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/base/limits.h"
#include "core/net/cache.h"
#include "core/request/head.h"

static struct cache *cache;
static int64_t now;

static int begin(void **state)
{
	(void)state;
	cache = cache_new();
	now = 1000000;
	return 0;
}

static int end(void **state)
{
	(void)state;
	cache_free(cache);
	return 0;
}

/* Somebody asks for page NUMBER. */
static struct exchange *ask(int number)
{
	struct arena *arena = arena_new();
	struct exchange *x = arena_alloc(arena, sizeof(*x));
	struct head *head = arena_alloc(arena, sizeof(*head));

	x->request.arena = arena;
	x->request.path = arena_printf(arena, "/api/v1/public/pages/%d", number);
	x->request.exchange = x;
	x->head = head;
	x->reply.file = -1;
	return x;
}

static void leave(struct exchange *x)
{
	arena_free(x->request.arena);
}

static void nobody_waits(struct exchange *x)
{
	(void)x;
	fail();
}

/* Somebody asks for page NUMBER, and gets an answer of LENGTH times the byte of its number that is made for it. */
static struct exchange *make(int number, size_t length)
{
	struct exchange *x = ask(number);
	char *bytes;

	assert_false(cache_reply(cache, x, now));
	bytes = arena_alloc(x->request.arena, length + 1);
	memset(bytes, 'a' + number % 26, length);
	x->reply = (struct reply){.status = 200, .content_type = "text/plain", .bytes = bytes, .length = length, .file = -1};
	cache_filled(cache, x, now++, nobody_waits);
	return x;
}

static bool is_kept(int number)
{
	struct exchange *x = ask(number);
	bool known = cache_knows(cache, x, now);

	if (known)
		assert_int_equal(((const char *)x->reply.bytes)[0], 'a' + number % 26);
	leave(x);
	return known;
}

static int kept_of(int first, int behind)
{
	int count = 0;

	for (int i = first; i < behind; i++)
		count += is_kept(i);
	return count;
}

static void too_many(void **state)
{
	(void)state;
	for (int i = 0; i < LIMIT_CACHE_ENTRIES; i++)
		leave(make(i, 10));
	assert_int_equal(kept_of(0, LIMIT_CACHE_ENTRIES), LIMIT_CACHE_ENTRIES);
	leave(make(LIMIT_CACHE_ENTRIES, 10));
	assert_false(is_kept(0));
	assert_int_equal(kept_of(1, LIMIT_CACHE_ENTRIES + 1), LIMIT_CACHE_ENTRIES);
	leave(make(0, 10));
	assert_true(is_kept(0));
	assert_false(is_kept(1));
	assert_int_equal(kept_of(2, LIMIT_CACHE_ENTRIES + 1), LIMIT_CACHE_ENTRIES - 1);
}

#define LARGE ((size_t)1024 * 1024)
#define FIT ((int)(LIMIT_CACHE_BYTES / (int64_t)LARGE))

static void too_large(void **state)
{
	(void)state;
	for (int i = 0; i < FIT; i++)
		leave(make(i, LARGE));
	assert_int_equal(kept_of(0, FIT), FIT);
	leave(make(FIT, 1));
	assert_false(is_kept(0));
	assert_int_equal(kept_of(1, FIT + 1), FIT);
	leave(make(FIT + 1, 3 * LARGE)); /* where there is room for one, but for that one byte */
	assert_int_equal(kept_of(1, 4), 0);
	assert_int_equal(kept_of(4, FIT + 2), FIT - 2);
}

static void grown(void **state)
{
	(void)state;
	for (int i = 0; i < FIT; i++)
		leave(make(i, LARGE / 2));
	now += LIMIT_CACHE_MS * 1000;
	for (int i = 0; i < FIT; i++)
		leave(make(i, i == FIT - 1 ? 2 * LARGE : LARGE));
	assert_false(is_kept(0));
	assert_int_equal(kept_of(1, FIT), FIT - 1);
}

static void sent_when_given_up(void **state)
{
	struct exchange *first = make(0, LARGE);

	(void)state;
	leave(make(1, (size_t)LIMIT_CACHE_BYTES));
	assert_false(is_kept(0));
	assert_true(is_kept(1));
	assert_int_equal(first->reply.length, LARGE);
	for (size_t i = 0; i < LARGE; i++)
		assert_true(((const char *)first->reply.bytes)[i] == 'a');
	leave(first);
}

static void too_old(void **state)
{
	int64_t made_at = now;

	(void)state;
	leave(make(0, 10));
	now = made_at + LIMIT_CACHE_MS * 1000 - 1;
	assert_true(is_kept(0));
	now++;
	assert_false(is_kept(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(too_many, begin, end),
	    cmocka_unit_test_setup_teardown(too_large, begin, end),
	    cmocka_unit_test_setup_teardown(grown, begin, end),
	    cmocka_unit_test_setup_teardown(sent_when_given_up, begin, end),
	    cmocka_unit_test_setup_teardown(too_old, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
