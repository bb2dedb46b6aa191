/* Invitations to act for a firm: nobody becomes a member without their own consent, and nothing follows from an invitation before it. Accepting, which
 * also bars who judges an entry of the firm, is in api/judges/joining.c. */
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* Those to me. */
static enum handled mine(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT v.firm_id, f.name, f.jurisdiction, f.code, a.name, v.invited_at FROM firm_invitations v JOIN firms f ON f.id = v.firm_id"
	    " JOIN accounts a ON a.id = v.invited_by WHERE v.account_id = :account ORDER BY v.invited_at, v.firm_id"));
	return reply_list(r, db_json_rows(&rows, "isssst", "firm_id", "firm_name", "jurisdiction", "code", "invited_by", "invited_at"),
	    (int64_t)rows.count);
}

static enum handled drop(struct request *r, int64_t firm, int64_t account, const char *action)
{
	int64_t dropped;

	DB_TRY(sql_exec(
	    r, &dropped, "DELETE FROM firm_invitations WHERE firm_id = :firm AND account_id = :invited", P(firm), P(invited, account)));
	if (dropped == 0)
		return reply_problem(r, &problem_not_found, NULL);
	audit(r,
	    (struct audit_event){
		.action = action, .object = "firms", .object_id = firm, .detail = json_pack("{s:I}", "account_id", (json_int_t)account)});
	return reply_empty(r, 204);
}

static enum handled decline(struct request *r)
{
	return drop(r, request_id_param(r, 0), r->actor.account_id, "firm.decline");
}

static enum handled take_back(struct request *r)
{
	int64_t firm = request_id_param(r, 0);
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT f.id FROM firms f WHERE f.id = :firm AND " SQL_MEMBER("f.id") " FOR UPDATE", P(firm)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return drop(r, firm, request_id_param(r, 1), "firm.uninvite");
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/firm-invitations", ROLE_ANY_ACCOUNT, 0, 0, NULL, NULL, mine},
    {METHOD_POST, "/api/v1/firm-invitations/{firm}/decline", ROLE_ANY_ACCOUNT, ROUTE_WRITE, 0, NULL, NULL, decline},
    {METHOD_DELETE, "/api/v1/firms/{firm}/invitations/{account}", ROLE_CONTESTANT, ROUTE_WRITE, 0, NULL, NULL, take_back},
};

ROUTE_TABLE(firm_invitations_routes, rows);
