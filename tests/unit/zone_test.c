/* Tests of core/base/zone.h.
 * - the day in Beijing changes at 16:00 UTC, without tzdata; a deadline at midnight ends the day before
 * - days of other zones are as long as there: 23 and 25 hours where clocks change, 24 elsewhere; a day whose midnight is left out begins at 1:00
 * - a zone that there is none of is not found, nor anything that is no name of one; the same name is the same zone, from any thread */
#include "core/base/zone.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "core/base/clock.h"

#define HOUR (3600 * SECOND_US)

static int64_t at(const char *text)
{
	int64_t us;

	assert_true(time_parse(text, &us));
	return us;
}

static void beijing(void **state)
{
	struct arena *arena = arena_new();
	const struct zone *zone = zone_beijing();
	int64_t us = at("2026-03-01T15:59:59.999999Z");

	(void)state;
	assert_string_equal(zone_day(arena, zone, us), "2026-03-01");
	assert_string_equal(zone_day(arena, zone, us + 1), "2026-03-02");
	assert_string_equal(zone_time(arena, zone, us), "2026-03-01 23:59:59");
	assert_string_equal(zone_time(arena, zone, us + 1), "2026-03-02 00:00:00");
	assert_string_equal(zone_deadline(arena, zone, us), "2026-03-01 23:59:59");
	assert_string_equal(zone_deadline(arena, zone, us + 1), "2026-03-01 24:00:00");
	assert_string_equal(zone_deadline(arena, zone, us + 2), "2026-03-02 00:00:00");
	assert_int_equal(zone_day_number(zone, -1), 0); /* 07:59:59 of the first day */
	assert_int_equal(zone_day_number(zone, -8 * HOUR - 1), -1);
	assert_int_equal(zone_day_start(zone, 0), -8 * HOUR);
	assert_ptr_equal(zone_find("Asia/Shanghai"), zone);
	assert_ptr_equal(zone_find(NULL), zone);
	assert_string_equal(zone_name(zone), "Asia/Shanghai");
	arena_free(arena);
}

static void days_are_as_long_as_there(void **state)
{
	static const struct {
		const char *zone, *start, *text;
		int hours;
	} days[] = {
	    {"Asia/Urumqi", "2031-05-01T18:00:00Z", "2031-05-02", 24},
	    {"America/New_York", "2031-03-08T05:00:00Z", "2031-03-08", 24},
	    {"America/New_York", "2031-03-09T05:00:00Z", "2031-03-09", 23},
	    {"America/New_York", "2031-03-10T04:00:00Z", "2031-03-10", 24},
	    {"America/New_York", "2031-11-02T04:00:00Z", "2031-11-02", 25},
	    {"America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04", 23}, /* from 0:00 to 1:00 */
	    {"Asia/Kathmandu", "2031-05-01T18:15:00Z", "2031-05-02", 24},
	    {"Pacific/Kiritimati", "2031-04-30T10:00:00Z", "2031-05-01", 24},
	    {"UTC", "1969-12-31T00:00:00Z", "1969-12-31", 24},
	};
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
		const struct zone *zone = zone_find(days[i].zone);
		int64_t start = at(days[i].start);
		assert_non_null(zone);
		int64_t number = zone_day_number(zone, start);
		assert_int_equal(zone_day_number(zone, start - 1), number - 1);
		assert_int_equal(zone_day_start(zone, number), start);
		assert_int_equal(zone_day_start(zone, number + 1), start + days[i].hours * HOUR);
		assert_string_equal(zone_day(arena, zone, start), days[i].text);
	}
	assert_string_equal(zone_deadline(arena, zone_find("America/New_York"), at("2031-03-10T04:00:00Z")), "2031-03-09 24:00:00");
	assert_string_equal(zone_time(arena, zone_find("America/New_York"), at("2031-11-02T06:30:00Z")), "2031-11-02 01:30:00");
	assert_int_equal(zone_offset(zone_find("Asia/Urumqi"), 0), 6 * 3600);
	arena_free(arena);
}

static void what_is_no_zone(void **state)
{
	static const char *const names[] = {
	    "Mars/Olympus", "", "+08:00", "../../../etc/passwd", "/etc/localtime", "Asia", "EST5EDT4,M3.2.0,M11.1.0"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_null(zone_find(names[i]));
}

static void *look(void *unused)
{
	static const char *const names[] = {"Europe/Berlin", "Asia/Tokyo", "Europe/Paris", "Asia/Kolkata"};

	(void)unused;
	for (int i = 0; i < 1000; i++)
		for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
			if (zone_find(names[j]) != zone_find(names[j]) || zone_day_number(zone_find(names[j]), i * HOUR) < 0)
				return NULL;
	return (void *)zone_find("Europe/Berlin");
}

static void from_any_thread(void **state)
{
	pthread_t threads[4];
	void *found;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, look, NULL), 0);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], &found), 0);
		assert_ptr_equal(found, zone_find("Europe/Berlin"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(beijing),
	    cmocka_unit_test(days_are_as_long_as_there),
	    cmocka_unit_test(what_is_no_zone),
	    cmocka_unit_test(from_any_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
