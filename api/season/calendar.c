/* The calendar of working days: public holidays, and weekend days that are worked (调休); and of which years they have been entered. */
#include "api/season/working_days.h"

#include <string.h>

#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/say.h"
#include "api/shared/zones.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* Of calendar_years: as the table's constraint has them. */
#define YEAR_FIRST 1949
#define YEAR_LAST 9998

#define COLUMNS "DATE_FORMAT(day, '%Y-%m-%d'), working, name"

static json_t *day_json(const struct db_rows *rows, size_t row)
{
	return db_json_row(rows, row, "sbs", "day", "working", "name");
}

static enum handled list(struct request *r)
{
	struct db_rows rows, total;
	const char *from = request_query(r, "from"), *to = request_query(r, "to");

	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS " FROM calendar_days WHERE (:from IS NULL OR day >= :from) AND (:to IS NULL OR day <= :to) ORDER BY day"
	    "" SQL_PAGE,
	    P(from), P(to), PAGE(r)));
	DB_TRY(sql_query(r, &total,
	    "SELECT COUNT(*) FROM calendar_days WHERE (:from IS NULL OR day >= :from) AND (:to IS NULL OR day <= :to)", P(from), P(to)));
	return reply_list(r, db_json_rows(&rows, "sbs", "day", "working", "name"), db_int(&total, 0, 0));
}

static enum handled get(struct request *r)
{
	struct db_rows rows;

	if (!day_valid(r->params[0]))
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS " FROM calendar_days WHERE day = :day", P(day, r->params[0])));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, 200, day_json(&rows, 0));
}

/* Whether the actor keeps the calendar; it belongs to no edition. */
static enum handled founder(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT " SQL_FOUNDER));
	return db_int(&rows, 0, 0) ? GO_ON : reply_problem(r, &problem_forbidden, NULL);
}

static int64_t day_id(const char *day)
{
	int64_t id = 0;

	for (; *day; day++)
		if (*day != '-')
			id = 10 * id + (*day - '0');
	return id;
}

/* Days have no number of their own; the audit trail names one by its digits: 20260501. */
static void note(struct request *r, const char *action, json_t *detail)
{
	audit(r, (struct audit_event){.action = action, .object = "calendar_days", .object_id = day_id(r->params[0]), .detail = detail});
}

static enum handled put(struct request *r)
{
	bool working = input_bool(r, "working", false);
	const char *name = input_text(r, "name");

	if (!day_valid(r->params[0]))
		return reply_problem(r, &problem_day_invalid, "day");
	STEP(founder(r));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO calendar_days (day, working, name) VALUES (:day, :working, :name)"
	    " ON DUPLICATE KEY UPDATE working = VALUE(working), name = VALUE(name)",
	    P(day, r->params[0]), P(working), P(name)));
	note(r, "calendar_day.set", json_pack("{s:b, s:s?}", "working", working, "name", name));
	return get(r);
}

static enum handled remove_day(struct request *r)
{
	int64_t found;

	STEP(founder(r));
	if (!day_valid(r->params[0]))
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_exec(r, &found, "DELETE FROM calendar_days WHERE day = :day", P(day, r->params[0])));
	if (found == 0)
		return reply_problem(r, &problem_not_found, NULL);
	note(r, "calendar_day.remove", NULL);
	return reply_empty(r, 204);
}

/* ---- years that have been entered ---- */

static enum handled list_years(struct request *r)
{
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows,
	    "SELECT y.year, y.source, (SELECT COUNT(*) FROM calendar_days d WHERE NOT d.working AND YEAR(d.day) = y.year),"
	    " (SELECT COUNT(*) FROM calendar_days d WHERE d.working AND YEAR(d.day) = y.year)"
	    " FROM calendar_years y ORDER BY y.year" SQL_PAGE,
	    PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM calendar_years"));
	return reply_list(r, db_json_rows(&rows, "isii", "year", "source", "days_off", "days_worked"), db_int(&total, 0, 0));
}

/* The year in the path; 0 if it is none. */
static int64_t year_param(const struct request *r)
{
	const char *text = r->params[0];

	return strlen(text) == 4 && strspn(text, "0123456789") == 4 ? day_id(text) : 0;
}

static void note_year(struct request *r, const char *action, int64_t year, json_t *detail)
{
	audit(r, (struct audit_event){.action = action, .object = "calendar_years", .object_id = year, .detail = detail});
}

static enum handled put_year(struct request *r)
{
	int64_t year = year_param(r);
	const char *source = input_text(r, "source");

	if (year < YEAR_FIRST || year > YEAR_LAST)
		return reply_problem(r, &problem_day_invalid, "year");
	STEP(founder(r));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO calendar_years (year, source) VALUES (:year, :source) ON DUPLICATE KEY UPDATE source = VALUE(source)", P(year),
	    P(source)));
	note_year(r, "calendar_year.set", year, json_pack("{s:s}", "source", source));
	return reply_json(r, 200, json_pack("{s:I, s:s}", "year", (json_int_t)year, "source", source));
}

