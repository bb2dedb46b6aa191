/* Accepting an invitation to act for a firm: who judges an entry of it does so no more, and what they gave is void. */
#include "api/judges/joining.h"

#include "api/judges/recusals.h"
#include "api/judges/routes.h"
#include "api/rounds/round_state.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

/* Columns of JUDGED: edition, judge, entry. */
enum db_status joining_lock(struct request *r, int64_t firm, int64_t person, int64_t claim, struct db_rows *judged)
{
	enum db_status status = sql_query(r, judged,
	    "SELECT j.edition_id, j.id, e.id FROM (SELECT :person AS id UNION SELECT p.account_id FROM firm_claim_people p WHERE p.claim_id ="
	    " :claim) w JOIN judges j ON j.account_id = w.id JOIN editions d ON d.id = j.edition_id AND d.state <> 'closed'"
	    " JOIN entries e ON e.edition_id = j.edition_id AND e.firm_id = :firm ORDER BY j.edition_id, e.id, j.id",
	    P(firm), P(person), P(claim));

	for (size_t i = 0; status == DB_OK && i < judged->count; i++)
		if (i == 0 || db_int(judged, i, 0) != db_int(judged, i - 1, 0))
			status = rounds_lock(r, db_int(judged, i, 0));
	return status;
}

enum db_status joining_bar(struct request *r, const struct db_rows *judged, const char *name)
{
	enum db_status status = DB_OK;

	for (size_t i = 0; status == DB_OK && i < judged->count; i++)
		status = recusal_of_member(r, db_int(judged, i, 0), db_int(judged, i, 1), db_int(judged, i, 2), name);
	return status;
}

static enum handled accept(struct request *r)
{
	int64_t firm = request_id_param(r, 0);
	struct db_rows rows, members, judged;

	DB_TRY(joining_lock(r, firm, r->actor.account_id, 0, &judged));
	DB_TRY(sql_query(r, &rows, "SELECT name FROM firms WHERE id = :firm FOR UPDATE", P(firm)));
	DB_TRY(sql_query(
	    r, &members, "SELECT firm_id FROM firm_invitations WHERE firm_id = :firm AND account_id = :account FOR UPDATE", P(firm)));
	if (rows.count == 0 || members.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	const char *name = db_text(&rows, 0, 0);
	DB_TRY(sql_query(r, &members, "SELECT COUNT(*) FROM firm_members WHERE firm_id = :firm", P(firm)));
	if (db_int(&members, 0, 0) >= LIMIT_FIRM_MEMBERS)
		return reply_problem(r, &problem_too_many_members, NULL, LIMIT_FIRM_MEMBERS);
	DB_TRY(
	    sql_exec(r, NULL, "INSERT IGNORE INTO firm_members (firm_id, account_id, added_at) VALUES (:firm, :account, :now)", P(firm)));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM firm_invitations WHERE firm_id = :firm AND account_id = :account", P(firm)));
	DB_TRY(sql_exec(r, NULL, "INSERT IGNORE INTO grants (account_id, role, granted_at) VALUES (:account, 'contestant', :now)"));
	audit(r, (struct audit_event){.action = "firm.join", .object = "firms", .object_id = firm});
	DB_TRY(joining_bar(r, &judged, name));
	return reply_empty(r, 204);
}

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/firm-invitations/{firm}/accept", ROLE_ANY_ACCOUNT, ROUTE_WRITE, 0, NULL, NULL, accept},
};

ROUTE_TABLE(joining_routes, rows);
