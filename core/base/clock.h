/* Points in time: microseconds since 1970-01-01T00:00:00Z, as int64_t, called …_at or …_us. NULL in the database is TIME_NONE. */
#ifndef CORE_BASE_CLOCK_H
#define CORE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"

#define TIME_NONE INT64_MIN
#define SECOND_US INT64_C(1000000)

/* UTC, kept by NTP, and not to be misled by one look: when the system's clock jumps by more than CLOCK_TOLERANCE_US against the time since the
 * machine's start, this one goes on as before, until the system's has kept its new course for CLOCK_WAIT_US. Any thread. */
int64_t clock_now(void);
int64_t clock_monotonic(void); /* for durations only */

#define CLOCK_TOLERANCE_US (30 * SECOND_US) /* more than NTP ever steps a clock that it keeps; less than matters to any limit */
#define CLOCK_WAIT_US (900 * SECOND_US)     /* a clock that was set by mistake is set back in this time, or it was no mistake */

enum clock_course { CLOCK_STEADY, CLOCK_JUMPED, CLOCK_BACK, CLOCK_ADOPTED };

/* What has become of the clock since the last call, and in *BY_US by how much the system's differs. To be called about each second by one thread: whoever
 * does not look notices no jump. */
enum clock_course clock_watch(int64_t *by_us);
/* How clock_now() comes about, for the tests: WALL and SINCE_BOOT are what the system's clocks show. */
int64_t clock_held(int64_t wall, int64_t since_boot);

/* RFC 3339 in UTC with microseconds, "2026-03-01T04:05:06.123456Z"; NULL for TIME_NONE. */
const char *time_text(struct arena *, int64_t us);
/* The same as a new JSON string, or JSON null for TIME_NONE. */
json_t *time_json(int64_t us);
/* Parses RFC 3339 with any offset; false if it is not one, or not a real day and time. Times lie in the years 1 to 9999 in UTC, with a day to
 * spare at the end, so that one plus a grace period is a time still. */
bool time_parse(const char *text, int64_t *us);
/* A real day YYYY-MM-DD. */
bool day_valid(const char *text);

#endif