static enum handled remove_year(struct request *r)
{
	int64_t found, year = year_param(r);

	STEP(founder(r));
	DB_TRY(sql_exec(r, &found, "DELETE FROM calendar_years WHERE year = :year", P(year)));
	if (found == 0)
		return reply_problem(r, &problem_not_found, NULL);
	note_year(r, "calendar_year.remove", year, NULL);
	return reply_empty(r, 204);
}

/* ---- periods ---- */

/* What whoever plans the period should know, in words. */
static json_t *warnings(struct request *r, const json_t *unknown)
{
	json_t *list = json_array(), *year;
	size_t i;

	json_array_foreach (unknown, i, year)
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:s}", "code", "holidays-unknown", "year", json_integer_value(year), "message",
			SAY(r, "%lld 年的放假安排尚未录入：公示期只按周末计算，可能提前结束。请先在工作日历中录入，再公布。",
			    "%lld 年的放假安排尚未錄入：公示期只按週末計算，可能提前結束。請先在工作日曆中錄入，再公布。",
			    "The public holidays of %lld have not been entered: the period is counted by weekends alone and may end too early. "
			    "Enter them in the calendar before publishing.",
			    (long long)json_integer_value(year))));
	return list;
}

/* When a period would end, for whoever plans a notice. */
static enum handled working_days(struct request *r)
{
	int64_t start = r->arrived_at, end, days = request_query_int(r, "days", 1);
	const char *after = request_query(r, "after");
	int64_t edition = request_query_int(r, "edition", 0);
	const struct zone *zone = zone_beijing();
	struct db_rows seen;
	json_t *unknown;

	if (after && !time_parse(after, &start))
		return reply_problem(r, &problem_bad_request, "after");
	if (edition) {
		DB_TRY(sql_query(r, &seen,
		    "SELECT " SQL_ZONE("e.rulebook_id") " FROM editions e WHERE e.id = :edition AND " SQL_EDITION_VISIBLE, P(edition)));
		if (seen.count == 0)
			return reply_problem(r, &problem_not_found, NULL);
		zone = zone_of(db_text(&seen, 0, 0));
	}
	switch (working_days_end(r->db, r->arena, zone, start, days, &end)) {
	case DB_OK:
		DB_TRY(working_days_unknown(r->db, r->arena, zone, start, end, &unknown));
		return reply_json(r, 200,
		    json_pack("{s:o, s:s, s:I, s:o, s:o}", "after", time_json(start), "timezone", zone_name(zone), "days", (json_int_t)days,
			"ends_at", time_json(end), "warnings", warnings(r, unknown)));
	case DB_REFUSED:
		return reply_problem(r, &problem_no_working_day, "days");
	default:
		return HANDLED_DB_FAILED;
	}
}

static const struct input_field list_query[] = {
    {.name = "from", .type = INPUT_DAY},
    {.name = "to", .type = INPUT_DAY},
    INPUT_PAGE,
    INPUT_END,
};

static const struct input_field put_input[] = {
    {.name = "working", .type = INPUT_BOOL, .required = true},
    {.name = "name", .type = INPUT_NAME, .nullable = true, .max = LIMIT_NAME},
    INPUT_END,
};

static const struct input_field year_input[] = {
    {.name = "source", .type = INPUT_NAME, .required = true, .max = LIMIT_SOURCE},
    INPUT_END,
};

static const struct input_field years_query[] = {INPUT_PAGE, INPUT_END};

static const struct input_field working_query[] = {
    {.name = "after", .type = INPUT_TIME},
    {.name = "edition", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "days", .type = INPUT_INT, .required = true, .min = 1, .max = WORKING_DAYS_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/calendar", ROLE_PUBLIC, 0, 0, NULL, list_query, list},
    {METHOD_GET, "/api/v1/calendar/{day}", ROLE_PUBLIC, 0, 0, NULL, NULL, get},
    {METHOD_PUT, "/api/v1/calendar/{day}", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 4096, put_input, NULL, put},
    {METHOD_DELETE, "/api/v1/calendar/{day}", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 0, NULL, NULL, remove_day},
    {METHOD_GET, "/api/v1/calendar-years", ROLE_PUBLIC, 0, 0, NULL, years_query, list_years},
    {METHOD_PUT, "/api/v1/calendar-years/{year}", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 4096, year_input, NULL, put_year},
    {METHOD_DELETE, "/api/v1/calendar-years/{year}", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 0, NULL, NULL, remove_year},
    {METHOD_GET, "/api/v1/working-days", ROLE_PUBLIC, 0, 0, NULL, working_query, working_days},
};

ROUTE_TABLE(calendar_routes, rows);
