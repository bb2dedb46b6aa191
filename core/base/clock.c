#include "core/base/clock.h"

#include <ctype.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "core/base/fatal.h"

/* 0001-01-01 and 9999-12-30, 00:00 UTC, in seconds. */
#define FIRST_S INT64_C(-62135596800)
#define END_S INT64_C(253402128000)

static int64_t read_clock(clockid_t which)
{
	struct timespec now;

	if (clock_gettime(which, &now) != 0)
		fatal("the system has no clock");
	return (int64_t)now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

/* ---- the wall clock, held ---- */

#define NEVER INT64_MIN

/* The wall clock at the machine's start, as it was when the clock was last trusted, and as it is said to be now, and since when. */
static _Atomic int64_t trusted = NEVER, doubted = NEVER, doubted_since;

static int64_t distance(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

int64_t clock_held(int64_t wall, int64_t since_boot)
{
	int64_t start = wall - since_boot, known = atomic_load(&trusted), doubt;

	/* What NTP moves little by little is followed. */
	if (known == NEVER || distance(start, known) <= CLOCK_TOLERANCE_US) {
		if (start != known)
			atomic_store(&trusted, start);
		return wall;
	}
	doubt = atomic_load(&doubted);
	if (doubt == NEVER || distance(start, doubt) > CLOCK_TOLERANCE_US) {
		atomic_store(&doubted_since, since_boot);
		atomic_store(&doubted, start);
	} else if (since_boot - atomic_load(&doubted_since) >= CLOCK_WAIT_US) {
		atomic_store(&trusted, start);
		return wall;
	}
	return since_boot + known;
}

int64_t clock_now(void)
{
	return clock_held(read_clock(CLOCK_REALTIME), read_clock(CLOCK_BOOTTIME));
}

enum clock_course clock_watch(int64_t *by_us)
{
	static int64_t seen = NEVER;
	static bool jumped = false;
	int64_t wall = read_clock(CLOCK_REALTIME), since_boot = read_clock(CLOCK_BOOTTIME);
	int64_t held = clock_held(wall, since_boot), before = seen;

	*by_us = wall - held;
	seen = held - since_boot;
	if (distance(wall, held) > CLOCK_TOLERANCE_US) {
		enum clock_course course = jumped ? CLOCK_STEADY : CLOCK_JUMPED;
		jumped = true;
		return course;
	}
	if (!jumped)
		return CLOCK_STEADY;
	jumped = false;
	atomic_store(&doubted, NEVER); /* the next jump, even to the same time, is waited out anew */
	*by_us = seen - before;
	return distance(seen, before) > CLOCK_TOLERANCE_US ? CLOCK_ADOPTED : CLOCK_BACK;
}

int64_t clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

/* Whole seconds, rounded down, and the microseconds that remain, for times before 1970 too. */
static time_t seconds_of(int64_t us, int *rest)
{
	int64_t seconds = us / SECOND_US, remain = us % SECOND_US;

	if (remain < 0) {
		seconds--;
		remain += SECOND_US;
	}
	*rest = (int)remain;
	return (time_t)seconds;
}

static struct tm calendar(time_t seconds)
{
	struct tm tm;

	if (gmtime_r(&seconds, &tm) == NULL)
		fatal("no calendar day for %lld", (long long)seconds);
	return tm;
}

const char *time_text(struct arena *arena, int64_t us)
{
	struct tm tm;
	int rest;

	if (us == TIME_NONE)
		return NULL;
	tm = calendar(seconds_of(us, &rest));
	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec, rest);
}

json_t *time_json(int64_t us)
{
	struct tm tm;
	int rest;

	if (us == TIME_NONE)
		return json_null();
	tm = calendar(seconds_of(us, &rest));
	return json_sprintf(
	    "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, rest);
}

/* Reads COUNT digits; false if one is missing. Moves *TEXT on. */
static bool digits(const char **text, int count, int *value)
{
	*value = 0;
	for (; count > 0; count--, (*text)++) {
		if (!isdigit((unsigned char)**text))
			return false;
		*value = *value * 10 + (**text - '0');
	}
	return true;
}

static bool literal(const char **text, const char *one_of)
{
	if (**text == '\0' || strchr(one_of, **text) == NULL)
		return false;
	(*text)++;
	return true;
}

static bool day_parse(const char **text, struct tm *tm)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day, last;

	if (!digits(text, 4, &year) || !literal(text, "-") || !digits(text, 2, &month) || !literal(text, "-") || !digits(text, 2, &day) ||
	    month < 1 || month > 12 || year < 1)
		return false;
	last = days[month - 1];
	if (month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0))
		last = 29;
	if (day < 1 || day > last)
		return false;
	*tm = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
	return true;
}

/* "Z" or "+08:00", in seconds east of UTC. */
static bool offset_parse(const char **text, int *offset)
{
	int hours, minutes, sign = **text == '-' ? -1 : 1;

	*offset = 0;
	if (literal(text, "Zz"))
		return true;
	if (!literal(text, "+-") || !digits(text, 2, &hours) || !literal(text, ":") || !digits(text, 2, &minutes) || hours > 23 ||
	    minutes > 59)
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool time_parse(const char *text, int64_t *us)
{
	struct tm tm;
	int micros = 0, offset, weight = 100000;

	if (!day_parse(&text, &tm) || !literal(&text, "Tt ") || !digits(&text, 2, &tm.tm_hour) || !literal(&text, ":") ||
	    !digits(&text, 2, &tm.tm_min) || !literal(&text, ":") || !digits(&text, 2, &tm.tm_sec) || tm.tm_hour > 23 || tm.tm_min > 59 ||
	    tm.tm_sec > 59)
		return false; /* a leap second is no time of this clock either */
	if (literal(&text, ".")) {
		if (!isdigit((unsigned char)*text))
			return false;
		for (; isdigit((unsigned char)*text); text++, weight /= 10)
			micros += (*text - '0') * weight; /* beyond microseconds: cut off */
	}
	if (!offset_parse(&text, &offset) || *text != '\0')
		return false;
	int64_t seconds = (int64_t)timegm(&tm) - offset;
	*us = seconds * SECOND_US + micros;
	return seconds >= FIRST_S && seconds < END_S;
}

bool day_valid(const char *text)
{
	struct tm tm;

	return day_parse(&text, &tm) && *text == '\0';
}
