/* Claims of firms by those who act for them, or did until such a claim was upheld: what they are told, and what they answer. Nothing of the claimant's. */
#include "api/entry/firm_claims.h"
#include "api/entry/routes.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/zone.h"
#include "core/request/audit.h"

/* An answer is shown to who gave it and to who acted for the firm with them. */
#define WITH_ANSWERER                                \
	"(c.answered_by = :account OR (" SQL_MEMBER( \
	    "f.id") " AND EXISTS (SELECT 1 FROM firm_members am WHERE am.firm_id = f.id AND am.account_id = c.answered_by)))"
#define WHERE                                                                                                                                            \
	" FROM firm_claims c JOIN firms f ON " SQL_CLAIMED_FIRM("c", "f") " WHERE c.filed_at IS NOT NULL AND c.claimed_by <> :account AND (" SQL_MEMBER( \
	    "f.id") " OR EXISTS (SELECT 1 FROM firm_claim_people p WHERE p.claim_id = c.id AND p.account_id = :account))"
#define COLUMNS                                                                                                  \
	"SELECT c.id, f.id, f.name, f.code, " SQL_MEMBER(                                                        \
	    "f.id") ", " SQL_CLAIM_SHOWN_STATE ", c.filed_at, " SQL_CLAIM_ANSWER_UNTIL ","                       \
		    " c.state IN ('filed', 'proposed') AND :last <= " SQL_CLAIM_ANSWER_UNTIL " AND " SQL_MEMBER( \
			"f.id") ", IF(" WITH_ANSWERER                                                            \
				", c.answer, NULL), c.answered_at, c.decided_at, c.reason, c.reversed_at, c.reversed_why" WHERE
#define SHAPE                                                                                                                              \
	"iissbsttbsttsts", "id", "firm_id", "firm_name", "firm_code", "acts", "state", "filed_at", "answer_until", "answerable", "answer", \
	    "answered_at", "decided_at", "reason", "reversed_at", "reversed_why"

static enum handled list(struct request *r)
{
	struct db_rows rows, total;
	int64_t firm = request_query_int(r, "firm", 0);

	DB_TRY(sql_query(r, &rows,
	    COLUMNS " AND (:firm = 0 OR f.id = :firm) ORDER BY c.state IN ('filed', 'proposed') DESC, c.id DESC" SQL_PAGE, P(firm),
	    PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" WHERE " AND (:firm = 0 OR f.id = :firm)", P(firm)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

static enum handled answer(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows rows = {0};
	struct firm_claim c = {0};
	bool found = false;

	DB_TRY(firm_claim_lock(r, id, &c, &found));
	if (found)
		DB_TRY(sql_query(r, &rows,
		    "SELECT account_id FROM firm_members WHERE firm_id = :firm AND account_id = :account LOCK IN SHARE MODE",
		    P(firm, c.firm_id)));
	if (!found || c.claimed_by == r->actor.account_id || rows.count == 0 || c.answer_until == TIME_NONE)
		return reply_problem(r, &problem_not_found, NULL);
	/* Of what it can be decided on, of that it can be answered. */
	if (!state_may(&firm_claim_states, c.state, "withdraw"))
		return state_refused(r, &firm_claim_states, c.state);
	if (r->decided_at > c.answer_until)
		return reply_problem(r, &problem_claim_answer_over, NULL, zone_time(r->arena, zone_beijing(), c.answer_until));
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE firm_claims SET answer = :answer, answered_by = :account, answered_at = :now, version = version + 1 WHERE id = :id",
	    P(answer, input_text(r, "answer")), P(id)));
	audit(r, (struct audit_event){.action = "firm_claim.answer", .object = "firm_claims", .object_id = id});
	if (!c.answered)
		DB_TRY(letter_to_account(r, c.claimed_by, &claim_answered_letter, c.code));
	DB_TRY(sql_query(r, &rows, COLUMNS " AND c.id = :id", P(id)));
	return reply_json(r, 200, db_json_row(&rows, 0, SHAPE));
}

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "firm", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};
static const struct input_field answer_input[] = {
    {.name = "answer", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_CLAIM},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/me/claimed-firms", ROLE_CONTESTANT, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/me/claimed-firms/{claim}/answer", ROLE_CONTESTANT, ROUTE_WRITE, 32768, answer_input, NULL, answer},
};

ROUTE_TABLE(firm_claim_answers_routes, rows);
