/* Days and times as people have them, by the clock of a place: the border between points in time and dates, the only one. No function here looks at
 * the process's own time zone. */
#ifndef CORE_BASE_ZONE_H
#define CORE_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"

/* A time zone; lives as long as the process and never changes. */
struct zone;

/* Asia/Shanghai: what counts where nothing else is said. UTC+8 without daylight saving; it needs no tzdata. */
const struct zone *zone_beijing(void);
/* By its name in the IANA database, "America/New_York"; Asia/Shanghai for NULL. NULL: the tzdata of this machine has no such zone. Any thread. */
const struct zone *zone_find(const char *name);
const char *zone_name(const struct zone *);

/* Days since 1970-01-01 of the day there on which US falls. */
int64_t zone_day_number(const struct zone *, int64_t us);
/* The first moment of that day there, which is midnight unless clocks are set forward over it. */
int64_t zone_day_start(const struct zone *, int64_t number);
/* Seconds east of UTC at US. */
int64_t zone_offset(const struct zone *, int64_t us);

/* The day there on which US falls, "YYYY-MM-DD". */
const char *zone_day(struct arena *, const struct zone *, int64_t us);
/* For sentences that people read: the same with the time of day there, "YYYY-MM-DD HH:MM:SS". */
const char *zone_time(struct arena *, const struct zone *, int64_t us);
/* The same of a time by which something must be done: the midnight with which a day begins there ends the day before, "YYYY-MM-DD 24:00:00". */
const char *zone_deadline(struct arena *, const struct zone *, int64_t us);

#endif
