/* Accounts and roles as admins keep them; auditors read. */
#include <string.h>

#include "api/people/account_states.h"
#include "api/people/grant_requests.h"
#include "api/people/invitations.h"
#include "api/people/role_names.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"
#include "core/request/session.h"

/* The route lets in who is admin or auditor of anything; accounts belong to no edition. */
#define MAY_READ "(has_role(:account, 'admin', NULL) OR has_role(:account, 'auditor', NULL))"
#define MAY_WRITE "has_role(:account, 'admin', NULL)"

static enum handled admins_only(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT " MAY_WRITE));
	return db_int(&rows, 0, 0) ? GO_ON : reply_problem(r, &problem_forbidden, NULL);
}

/* ---- Reading ---- */

#define ACCOUNT_COLUMNS                                                                                                             \
	"a.id, a.email, a.name, a.locale, a.state, a.created_at, a.confirmed_at, a.version,"                                        \
	" (SELECT COALESCE(JSON_ARRAYAGG(JSON_OBJECT('id', g.id, 'role', g.role, 'edition_id', g.edition_id) ORDER BY g.id), '[]')" \
	" FROM grants g WHERE g.account_id = a.id)"
#define ACCOUNT_SHAPE "issssttij", "id", "email", "name", "locale", "state", "created_at", "confirmed_at", "version", "grants"

#define FILTER                                                                                                               \
	MAY_READ                                                                                                             \
	" AND " SQL_SEARCH("a.email, a.name") " AND (:state IS NULL"                                                         \
					      " OR a.state = :state)"                                                        \
					      " AND ((:role IS NULL AND :edition IS NULL) OR EXISTS (SELECT 1 FROM grants g" \
					      " WHERE g.account_id = a.id AND (:role IS NULL OR g.role = :role)"             \
					      " AND (:edition IS NULL OR g.edition_id = :edition)))"

static enum handled list(struct request *r)
{
	int64_t edition = request_query_int(r, "edition", 0);
	const char *text = request_query(r, "text"), *state = request_query(r, "state"), *role = request_query(r, "role");
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows,
	    "SELECT " ACCOUNT_COLUMNS " FROM accounts a WHERE " FILTER " AND " SQL_AFTER("a.id") " ORDER BY a.id" SQL_PAGE_AFTER,
	    P(q, text), P(state), P(role), P(edition, ID(edition)), PAGE_AFTER(r)));
	DB_TRY(!page_first(r) ? DB_OK
			      : sql_query(r, &total, "SELECT COUNT(*) FROM accounts a WHERE " FILTER, P(q, text), P(state), P(role),
				    P(edition, ID(edition))));
	return reply_list_after(r, db_json_rows(&rows, ACCOUNT_SHAPE), "id", page_first(r) ? db_int(&total, 0, 0) : 0);
}

static enum handled show(struct request *r, int status, int64_t id)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT " ACCOUNT_COLUMNS " FROM accounts a WHERE a.id = :id AND " MAY_READ, P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	reply_etag(r, db_int(&rows, 0, 7));
	return reply_json(r, status, db_json_row(&rows, 0, ACCOUNT_SHAPE));
}

static enum handled get(struct request *r)
{
	return show(r, 200, request_id_param(r, 0));
}

/* ---- Changing ---- */

/* Locks the admins' grants and counts those of other accounts that can log in. */
static enum db_status other_admins(struct request *r, int64_t account_id, int64_t *count)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT g.account_id, a.state = 'active' AND g.edition_id IS NULL FROM grants g JOIN accounts a ON a.id = g.account_id"
	    " WHERE g.role = 'admin' ORDER BY g.id FOR UPDATE");
	*count = 0;
	for (size_t row = 0; status == DB_OK && row < rows.count; row++)
		*count += db_int(&rows, row, 0) != account_id && db_int(&rows, row, 1) == 1;
	return status;
}

/* An office takes a second person (grant_requests.c). */
static enum handled ask_for_office(struct request *r, int64_t id, const char *role, int64_t edition)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT (SELECT COUNT(*) FROM accounts WHERE id = :id), :edition IS NULL OR EXISTS (SELECT 1 FROM editions WHERE id = :edition),"
	    " EXISTS (SELECT 1 FROM grants WHERE account_id = :id AND role = :role AND edition_id <=> :edition)",
	    P(id), P(role), P(edition, ID(edition))));
	if (!db_int(&rows, 0, 0) || !db_int(&rows, 0, 1))
		return reply_problem(r, &problem_not_found, db_int(&rows, 0, 0) ? "edition_id" : NULL);
	if (db_int(&rows, 0, 2))
		return reply_problem(r, &problem_already_granted, "role");
	DB_TRY(grant_request_put(r, id, role, edition, r->actor.account_id, input_text(r, "reason")));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "account.ask_grant",
		     .object = "accounts",
		     .object_id = id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:s}", "role", role)});
	return show(r, 202, id);
}

/* Whoever is to judge has to want to: the role is held once they have accepted the invitation that goes to their address. */
static enum handled invite_judge(struct request *r, int64_t id, int64_t edition)
{
	struct db_rows rows;
	int64_t invitation;

