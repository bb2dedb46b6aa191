/* The gate (core/net/gate.h); what it refuses is tested from outside in tests/api/gate.test.mjs. Here:
 * - a head is understood the same however its bytes are cut, and nothing behind it is touched
 * - any bytes at all are either waited on, refused, or a head; what passes has one path, valid and bounded
 * - percent-decoding: plus signs, broken escapes, control characters, and every way not to be UTF-8 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/net/gate.h"

static const char request[] = "POST /a/%E8%B5%9B?x=1&y=%20 HTTP/1.1\r\nHost: localhost:8443\r\nContent-Length: 5\r\n"
			      "X-Empty:\r\nExpect: 100-continue\r\nAccept:  text/html \t\r\n\r\n";
#define BEHIND "GET / HTTP/1.1\r\n"

static void cuts_do_not_matter(void **state)
{
	static const char bytes[] = "POST /a HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n" BEHIND;
	size_t end = sizeof(bytes) - sizeof(BEHIND);

	(void)state;
	for (size_t first = 0; first <= end; first++) {
		for (size_t second = first; second <= end; second++) {
			size_t cuts[] = {0, first, second, sizeof(bytes) - 1};
			const struct problem_kind *why = NULL;
			struct gate gate = {0};
			enum gate_verdict verdict = GATE_MORE;

			for (size_t i = 0; i < 3 && verdict == GATE_MORE; i++) {
				size_t used = 0;

				verdict = gate_scan(&gate, bytes + cuts[i], cuts[i + 1] - cuts[i], &used, &why);
				if (verdict == GATE_HEAD)
					assert_int_equal(cuts[i] + used, end);
			}
			assert_int_equal(verdict, GATE_HEAD);
			assert_int_equal(gate.bytes, end);
		}
	}
}

static void a_head_is_understood(void **state)
{
	struct arena *arena = arena_new();
	struct head head;

	(void)state;
	assert_null(gate_parse(arena, request, sizeof(request) - 1, &head));
	assert_int_equal(head.method, METHOD_POST);
	assert_int_equal(head.minor, 1);
	assert_string_equal(head.path, "/a/%E8%B5%9B");
	assert_string_equal(head.query, "x=1&y=%20");
	assert_string_equal(head.host, "localhost:8443");
	assert_int_equal(head.content_length, 5);
	assert_true(head.expect_continue);
	assert_false(head.close);
	assert_int_equal(head.header_count, 5);
	assert_string_equal(head_header(&head, "ACCEPT"), "text/html");
	assert_string_equal(head_header(&head, "x-empty"), "");
	assert_null(head_header(&head, "X-Missing"));
	arena_free(arena);
}

static void a_refused_head_still_tells_its_language(void **state)
{
	static const char bytes[] = "GET /../ HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\n\r\n";
	struct arena *arena = arena_new();
	struct head head;

	(void)state;
	assert_non_null(gate_parse(arena, bytes, sizeof(bytes) - 1, &head));
	assert_string_equal(head_header(&head, "Accept-Language"), "en");
	arena_free(arena);
}

/* Takes a good request and spoils it at random. */
static void any_bytes(void **state)
{
	static const char pool[] = "\r\n\0 :/%?#.\t\x7f\x80\xff"
				   "0aZ";

	(void)state;
	srand(7);
	for (int round = 0; round < 200000; round++) {
		struct arena *arena = arena_new();
		const struct problem_kind *why = NULL;
		struct gate gate = {0};
		struct head head;
		char bytes[sizeof(request)];
		size_t used = 0;

		memcpy(bytes, request, sizeof(request));
		for (int i = rand() % 4; i >= 0; i--)
			bytes[(size_t)rand() % (sizeof(bytes) - 1)] = pool[(size_t)rand() % (sizeof(pool) - 1)];
		switch (gate_scan(&gate, bytes, sizeof(bytes) - 1, &used, &why)) {
		case GATE_REFUSED:
			assert_non_null(why);
			break;
		case GATE_HEAD:
			assert_true(used <= sizeof(bytes) - 1 && used == gate.bytes);
			assert_memory_equal(bytes + used - 4, "\r\n\r\n", 4);
			if (gate_parse(arena, bytes, used, &head) == NULL) {
				assert_int_equal(head.path[0], '/');
				assert_null(strstr(head.path, "/../"));
				assert_non_null(percent_decode(arena, head.path, strlen(head.path), false));
				assert_true(head.content_length >= 0);
			}
			break;
		case GATE_MORE:
			break;
		}
		arena_free(arena);
	}
}

static const char *decode(struct arena *arena, const char *text, bool plus)
{
	return percent_decode(arena, text, strlen(text), plus);
}

static void percent_decoding(void **state)
{
	static const char *const broken[] = {"%", "%4", "%4g", "%%41", "%00", "%1f", "%7F", "%0a", "%C2%80", "%80", "%C0%80", "%C1%BF",
	    "%E0%80%80", "%ED%A0%80", "%F4%90%80%80", "%F5%80%80%80", "%F8%88%80%80%80", "%E8%B5", "%E8%B5x", "\xff"};
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(decode(arena, "a+b%2Bc", true), "a b+c");
	assert_string_equal(decode(arena, "a+b%2bc", false), "a+b+c");
	assert_string_equal(decode(arena, "%E8%B5%9B%E6%8A%95", false), "赛投");
	assert_string_equal(decode(arena, "%F0%9F%8F%86", false), "🏆");
	assert_string_equal(decode(arena, "", false), "");
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if (decode(arena, broken[i], false) != NULL)
			fail_msg("%s was decoded", broken[i]);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cuts_do_not_matter),
	    cmocka_unit_test(a_head_is_understood),
	    cmocka_unit_test(a_refused_head_still_tells_its_language),
	    cmocka_unit_test(any_bytes),
	    cmocka_unit_test(percent_decoding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
