/* Periods counted in working days, by the clock of a time zone: Monday to Friday, but for the exceptions in calendar_days.
 *
 * The day on which a period begins does not count; the next day is day 1 if it is a working day. */
#ifndef API_SEASON_WORKING_DAYS_H
#define API_SEASON_WORKING_DAYS_H

#include "core/base/zone.h"
#include "core/db/db.h"

#define WORKING_DAYS_MAX 250

/* *END becomes the end of the COUNT-th working day after START: the midnight in which that day ends there, as µs. What arrives before it is
 * within the period. COUNT is 1 to WORKING_DAYS_MAX. DB_REFUSED if the calendar leaves no such day within two years; then *END is TIME_NONE. */
__attribute__((warn_unused_result)) enum db_status working_days_end(
    struct db *, struct arena *, const struct zone *, int64_t start, int64_t count, int64_t *end);

/* *YEARS becomes an array, in the arena, of the years on which days from START to before END fall and whose holidays nobody has entered
 * (calendar_years): only their weekends are known, and the period may end too early. */
__attribute__((warn_unused_result)) enum db_status working_days_unknown(
    struct db *, struct arena *, const struct zone *, int64_t start, int64_t end, json_t **years);

#endif
