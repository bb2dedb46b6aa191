/* Points in time: microseconds since 1970-01-01T00:00:00Z, as int64_t, called …_at or …_us. NULL in the database is TIME_NONE. */
#ifndef CORE_BASE_CLOCK_H
#define CORE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"

#define TIME_NONE INT64_MIN
#define SECOND_US INT64_C(1000000)

int64_t clock_now(void);       /* UTC wall clock, kept by NTP */
int64_t clock_monotonic(void); /* for durations only */

/* RFC 3339 in UTC with microseconds, "2026-03-01T04:05:06.123456Z"; NULL for TIME_NONE. */
const char *time_text(struct arena *, int64_t us);
/* The same as a new JSON string, or JSON null for TIME_NONE. */
json_t *time_json(int64_t us);
/* Parses RFC 3339 with any offset; false if it is not one, or not a real day and time. Times lie in the years 1 to 9999 in UTC, with a day to
 * spare at the end, so that one plus a grace period is a time still. */
bool time_parse(const char *text, int64_t *us);
/* A real day YYYY-MM-DD. */
bool day_valid(const char *text);
/* The day in Asia/Shanghai (UTC+8, no daylight saving) on which US falls, "YYYY-MM-DD". */
const char *day_in_shanghai(struct arena *, int64_t us);
/* For sentences that people read: the same with the time of day there, "YYYY-MM-DD HH:MM:SS". */
const char *time_in_shanghai(struct arena *, int64_t us);

#endif
