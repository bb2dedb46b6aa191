/* Money that firms already had from other schemes: for exclusion and top-up (差额补贴) in the award list. */
#include <string.h>

#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

#define FEN_MAX INT64_C(9007199254740991)

#define COLUMNS "p.id, p.edition_id, p.firm_id, f.name, f.code, p.scheme, p.amount_fen, p.source, a.name, p.recorded_at"
#define FROM " FROM prior_awards p JOIN firms f ON f.id = p.firm_id JOIN accounts a ON a.id = p.recorded_by"
#define SHAPE "iiisssisst"
#define NAMES "id", "edition_id", "firm_id", "firm_name", "firm_code", "scheme", "amount_fen", "source", "recorded_by", "recorded_at"
#define LIST_WHERE                                                                                             \
	" WHERE p.edition_id = :edition AND " SQL_OTHERS_FIRM("p.firm_id", "p.edition_id") " AND " SQL_FILTER( \
	    "p.firm_id", "firm") " AND " SQL_FILTER("p.scheme", "scheme") " AND " SQL_SEARCH("f.name, f.code")

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0), firm = request_query_int(r, "firm_id", 0);
	const char *scheme = request_query(r, "scheme"), *q = request_query(r, "q");
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS FROM LIST_WHERE " ORDER BY p.firm_id, p.scheme, p.id" SQL_PAGE, P(edition),
	    P(firm, ID(firm)), P(scheme), P(q), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FROM LIST_WHERE, P(edition), P(firm, ID(firm)), P(scheme), P(q)));
	return reply_list(r, db_json_rows(&rows, SHAPE, NAMES), db_int(&total, 0, 0));
}

static enum handled record(struct request *r)
{
	int64_t edition = request_id_param(r, 0), firm = input_int(r, "firm_id", 0);
	struct db_rows rows;

	STEP(edition_may(r, edition, EDITION_CHANGE));
	DB_TRY(sql_query(r, &rows, "SELECT 1 FROM firms WHERE id = :firm", P(firm)));
	if (rows.count == 0)
		return reply_problem(r, &problem_prior_award_firm_unknown, "firm_id");
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO prior_awards (edition_id, firm_id, scheme, amount_fen, source, recorded_by, recorded_at)"
	    " VALUES (:edition, :firm, :scheme, :amount_fen, :source, :account, :now)",
	    P(edition), P(firm), P(scheme, input_text(r, "scheme")), P(amount_fen, input_int(r, "amount_fen", 0)),
	    P(source, input_text(r, "source"))));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "prior_award.record",
		     .object = "prior_awards",
		     .object_id = id,
		     .reason = input_text(r, "source"),
		     .detail = json_pack("{s:I, s:s, s:I}", "firm_id", (json_int_t)firm, "scheme", input_text(r, "scheme"), "amount_fen",
			 (json_int_t)input_int(r, "amount_fen", 0))});
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS FROM " WHERE p.id = :id", P(id)));
	return reply_json(r, 201, db_json_row(&rows, 0, SHAPE, NAMES));
}

/* The row goes; system versioning keeps what it was, the audit trail why it went. */
static enum handled take_out(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id, firm_id, scheme, amount_fen FROM prior_awards WHERE id = :id FOR UPDATE", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(edition_may(r, db_int(&rows, 0, 0), EDITION_CHANGE));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM prior_awards WHERE id = :id", P(id)));
	audit(r, (struct audit_event){.edition_id = db_int(&rows, 0, 0),
		     .action = "prior_award.remove",
		     .object = "prior_awards",
		     .object_id = id,
		     .reason = input_text(r, "reason"),
		     .detail = db_json_row(&rows, 0, "-isi", "firm_id", "scheme", "amount_fen")});
	return reply_empty(r, 204);
}

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "firm_id", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "scheme", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};

static const struct input_field record_input[] = {
    {.name = "firm_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    {.name = "scheme", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_CODE},
    {.name = "amount_fen", .type = INPUT_INT, .required = true, .min = 0, .max = FEN_MAX},
    {.name = "source", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field remove_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/prior-awards", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/prior-awards", ROLE_ORGANIZER, ROUTE_WRITE, 16384, record_input, NULL, record},
    {METHOD_POST, "/api/v1/prior-awards/{award}/remove", ROLE_ORGANIZER, ROUTE_WRITE, 16384, remove_input, NULL, take_out},
};

ROUTE_TABLE(prior_awards_routes, rows);
