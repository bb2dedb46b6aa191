#include "api/season/working_days.h"

#include <string.h>

#include "core/base/clock.h"

/* The first of January 1970 was a Thursday, three days after a Monday. */
#define EPOCH_WEEKDAY 3
/* More than WORKING_DAYS_MAX working days need under any calendar that people work by. */
#define SEARCH_DAYS 731

static bool weekday(int64_t number)
{
	return ((number + EPOCH_WEEKDAY) % 7 + 7) % 7 < 5;
}

enum db_status working_days_end(struct db *db, struct arena *arena, const struct zone *zone, int64_t start, int64_t count, int64_t *end)
{
	struct db_rows exceptions;
	int64_t day = zone_day_number(zone, start), last = day + SEARCH_DAYS;
	enum db_status status = db_query(db, arena, &exceptions,
	    "SELECT DATEDIFF(day, '1970-01-01'), working FROM calendar_days WHERE day > :first AND day <= :last ORDER BY day",
	    P(first, zone_day(arena, zone, start)), P(last, zone_day(arena, zone, zone_day_start(zone, last))));

	*end = TIME_NONE;
	if (status != DB_OK)
		return status;
	for (size_t next = 0; count > 0;) {
		if (++day > last)
			return DB_REFUSED;
		bool working = weekday(day);
		if (next < exceptions.count && db_int(&exceptions, next, 0) == day)
			working = db_int(&exceptions, next++, 1);
		count -= working;
	}
	*end = zone_day_start(zone, day + 1);
	return DB_OK;
}

enum db_status working_days_unknown(struct db *db, struct arena *arena, const struct zone *zone, int64_t start, int64_t end, json_t **years)
{
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows,
	    "WITH RECURSIVE y (year) AS (SELECT YEAR(:first) UNION ALL SELECT year + 1 FROM y WHERE year < YEAR(:last))"
	    " SELECT y.year FROM y LEFT JOIN calendar_years k ON k.year = y.year WHERE k.year IS NULL ORDER BY y.year",
	    P(first, zone_day(arena, zone, start)), P(last, zone_day(arena, zone, end - 1)));

	*years = arena_json(arena, json_array());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_array_append_new(*years, json_integer(db_int(&rows, i, 0)));
	return status;
}
