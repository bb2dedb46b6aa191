/* What an entry or an investment looked like before: every version the database has kept, or the one that held at a given time. */
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "core/request/route.h"

/* ---- entries ---- */

#define ENTRY_COLUMNS                                                                                                      \
	"e.version, e.state, e.title, e.industry, e.number, e.submission_id, e.returned_why, s.arrived_at, (SELECT a.name" \
	" FROM accounts a WHERE a.id = s.submitted_by), e.ROW_START,"                                                      \
	" IF(e.ROW_END > UTC_TIMESTAMP(6) + INTERVAL 1 YEAR, NULL, e.ROW_END)"
#define ENTRY_FROM(time) " FROM entries FOR SYSTEM_TIME " time " e LEFT JOIN submissions s ON s.id = e.submission_id WHERE e.id = :entry"
#define ENTRY_SHAPE "issssiststt"
#define ENTRY_NAMES \
	"version", "state", "title", "industry", "number", "submission_id", "returned_why", "submitted_at", "submitted_by", "from", "to"

/* As it stood at AT, with the form that counted, if any, and the eligibility decision of that time. */
static enum handled entry_at(struct request *r, int64_t entry, int64_t at)
{
	struct db_rows rows, decision;

	DB_TRY(sql_query(
	    r, &rows, "SELECT " ENTRY_COLUMNS ", JSON_EXTRACT(s.body, '$.form')" ENTRY_FROM("AS OF :at"), P(at, TIME(at)), P(entry)));
	DB_TRY(sql_query(r, &decision,
	    "SELECT x.decision, x.reason, x.note, x.decided_at, (SELECT a.name FROM accounts a WHERE a.id = x.decided_by)"
	    " FROM eligibility_decisions FOR SYSTEM_TIME AS OF :at x WHERE x.entry_id = :entry",
	    P(at, TIME(at)), P(entry)));
	json_t *items = db_json_rows(&rows, ENTRY_SHAPE "j", ENTRY_NAMES, "form");
	if (rows.count)
		json_object_set_new(json_array_get(items, 0), "eligibility",
		    decision.count ? db_json_row(&decision, 0, "sssts", "decision", "reason", "note", "decided_at", "decided_by")
				   : json_null());
	return reply_list(r, items, (int64_t)rows.count);
}

static enum handled entry_history(struct request *r)
{
	struct db_rows rows, may;
	int64_t entry = request_id_param(r, 0), at;

	DB_TRY(sql_query(r, &may,
	    "SELECT (SELECT COUNT(*) FROM entries FOR SYSTEM_TIME ALL v WHERE v.id = e.id) FROM entries e WHERE e.id = :entry AND " SQL_READER(
		"e.edition_id"),
	    P(entry)));
	if (may.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (request_query(r, "at") && time_parse(request_query(r, "at"), &at))
		return entry_at(r, entry, at);
	DB_TRY(
	    sql_query(r, &rows, "SELECT " ENTRY_COLUMNS ENTRY_FROM("ALL") " ORDER BY e.ROW_START, e.version" SQL_PAGE, P(entry), PAGE(r)));
	return reply_list(r, db_json_rows(&rows, ENTRY_SHAPE, ENTRY_NAMES), db_int(&may, 0, 0));
}

/* ---- investments ---- */

#define INVESTMENT_COLUMNS                                                                                                                    \
	"i.version, i.state, i.investor, i.investor_is_person, i.facts, (SELECT a.name FROM accounts a WHERE a.id = i.first_by), i.first_at," \
	" i.first_why, (SELECT a.name FROM accounts a WHERE a.id = i.second_by), i.second_at, i.second_why, i.rejected_why, i.ROW_START,"     \
	" IF(i.ROW_END > UTC_TIMESTAMP(6) + INTERVAL 1 YEAR, NULL, i.ROW_END)"
#define INVESTMENT_NAMES                                                                                                              \
	"version", "state", "investor", "investor_is_person", "facts", "first_by", "first_at", "first_why", "second_by", "second_at", \
	    "second_why", "rejected_why", "from", "to"
#define INVESTMENT_SHAPE "issbjstsstsstt"

static enum handled investment_history(struct request *r)
{
	struct db_rows rows, may;
	int64_t id = request_id_param(r, 0), at;

	DB_TRY(sql_query(r, &may,
	    "SELECT (SELECT COUNT(*) FROM investments FOR SYSTEM_TIME ALL v WHERE v.id = i.id) FROM investments i WHERE i.id = :id AND " SQL_READER(
		"i.edition_id"),
	    P(id)));
	if (may.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (request_query(r, "at") && time_parse(request_query(r, "at"), &at)) {
		DB_TRY(sql_query(r, &rows, "SELECT " INVESTMENT_COLUMNS " FROM investments FOR SYSTEM_TIME AS OF :at i WHERE i.id = :id",
		    P(at, TIME(at)), P(id)));
		return reply_list(r, db_json_rows(&rows, INVESTMENT_SHAPE, INVESTMENT_NAMES), (int64_t)rows.count);
	}
	DB_TRY(sql_query(r, &rows,
	    "SELECT " INVESTMENT_COLUMNS
	    " FROM investments FOR SYSTEM_TIME ALL i WHERE i.id = :id ORDER BY i.ROW_START, i.version" SQL_PAGE,
	    P(id), PAGE(r)));
	return reply_list(r, db_json_rows(&rows, INVESTMENT_SHAPE, INVESTMENT_NAMES), db_int(&may, 0, 0));
}

static const struct input_field query[] = {
    INPUT_PAGE,
    {.name = "at", .type = INPUT_TIME},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/history", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, query, entry_history},
    {METHOD_GET, "/api/v1/investments/{investment}/history", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, query, investment_history},
};

ROUTE_TABLE(history_routes, rows);
