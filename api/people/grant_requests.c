/* Offices that somebody asked for and a second person has to confirm. */
#include "api/people/grant_requests.h"

#include <string.h>

#include "api/people/role_names.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

bool role_is_office(const char *role)
{
	return strcmp(role, "organizer") == 0 || strcmp(role, "auditor") == 0 || strcmp(role, "admin") == 0;
}

enum db_status grant_request_put(
    struct request *r, int64_t account_id, const char *role, int64_t edition_id, int64_t asked_by, const char *reason)
{
	return sql_exec(r, NULL,
	    "INSERT IGNORE INTO grant_requests (account_id, role, edition_id, asked_by, reason, asked_at)"
	    " VALUES (:account_id, :role, :edition_id, :asked_by, :reason, :now)",
	    P(account_id), P(role), P(edition_id, ID(edition_id)), P(asked_by, ID(asked_by)), P(reason));
}

/* Admins see all; organisers and auditors those of their edition, or of all if they are so for all. */
#define SEEN                                                                                \
	"(has_role(:account, 'admin', NULL) OR has_role(:account, 'auditor', q.edition_id)" \
	" OR (q.role <> 'admin' AND has_role(:account, 'organizer', q.edition_id)))"
/* Who confirms could have given it, and is neither who asked for it nor who gets it. */
#define CONFIRMS "(has_role(:account, 'admin', NULL) OR (q.role <> 'admin' AND has_role(:account, 'organizer', q.edition_id)))"

#define COLUMNS                                                                                                                      \
	"SELECT q.id, q.account_id, c.name, c.email, q.role, q.edition_id, (SELECT a.name FROM accounts a WHERE a.id = q.asked_by)," \
	" q.reason, q.asked_at, " CONFIRMS " AND q.account_id <> :account AND COALESCE(q.asked_by, 0) <> :account"
#define FROM \
	" FROM grant_requests q JOIN accounts c ON c.id = q.account_id WHERE " SEEN " AND (:edition IS NULL OR q.edition_id = :edition)"

static enum handled list(struct request *r)
{
	int64_t edition = request_query_int(r, "edition", 0);
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows, COLUMNS FROM " ORDER BY q.id" SQL_PAGE, P(edition, ID(edition)), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FROM, P(edition, ID(edition))));
	return reply_list(r,
	    db_json_rows(&rows, "iisssisstb", "id", "account_id", "name", "email", "role", "edition_id", "asked_by", "reason", "asked_at",
		"may_confirm"),
	    db_int(&total, 0, 0));
}

/* Locks the request, if the actor sees it; then columns are account, role, edition, who asked, whether the actor could give it. */
static enum handled take(struct request *r, int64_t id, struct db_rows *rows)
{
	DB_TRY(sql_query(r, rows,
	    "SELECT q.account_id, q.role, q.edition_id, q.asked_by, " CONFIRMS " FROM grant_requests q WHERE q.id = :id AND " SEEN
	    " FOR UPDATE",
	    P(id)));
	return rows->count == 0 ? reply_problem(r, &problem_not_found, NULL) : GO_ON;
}

static enum handled confirm(struct request *r)
{
	int64_t id = request_id_param(r, 0), me = r->actor.account_id;
	struct db_rows rows;
	bool in_way;

	STEP(take(r, id, &rows));
	int64_t account = db_int(&rows, 0, 0), edition = db_int(&rows, 0, 2), asked_by = db_int(&rows, 0, 3);
	const char *role = db_text(&rows, 0, 1);
	if (!db_int(&rows, 0, 4))
		return reply_problem(r, &problem_forbidden, NULL);
	if (me == account || me == asked_by)
		return reply_problem(r, &problem_office_second_person, NULL);
	DB_TRY(judge_in_way(r->db, r->arena, account, role, edition, &in_way));
	if (in_way)
		return reply_problem(r, &problem_office_of_judge, NULL);
	DB_TRY(sql_exec(r, NULL,
	    "INSERT IGNORE INTO grants (account_id, role, edition_id, granted_by, granted_at, confirmed_by)"
	    " VALUES (:person, :role, :edition, :asked_by, :now, :account)",
	    P(person, account), P(role), P(edition, ID(edition)), P(asked_by, ID(asked_by))));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM grant_requests WHERE id = :id", P(id)));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "account.confirm_grant",
		     .object = "accounts",
		     .object_id = account,
		     .detail = json_pack("{s:s, s:I}", "role", role, "asked_by", (json_int_t)asked_by)});
	return reply_empty(r, 204);
}

/* By who could confirm it, by who asked for it, and by who would get it. */
static enum handled refuse(struct request *r)
{
	int64_t id = request_id_param(r, 0), me = r->actor.account_id;
	struct db_rows rows;

	STEP(take(r, id, &rows));
	if (!db_int(&rows, 0, 4) && me != db_int(&rows, 0, 0) && me != db_int(&rows, 0, 3))
		return reply_problem(r, &problem_forbidden, NULL);
	DB_TRY(sql_exec(r, NULL, "DELETE FROM grant_requests WHERE id = :id", P(id)));
	audit(r, (struct audit_event){.edition_id = db_int(&rows, 0, 2),
		     .action = "account.refuse_grant",
		     .object = "accounts",
		     .object_id = db_int(&rows, 0, 0),
		     .detail = json_pack("{s:s}", "role", db_text(&rows, 0, 1))});
	return reply_empty(r, 204);
}

static const struct input_field list_query[] = {
    {.name = "edition", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_PAGE,
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/grant-requests", ROLE_ORGANIZER | ROLE_AUDITOR | ROLE_ADMIN, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/grant-requests/{request}/confirm", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 0, NULL, NULL, confirm},
    {METHOD_DELETE, "/api/v1/grant-requests/{request}", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 0, NULL, NULL, refuse},
};

ROUTE_TABLE(grant_requests_routes, rows);