	DB_TRY(sql_query(r, &rows,
	    "SELECT a.email, a.name, a.locale, EXISTS (SELECT 1 FROM grants g WHERE g.account_id = a.id AND g.role = 'judge' AND g.edition_id <=> "
	    ":edition) FROM accounts a WHERE a.id = :id",
	    P(id), P(edition, ID(edition))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_int(&rows, 0, 3))
		return reply_problem(r, &problem_already_granted, "role");
	STEP(invitation_send(r, db_text(&rows, 0, 0), db_text(&rows, 0, 1), db_text(&rows, 0, 2), "judge", edition, &invitation));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "account.ask_grant",
		     .object = "accounts",
		     .object_id = id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:s}", "role", "judge")});
	return show(r, 202, id);
}

static enum handled grant(struct request *r)
{
	int64_t id = request_id_param(r, 0), edition = input_int(r, "edition_id", 0);
	const char *role = input_text(r, "role");
	bool in_way;

	STEP(admins_only(r));
	if (!role_fits_edition(role, edition))
		return reply_problem(r, &problem_admin_of_one_edition, "edition_id");
	DB_TRY(judge_in_way(r->db, r->arena, id, role, edition, &in_way));
	if (in_way)
		return reply_problem(r, &problem_office_of_judge, "role");
	if (role_is_office(role))
		return ask_for_office(r, id, role, edition);
	if (strcmp(role, "judge") == 0)
		return invite_judge(r, id, edition);
	switch (sql_exec(r, NULL,
	    "INSERT INTO grants (account_id, role, edition_id, granted_by, granted_at) VALUES (:id, :role, :edition, :account, :now)",
	    P(id), P(role), P(edition, ID(edition)))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_already_granted, "role");
	case DB_REFUSED: /* no such account, or no such edition */
		return reply_problem(r, &problem_not_found, strcmp(db_refused_by(r->db), "grants_account") == 0 ? NULL : "edition_id");
	default:
		return HANDLED_DB_FAILED;
	}
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "account.grant",
		     .object = "accounts",
		     .object_id = id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:s}", "role", role)});
	return show(r, 201, id);
}

static enum handled withdraw_grant(struct request *r)
{
	int64_t id = request_id_param(r, 0), grant_id = request_id_param(r, 1), others;
	struct db_rows rows;

	STEP(admins_only(r));
	DB_TRY(other_admins(r, id, &others));
	DB_TRY(sql_query(
	    r, &rows, "SELECT role, edition_id FROM grants WHERE id = :grant_id AND account_id = :id FOR UPDATE", P(grant_id), P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (strcmp(db_text(&rows, 0, 0), "admin") == 0 && others == 0)
		return reply_problem(r, &problem_last_admin, NULL);
	DB_TRY(sql_exec(r, NULL, "DELETE FROM grants WHERE id = :grant_id", P(grant_id)));
	audit(r, (struct audit_event){.edition_id = db_int(&rows, 0, 1),
		     .action = "account.withdraw_grant",
		     .object = "accounts",
		     .object_id = id,
		     .detail = json_pack("{s:s}", "role", db_text(&rows, 0, 0))});
	return reply_empty(r, 204);
}

/* Disables an account, which ends its sessions, or lets it in again. */
static enum handled put_state(struct request *r)
{
	int64_t id = request_id_param(r, 0), others;
	const char *reason = input_text(r, "reason");
	bool disable = strcmp(input_text(r, "state"), "disabled") == 0;
	struct db_rows rows;

	STEP(admins_only(r));
	if (disable && reason == NULL)
		return reply_problem(r, &problem_reason_needed, "reason");
	DB_TRY(other_admins(r, id, &others));
	if (disable && others == 0)
		return reply_problem(r, &problem_last_admin, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT state, confirmed_at IS NOT NULL FROM accounts WHERE id = :id FOR UPDATE", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	const char *verb = disable ? "disable" : db_int(&rows, 0, 1) ? "enable" : "enable_unconfirmed";
	STEP(state_move(r, &account_states, (&(struct state_row){id, 0, db_text(&rows, 0, 0), NULL}), verb, WHY(reason, NULL)));
	return show(r, 200, id);
}

/* ---- Routes ---- */

static const char *const states[] = {"unconfirmed", "active", "disabled", NULL};
static const char *const states_set[] = {"active", "disabled", NULL};

static const struct input_field list_query[] = {
    {.name = "text", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "role", .type = INPUT_ENUM, .one_of = role_names},
    {.name = "edition", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_PAGE_AFTER,
    INPUT_END,
};

static const struct input_field grant_input[] = {
    {.name = "role", .type = INPUT_ENUM, .required = true, .one_of = role_names},
    {.name = "edition_id", .type = INPUT_INT, .nullable = true, .min = 1, .max = INT64_MAX},
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field state_input[] = {
    {.name = "state", .type = INPUT_ENUM, .required = true, .one_of = states_set},
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/accounts", ROLE_ADMIN | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_GET, "/api/v1/accounts/{account}", ROLE_ADMIN | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
    {METHOD_POST, "/api/v1/accounts/{account}/grants", ROLE_ADMIN, ROUTE_WRITE, 8192, grant_input, NULL, grant},
    {METHOD_DELETE, "/api/v1/accounts/{account}/grants/{grant}", ROLE_ADMIN, ROUTE_WRITE, 0, NULL, NULL, withdraw_grant},
    {METHOD_PUT, "/api/v1/accounts/{account}/state", ROLE_ADMIN, ROUTE_WRITE, 8192, state_input, NULL, put_state},
};

ROUTE_TABLE(account_admin_routes, rows);
