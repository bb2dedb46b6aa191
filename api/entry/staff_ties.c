/* Ties to firms (利益关系) that organisers, auditors and admins declare of themselves. From then on the gate (api/shared/conflict_gate.h) keeps them from what
 * concerns the firm. Nobody declares one for somebody else. A tie is ended by an admin who is not its declarer: somebody who could take it
 * back alone could decide after all. The firm is named by its code, whether or not it has registered yet, so that nothing is learned of who has. */
#include "api/entry/firm_number.h"
#include "api/entry/routes.h"
#include "api/entry/uscc.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

#define COLUMNS                                                                                                                           \
	"SELECT t.id, t.account_id, a.name, t.jurisdiction, t.code, t.kind, t.statement, t.declared_at FROM staff_ties t JOIN accounts a" \
	" ON a.id = t.account_id WHERE "
#define SHAPE "iissssst", "id", "account_id", "account_name", "jurisdiction", "code", "kind", "statement", "declared_at"

static enum handled mine(struct request *r)
{
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows, COLUMNS "t.account_id = :account ORDER BY t.id DESC" SQL_PAGE, PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM staff_ties WHERE account_id = :account"));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

static enum handled list(struct request *r)
{
	int64_t account = request_query_int(r, "account", 0);
	struct db_rows rows, total;

	DB_TRY(
	    sql_query(r, &rows, COLUMNS "(:whose = 0 OR t.account_id = :whose) ORDER BY t.id DESC" SQL_PAGE, P(whose, account), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM staff_ties t WHERE :whose = 0 OR t.account_id = :whose", P(whose, account)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

static enum handled declare(struct request *r)
{
	const char *jurisdiction = input_text(r, "jurisdiction"), *kind = input_text(r, "kind"), *statement = input_text(r, "statement");
	char code[REGISTRATION_MAX + 1];
	struct firm_number number = firm_number_check(jurisdiction, input_text(r, "code"), code);
	struct db_rows rows;

	if (number.verdict == FIRM_NUMBER_REFUSED || (number.verdict == FIRM_NUMBER_IN_QUESTION && !input_bool(r, "insist", false)))
		return reply_problem(r, number.problem, "code", number.position);
	switch (sql_exec(r, NULL,
	    "INSERT INTO staff_ties (account_id, jurisdiction, code, kind, statement, declared_at)"
	    " VALUES (:account, :jurisdiction, :code, :kind, :statement, :now)",
	    P(jurisdiction), P(code), P(kind), P(statement))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_tie_declared, "kind");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.action = "staff_tie.declare",
		     .object = "staff_ties",
		     .object_id = id,
		     .detail = json_pack("{s:s, s:s, s:s}", "jurisdiction", jurisdiction, "code", code, "kind", kind)});
	DB_TRY(sql_query(r, &rows, COLUMNS "t.id = :id", P(id)));
	return reply_json(r, 201, db_json_row(&rows, 0, SHAPE));
}

static enum handled end(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT account_id, jurisdiction, code, kind FROM staff_ties WHERE id = :id FOR UPDATE", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_int(&rows, 0, 0) == r->actor.account_id)
		return reply_problem(r, &problem_tie_own, NULL);
	DB_TRY(sql_exec(r, NULL, "DELETE FROM staff_ties WHERE id = :id", P(id)));
	audit(r, (struct audit_event){.action = "staff_tie.end",
		     .object = "staff_ties",
		     .object_id = id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:I, s:s, s:s, s:s}", "account", (json_int_t)db_int(&rows, 0, 0), "jurisdiction",
			 db_text(&rows, 0, 1), "code", db_text(&rows, 0, 2), "kind", db_text(&rows, 0, 3))});
	return reply_empty(r, 204);
}

static const char *const jurisdictions[] = {"CN", "HK", "MO", "other", NULL};
static const char *const kinds[] = {"employment", "shareholding", "own_fund", "rival_investment", "kinship", "teacher_student",
    "schoolmate", "colleague", "business", "advisory", "other", NULL};

static const struct input_field declare_input[] = {
    {.name = "jurisdiction", .type = INPUT_ENUM, .required = true, .one_of = jurisdictions},
    {.name = "code", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_FIRM_CODE},
    {.name = "insist", .type = INPUT_BOOL},
    {.name = "kind", .type = INPUT_ENUM, .required = true, .one_of = kinds},
    {.name = "statement", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field reason_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "account", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

#define STAFF (ROLE_ORGANIZER | ROLE_AUDITOR | ROLE_ADMIN)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/me/ties", STAFF, 0, 0, NULL, page_query, mine},
    {METHOD_POST, "/api/v1/me/ties", STAFF, ROUTE_WRITE, 16384, declare_input, NULL, declare},
    {METHOD_GET, "/api/v1/ties", ROLE_ADMIN | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/ties/{tie}/end", ROLE_ADMIN, ROUTE_WRITE, 16384, reason_input, NULL, end},
};

ROUTE_TABLE(staff_ties_routes, rows);
