/* Deciding on claims of firms (api/entry/firm_claims.h), and what an upheld one carries out: the firm is in other hands, with all its entries, drafts and files;
 * whose hands it was in does not act for it any more. Where the firm has submitted anything, a second person confirms. It stands here since who comes
 * to act for a firm judges it no more. */
#include <string.h>

#include "api/entry/firm_claim_queue.h"
#include "api/entry/firm_claims.h"
#include "api/judges/joining.h"
#include "api/judges/routes.h"
#include "api/shared/access.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/text.h"
#include "core/request/audit.h"

/* ---- the firm changes hands ---- */

/* Whose hands it was in: their ids, for the audit trail. The members stay locked. */
static enum db_status members_of(struct request *r, int64_t firm, json_t **members)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT account_id FROM firm_members WHERE firm_id = :firm ORDER BY account_id FOR UPDATE", P(firm));

	*members = arena_json(r->arena, json_array());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_array_append_new(*members, db_json_int(&rows, i, 0));
	return status;
}

/* Other claims of the code are now against who holds the firm, who is heard anew. */
static enum handled hear_anew(struct request *r, const struct firm_claim *c)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT id FROM firm_claims WHERE jurisdiction = :jurisdiction AND code = :code AND state IN ('filed', 'proposed') ORDER BY id FOR UPDATE",
	    P(jurisdiction, c->jurisdiction), P(code, c->code)));
	for (size_t i = 0; i < rows.count; i++) {
		struct firm_claim other = {0};
		bool found = false;
		DB_TRY(firm_claim_lock(r, db_int(&rows, i, 0), &other, &found));
		if (!found)
			continue;
		struct state_row row = firm_claim_row(&other);
		if (strcmp(other.state, "proposed") == 0)
			DB_TRY(state_must(r, &firm_claim_states, &row, "overtake", WHY(NULL, NULL)));
		DB_TRY(sql_exec(r, NULL,
		    "UPDATE firm_claims SET answer = NULL, answered_by = NULL, answered_at = NULL, version = version + 1 WHERE id = :id",
		    P(id, other.id)));
		STEP(firm_claim_tell(r, &other));
	}
	return GO_ON;
}

/* The same for both directions: nobody is invited by who acted before, and the time in which the new hands may answer begins. */
static enum handled changed_hands(
    struct request *r, const struct firm_claim *c, const char *action, const json_t *before, const struct db_rows *judged)
{
	json_t *after;

	DB_TRY(sql_exec(r, NULL, "DELETE FROM firm_invitations WHERE firm_id = :firm", P(firm, c->firm_id)));
	DB_TRY(sql_exec(r, NULL, "UPDATE firms SET held_since = :now, version = version + 1 WHERE id = :firm", P(firm, c->firm_id)));
	DB_TRY(members_of(r, c->firm_id, &after));
	audit(r, (struct audit_event){.action = action,
		     .object = "firms",
		     .object_id = c->firm_id,
		     .detail = json_pack("{s:I, s:O, s:O}", "claim", (json_int_t)c->id, "before", before, "after", after)});
	DB_TRY(joining_bar(r, judged, c->firm));
	return hear_anew(r, c);
}

static enum handled hand_over(struct request *r, const struct firm_claim *c, const char *reason, const struct db_rows *judged)
{
	json_t *before;

	DB_TRY(members_of(r, c->firm_id, &before));
	DB_TRY(letter_to_firm(r, c->firm_id, &claim_lost_letter, c->firm, reason));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO firm_claim_people (claim_id, account_id, added_at) SELECT :claim, account_id, added_at FROM firm_members WHERE firm_id = :firm",
	    P(claim, c->id), P(firm, c->firm_id)));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM firm_members WHERE firm_id = :firm", P(firm, c->firm_id)));
	DB_TRY(sql_exec(r, NULL, "INSERT INTO firm_members (firm_id, account_id, added_at) VALUES (:firm, :claimant, :now)",
	    P(firm, c->firm_id), P(claimant, c->claimed_by)));
	DB_TRY(sql_exec(r, NULL, "INSERT IGNORE INTO grants (account_id, role, granted_at) VALUES (:claimant, 'contestant', :now)",
	    P(claimant, c->claimed_by)));
	DB_TRY(letter_to_account(r, c->claimed_by, &claim_upheld_letter, c->code, reason));
	return changed_hands(r, c, "firm.hand_over", before, judged);
}

static enum handled give_back(struct request *r, const struct firm_claim *c, const char *reason, const struct db_rows *judged)
{
	json_t *before;

