/* Points in time (core/base/clock.h):
 * - text and JSON are RFC 3339 in UTC with microseconds, also before 1970; TIME_NONE is null
 * - offsets, fractions, lower case and a blank for the T are read; what is printed is read back as the same
 * - what is no real time is refused: days, hours, leap seconds, missing offsets, anything behind
 * - a jump of the wall clock is held against the time since the machine's start, until it has lasted; what NTP moves is followed
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "core/base/clock.h"

#define MARCH INT64_C(1772337906123456) /* 2026-03-01T04:05:06.123456Z */

static void times_are_printed(void **state)
{
	struct arena *arena = arena_new();
	json_t *json = time_json(MARCH), *none = time_json(TIME_NONE);

	(void)state;
	assert_string_equal(time_text(arena, MARCH), "2026-03-01T04:05:06.123456Z");
	assert_string_equal(time_text(arena, 0), "1970-01-01T00:00:00.000000Z");
	assert_string_equal(time_text(arena, -1), "1969-12-31T23:59:59.999999Z");
	assert_null(time_text(arena, TIME_NONE));
	assert_string_equal(json_string_value(json), "2026-03-01T04:05:06.123456Z");
	assert_true(json_is_null(none));
	json_decref(json);
	arena_free(arena);
}

static void times_are_read(void **state)
{
	static const char *const same[] = {"2026-03-01T04:05:06.123456Z", "2026-03-01T12:05:06.123456+08:00",
	    "2026-03-01t04:05:06.123456789z", "2026-02-28 20:35:06.123456-07:30"};
	int64_t us;

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_true(time_parse(same[i], &us));
		assert_int_equal(us, MARCH);
	}
	assert_true(time_parse("2024-02-29T00:00:00.5Z", &us));
	assert_int_equal(us % SECOND_US, 500000);
	assert_true(time_parse("9999-12-29T23:59:59.999999Z", &us) && time_parse("0001-01-01T00:00:00Z", &us));
}

static void what_is_printed_is_read(void **state)
{
	struct arena *arena = arena_new();
	int64_t us;

	(void)state;
	srand(7);
	for (int i = 0; i < 10000; i++) {
		int64_t time = ((int64_t)rand() * rand()) % (INT64_C(250000000000) * SECOND_US) - INT64_C(60000000000) * SECOND_US;

		assert_true(time_parse(time_text(arena, time), &us));
		assert_int_equal(us, time);
	}
	arena_free(arena);
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const wrong[] = {"", "2026-03-01", "2026-03-01T04:05:06", "2026-03-01T04:05Z", "2026-02-29T00:00:00Z",
	    "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-00T00:00:00Z",
	    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-12-31T23:59:60Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+8:00",
	    "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "26-01-01T00:00:00Z",
	    "2026-1-1T00:00:00Z", "9999-12-31T23:59:59-12:00", "9999-12-30T00:00:00Z", "0001-01-01T00:00:00+14:00"};
	int64_t us;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (time_parse(wrong[i], &us))
			fail_msg("%s was taken for a time", wrong[i]);
}

static void days(void **state)
{
	(void)state;
	assert_true(day_valid("2024-02-29") && day_valid("2000-02-29"));
	assert_false(day_valid("2023-02-29") || day_valid("1900-02-29") || day_valid("2024-04-31") || day_valid("2024-2-9") ||
		     day_valid("2024-02-29 ") || day_valid(""));
}

#define HOUR (3600 * SECOND_US)

static void jumps_are_waited_out(void **state)
{
	int64_t wall = MARCH, boot = HOUR;

	(void)state;
	assert_int_equal(clock_held(wall, boot), wall);
	assert_int_equal(clock_held(wall + SECOND_US, boot), wall + SECOND_US); /* a step of NTP's */
	assert_int_equal(clock_held(wall, boot), wall);
	assert_int_equal(clock_held(wall + 25 * HOUR, boot), wall);
	assert_int_equal(clock_held(wall + 25 * HOUR + SECOND_US, boot + SECOND_US), wall + SECOND_US);
	assert_int_equal(clock_held(wall + 2 * SECOND_US, boot + 2 * SECOND_US), wall + 2 * SECOND_US); /* back */
	assert_int_equal(clock_held(wall - 25 * HOUR, boot + 2 * SECOND_US), wall + 2 * SECOND_US);
	assert_int_equal(clock_held(wall - 25 * HOUR + CLOCK_WAIT_US, boot + 2 * SECOND_US + CLOCK_WAIT_US - 1),
	    wall + 2 * SECOND_US + CLOCK_WAIT_US - 1);
	/* Another jump begins anew; one that has lasted is believed. */
	assert_int_equal(clock_held(wall + 5 * HOUR, boot + CLOCK_WAIT_US), wall + CLOCK_WAIT_US);
	assert_int_equal(clock_held(wall + 5 * HOUR + CLOCK_WAIT_US, boot + 2 * CLOCK_WAIT_US), wall + 5 * HOUR + CLOCK_WAIT_US);
	assert_int_equal(clock_held(wall + 5 * HOUR + 2 * CLOCK_WAIT_US, boot + 3 * CLOCK_WAIT_US), wall + 5 * HOUR + 2 * CLOCK_WAIT_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(times_are_printed),
	    cmocka_unit_test(times_are_read),
	    cmocka_unit_test(what_is_printed_is_read),
	    cmocka_unit_test(what_is_no_time_is_refused),
	    cmocka_unit_test(days),
	    cmocka_unit_test(jumps_are_waited_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
