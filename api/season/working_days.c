#include "api/season/working_days.h"

#include <string.h>

#include "core/base/clock.h"

#define DAY_US (INT64_C(86400) * SECOND_US)
#define SHANGHAI_US (INT64_C(8) * 3600 * SECOND_US)
/* The first of January 1970 was a Thursday, three days after a Monday. */
#define EPOCH_WEEKDAY 3
/* More than WORKING_DAYS_MAX working days need under any calendar that people work by. */
#define SEARCH_DAYS 731

/* Days since 1970-01-01 of the day in Shanghai on which US falls, also before 1970. */
static int64_t day_number(int64_t us)
{
	int64_t local = us + SHANGHAI_US;

	return local / DAY_US - (local % DAY_US < 0);
}

static int64_t day_start(int64_t number)
{
	return number * DAY_US - SHANGHAI_US;
}

static bool weekday(int64_t number)
{
	return ((number + EPOCH_WEEKDAY) % 7 + 7) % 7 < 5;
}

enum db_status working_days_end(struct db *db, struct arena *arena, int64_t start, int64_t count, int64_t *end)
{
	struct db_rows exceptions;
	int64_t day = day_number(start), last = day + SEARCH_DAYS;
	enum db_status status = db_query(db, arena, &exceptions,
	    "SELECT DATEDIFF(day, '1970-01-01'), working FROM calendar_days WHERE day > :first AND day <= :last ORDER BY day",
	    P(first, day_in_shanghai(arena, start)), P(last, day_in_shanghai(arena, day_start(last))));

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
	*end = day_start(day + 1);
	return DB_OK;
}

enum db_status working_days_unknown(struct db *db, struct arena *arena, int64_t start, int64_t end, json_t **years)
{
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows,
	    "WITH RECURSIVE y (year) AS (SELECT YEAR(:first) UNION ALL SELECT year + 1 FROM y WHERE year < YEAR(:last))"
	    " SELECT y.year FROM y LEFT JOIN calendar_years k ON k.year = y.year WHERE k.year IS NULL ORDER BY y.year",
	    P(first, day_in_shanghai(arena, start)), P(last, day_in_shanghai(arena, end - 1)));

	*years = arena_json(arena, json_array());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_array_append_new(*years, json_integer(db_int(&rows, i, 0)));
	return status;
}