	DB_TRY(members_of(r, c->firm_id, &before));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM firm_members WHERE firm_id = :firm", P(firm, c->firm_id)));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO firm_members (firm_id, account_id, added_at) SELECT :firm, account_id, added_at FROM firm_claim_people WHERE claim_id = :claim",
	    P(claim, c->id), P(firm, c->firm_id)));
	DB_TRY(letter_to_firm(r, c->firm_id, &claim_restored_letter, c->firm, reason));
	DB_TRY(letter_to_account(r, c->claimed_by, &claim_reversed_letter, c->code, reason));
	return changed_hands(r, c, "firm.give_back", before, judged);
}

/* ---- deciding ---- */

static const char *const decisions[] = {"uphold", "refuse", "confirm", "send_back", "reverse", NULL};

static enum handled refuse(struct request *r, const struct firm_claim *c, const char *reason)
{
	DB_TRY(letter_to_firm(r, c->firm_id, &claim_kept_letter, c->firm, reason));
	DB_TRY(letter_to_account(r, c->claimed_by, &claim_refused_letter, c->code, reason));
	return GO_ON;
}

/* What follows once the claim has moved to the state in which it is. */
static enum handled carry_out(struct request *r, const struct firm_claim *c, const char *decision, const char *state, const char *reason,
    const struct db_rows *judged)
{
	if (strcmp(decision, "refuse") == 0)
		return refuse(r, c, reason);
	if (strcmp(decision, "send_back") == 0)
		return GO_ON;
	if (strcmp(state, "upheld") == 0)
		return hand_over(r, c, reason, judged);
	return strcmp(state, "reversed") == 0 ? give_back(r, c, reason, judged) : GO_ON;
}

/* Locks, from the top: the rounds that its people judge, the firm, the claim. */
static enum handled take(struct request *r, int64_t id, struct firm_claim *c, struct db_rows *judged)
{
	struct db_rows rows;
	bool found = false;

	DB_TRY(sql_query(r, &rows,
	    "SELECT f.id, c.claimed_by FROM firm_claims c JOIN firms f ON " SQL_CLAIMED_FIRM(
		"c", "f") " WHERE c.id = :id AND c.filed_at IS NOT NULL AND c.claimed_by <> :account AND " SQL_CLAIM_OFFICE("f.id",
		"'organizer'"),
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	int64_t firm = db_int(&rows, 0, 0);
	DB_TRY(joining_lock(r, firm, db_int(&rows, 0, 1), id, judged));
	DB_TRY(sql_query(r, &rows, "SELECT id FROM firms WHERE id = :firm FOR UPDATE", P(firm)));
	DB_TRY(firm_claim_lock(r, id, c, &found));
	return found && c->firm_id == firm ? GO_ON : reply_problem(r, &problem_not_found, NULL);
}

/* What the firm has submitted is looked at by two people. */
static enum db_status takes_two(struct request *r, int64_t firm, bool *two)
{
	struct db_rows rows;
	enum db_status status = sql_query(
	    r, &rows, "SELECT id FROM entries WHERE firm_id = :firm AND submission_id IS NOT NULL LIMIT 1 LOCK IN SHARE MODE", P(firm));

	*two = status == DB_OK && rows.count > 0;
	return status;
}

static enum handled decide(struct request *r)
{
	const char *decision = input_text(r, "decision"), *reason = input_text(r, "reason"), *verb = decision;
	bool second = strcmp(decision, "confirm") == 0, back = strcmp(decision, "send_back") == 0, two = false;
	struct db_rows judged = {0};
	struct firm_claim c = {0};

	STEP(take(r, request_id_param(r, 0), &c, &judged));
	if (!second && !back && (!reason || text_blank(reason)))
		return reply_problem(r, &problem_claim_reason, "reason");
	DB_TRY(takes_two(r, c.firm_id, &two));
	if (two && strcmp(decision, "uphold") == 0)
		verb = "propose";
	else if (two && strcmp(decision, "reverse") == 0)
		verb = "propose_reversal";
	struct state_row row = firm_claim_row(&c);
	STEP(state_move(r, &firm_claim_states, &row, verb, WHY(reason, json_pack("{s:I}", "firm", (json_int_t)c.firm_id))));
	STEP(carry_out(r, &c, decision, row.state, second ? c.proposed_why : reason, &judged));
	return firm_claim_reply(r, c.id);
}

static const struct input_field decide_input[] = {
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = decisions},
    {.name = "reason", .type = INPUT_TEXT, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/firm-claims/{claim}/decide", ROLE_ORGANIZER | ROLE_ADMIN, ROUTE_WRITE, 16384, decide_input, NULL, decide},
};

ROUTE_TABLE(firm_claim_decisions_routes, rows);
