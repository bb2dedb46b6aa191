/* The audit trail as organisers and auditors read it. */
#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "core/request/audit_trail.h"
#include "core/request/route.h"

/* LIKE's wildcards in a prefix are not wanted, so actions are compared by LEFT(): "entry." finds all about entries. */
#define ABOUT                                                                                                               \
	"(:action IS NULL OR LEFT(CONVERT(a.action USING utf8mb4), CHAR_LENGTH(:action)) = :action) AND " SQL_ASCII_FILTER( \
	    "a.object", "object") " AND (:object_id IS NULL OR a.object_id = :object_id)"
#define FILTER                                                                                          \
	"a.edition_id = :edition AND " ABOUT " AND (:by IS NULL OR a.account_id = :by)"                 \
	" AND (:from IS NULL OR a.at >= :from) AND (:to IS NULL OR a.at < :to) AND " SQL_OTHERS_RECORD( \
	    "a.object", "a.object_id", "a.detail") " AND " SQL_SEARCH("a.reason, a.detail")

struct filter {
	const char *action, *object, *text;
	int64_t object_id, account, from, to;
};

static int64_t query_time(const struct request *r, const char *name)
{
	const char *text = request_query(r, name);
	int64_t us;

	return text && time_parse(text, &us) ? us : TIME_NONE;
}

static enum handled entries_of(struct request *r, int64_t edition)
{
	bool interested = conflict_gate_interested(r);
	struct db_rows rows, total;
	struct filter f = {
	    .action = request_query(r, "action"),
	    .object = request_query(r, "object"),
	    .text = request_query(r, "text"),
	    .object_id = request_query_int(r, "object_id", 0),
	    .account = request_query_int(r, "account", 0),
	    .from = query_time(r, "from"),
	    .to = query_time(r, "to"),
	};

	DB_TRY(sql_query(r, &rows,
	    "SELECT a.seq, a.at, a.account_id, p.name, a.roles, a.address, a.request_id, a.action, a.object, a.object_id, a.reason, a.detail,"
	    " LOWER(HEX(a.hash)) FROM audit a LEFT JOIN accounts p ON p.id = a.account_id WHERE " FILTER
	    " AND " SQL_BEFORE("a.seq") " ORDER BY a.seq DESC" SQL_PAGE_AFTER,
	    P(edition), P(action, f.action), P(object, f.object), P(object_id, ID(f.object_id)), P(by, ID(f.account)),
	    P(from, TIME(f.from)), P(to, TIME(f.to)), P(q, f.text), P(interested), PAGE_AFTER(r)));
	DB_TRY(!page_first(r) ? DB_OK
			      : sql_query(r, &total, "SELECT COUNT(*) FROM audit a WHERE " FILTER, P(edition), P(action, f.action),
				    P(object, f.object), P(object_id, ID(f.object_id)), P(by, ID(f.account)), P(from, TIME(f.from)),
				    P(to, TIME(f.to)), P(q, f.text), P(interested)));
	return reply_list_after(r,
	    db_json_rows(&rows, "itissssssisjs", "seq", "at", "account_id", "account_name", "roles", "address", "request_id", "action",
		"object", "object_id", "reason", "detail", "hash"),
	    "seq", page_first(r) ? db_int(&total, 0, 0) : 0);
}

static enum handled of_edition(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows may;

	DB_TRY(sql_query(r, &may, "SELECT id FROM editions WHERE id = :edition AND " SQL_READER("id"), P(edition)));
	if (may.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return entries_of(r, edition);
}

/* What belongs to no edition: accounts, grants, contests, the calendar. */
static enum handled of_none(struct request *r)
{
	struct db_rows may;

	DB_TRY(sql_query(r, &may, "SELECT has_role(:account, 'auditor', NULL) OR has_role(:account, 'admin', NULL)"));
	if (!db_int(&may, 0, 0))
		return reply_problem(r, &problem_not_found, NULL);
	return entries_of(r, 0);
}

/* Walks a chain from its first row to its last, and says what is wrong with the first that does not fit. */
static enum handled verify(struct request *r)
{
	int64_t edition = request_query_int(r, "edition", 0);
	struct audit_verdict verdict;
	struct db_rows may;

	DB_TRY(sql_query(r, &may, "SELECT has_role(:account, 'auditor', NULLIF(:edition, 0))", P(edition)));
	if (!db_int(&may, 0, 0))
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(audit_verify_edition(r->db, r->arena, edition, &verdict));
	return reply_json(r, 200,
	    json_pack("{s:I, s:b, s:I, s:s?}", "edition_id", (json_int_t)edition, "intact", verdict.broken == NULL, "rows",
		(json_int_t)verdict.rows, "broken", verdict.broken));
}

static const struct input_field verify_query[] = {
    {.name = "edition", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

static const struct input_field filters[] = {
    {.name = "action", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE},
    {.name = "object", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE},
    {.name = "object_id", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "account", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "from", .type = INPUT_TIME},
    {.name = "to", .type = INPUT_TIME},
    {.name = "text", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_PAGE_AFTER,
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/audit", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, filters, of_edition},
    {METHOD_GET, "/api/v1/audit", ROLE_AUDITOR | ROLE_ADMIN, 0, 0, NULL, filters, of_none},
    {METHOD_GET, "/api/v1/audit/verify", ROLE_AUDITOR, ROUTE_SLOW, 0, NULL, verify_query, verify},
};

ROUTE_TABLE(audit_log_routes, rows);
