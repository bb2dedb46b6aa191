/* The life of a claim: begun → filed → upheld, by two people where the firm has submitted anything → perhaps reversed. */
#include "api/entry/firm_claims.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/problems.h"
#include "core/base/zone.h"

static const struct state states[] = {
    {"begun", {"未提交", "未提交", "not filed yet"}, true},
    {"filed", {"待处理", "待處理", "to be decided"}, false},
    {"proposed", {"待另一人确认", "待另一人確認", "to be confirmed by another person"}, false},
    {"upheld", {"已移交", "已移交", "upheld"}, true},
    {"reversing", {"撤销待另一人确认", "撤銷待另一人確認", "to be reversed, once another person confirms it"}, false},
    {"refused", {"不予支持", "不予支持", "refused"}, true},
    {"withdrawn", {"已撤回", "已撤回", "withdrawn"}, true},
    {"settled", {"已自行登记", "已自行登記", "registered by the claimant"}, true},
    {"reversed", {"移交已撤销", "移交已撤銷", "reversed"}, true},
};

static guard_fn evidence_there, apart, heard, confirmed, confirmed_back, nothing_final;

#define SET(columns) STATE_SET("firm_claims", columns ", version = version + 1")
#define PROPOSED ", proposed_by = :account, proposed_at = :now, proposed_why = :reason"
#define UNPROPOSED ", proposed_by = NULL, proposed_at = NULL, proposed_why = NULL"
#define DECIDED ", decided_by = :account, decided_at = :now"
#define REVERSED ", reversed_by = :account, reversed_at = :now"
#define DECIDERS (ROLE_ORGANIZER | ROLE_ADMIN)

static const struct state_move moves[] = {
    {"file", "begun", "filed", "firm_claim.file", ROLE_CONTESTANT, SET(", statement = :statement, filed_at = :now"), evidence_there, NULL},
    {"withdraw", "begun", "withdrawn", "firm_claim.withdraw", ROLE_CONTESTANT, SET(""), NULL, NULL},
    {"withdraw", "filed", "withdrawn", "firm_claim.withdraw", ROLE_CONTESTANT, SET(""), NULL, NULL},
    {"withdraw", "proposed", "withdrawn", "firm_claim.withdraw", ROLE_CONTESTANT, SET(UNPROPOSED), NULL, NULL},
    {"settle", "begun", "settled", "firm_claim.settle", ROLE_CONTESTANT, SET(""), NULL, NULL},
    {"settle", "filed", "settled", "firm_claim.settle", ROLE_CONTESTANT, SET(""), NULL, NULL},
    {"refuse", "filed", "refused", "firm_claim.refuse", DECIDERS, SET(DECIDED ", reason = :reason"), apart, NULL},
    {"uphold", "filed", "upheld", "firm_claim.uphold", DECIDERS, SET(DECIDED ", reason = :reason"), heard, NULL},
    {"propose", "filed", "proposed", "firm_claim.propose", DECIDERS, SET(PROPOSED), heard, NULL},
    {"confirm", "proposed", "upheld", "firm_claim.confirm", DECIDERS, SET(DECIDED ", reason = proposed_why"), confirmed, NULL},
    {"send_back", "proposed", "filed", "firm_claim.send_back", DECIDERS, SET(UNPROPOSED), apart, NULL},
    /* The firm has changed hands by another claim: who holds it now is heard anew. */
    {"overtake", "proposed", "filed", "firm_claim.overtake", DECIDERS, SET(UNPROPOSED), NULL, NULL},
    {"reverse", "upheld", "reversed", "firm_claim.reverse", DECIDERS, SET(REVERSED ", reversed_why = :reason" UNPROPOSED), nothing_final,
	NULL},
    {"propose_reversal", "upheld", "reversing", "firm_claim.propose_reversal", DECIDERS, SET(PROPOSED), nothing_final, NULL},
    {"confirm", "reversing", "reversed", "firm_claim.confirm_reversal", DECIDERS, SET(REVERSED ", reversed_why = proposed_why"),
	confirmed_back, NULL},
    {"send_back", "reversing", "upheld", "firm_claim.send_back", DECIDERS, SET(UNPROPOSED), apart, NULL},
};

STATE_MACHINE(firm_claim_states, "firm_claims", states, moves, .begins = STATES("begun"));

static enum handled evidence_there(struct request *r, const struct state_row *row)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT COUNT(DISTINCT kind) FROM attachments WHERE claim_id = :claim AND kind IN ('licence', 'authorisation')"
	    " AND state IN ('stored', 'confirmed')",
	    P(claim, row->id)));
	return db_int(&rows, 0, 0) == 2 ? GO_ON : reply_problem(r, &problem_claim_evidence, "attachments.licence");
}

/* Nobody decides who claims the firm, acts for it, or has any other interest in it: organisers do not pass the gate (api/shared/conflict_gate.h), which
 * does not ask admins. */
static enum handled apart(struct request *r, const struct state_row *row)
{
	const struct firm_claim *c = row->object;
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT EXISTS (SELECT 1 FROM " SQL_INTERESTS " mine WHERE mine.firm_id = :firm)", P(firm, c->firm_id)));
	return c->claimed_by == r->actor.account_id || db_int(&rows, 0, 0) ? reply_problem(r, &problem_own_firm, NULL) : GO_ON;
}

/* Who holds the firm has answered, or has had the time to. */
static enum handled heard(struct request *r, const struct state_row *row)
{
	const struct firm_claim *c = row->object;

	STEP(apart(r, row));
	if (!c->claimant_active)
		return reply_problem(r, &problem_claim_claimant_gone, NULL);
	return c->answered || r->decided_at > c->answer_until
		   ? GO_ON
		   : reply_problem(r, &problem_claim_not_heard, NULL, zone_time(r->arena, zone_beijing(), c->answer_until));
}

/* The second of two is independent of the first in every edition that the firm has entered. */
static enum handled second_person(struct request *r, const struct state_row *row)
{
	const struct firm_claim *c = row->object;
	struct db_rows editions;
	bool others = true;

	STEP(apart(r, row));
	DB_TRY(sql_query(r, &editions, "SELECT 0 UNION SELECT e.edition_id FROM entries e WHERE e.firm_id = :firm", P(firm, c->firm_id)));
	for (size_t i = 0; others && i < editions.count; i++)
		DB_TRY(people_apart(r, c->proposed_by, db_int(&editions, i, 0), &others));
	return others ? GO_ON : reply_problem(r, &problem_not_apart, NULL);
}

static enum handled confirmed(struct request *r, const struct state_row *row)
{
	STEP(second_person(r, row));
	return heard(r, row);
}

/* Nothing final rests on that the firm changed hands, and it has not changed them again. */
static enum handled nothing_final(struct request *r, const struct state_row *row)
{
	const struct firm_claim *c = row->object;
	struct db_rows rows;

	STEP(apart(r, row));
	DB_TRY(sql_query(r, &rows,
	    "SELECT 1 FROM firm_claims x WHERE x.jurisdiction = :jurisdiction AND x.code = :code AND x.id <> :claim AND x.state IN ('upheld',"
	    " 'reversing') AND x.decided_at > :since LIMIT 1",
	    P(jurisdiction, c->jurisdiction), P(code, c->code), P(claim, c->id), P(since, TIME(c->decided_at))));
	if (rows.count > 0)
		return reply_problem(r, &problem_claim_later, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT d.code FROM award_lists l JOIN awards a ON a.award_list_id = l.id JOIN entries e ON e.id = a.entry_id"
	    " JOIN editions d ON d.id = l.edition_id WHERE l.state = 'final' AND l.final_at >= :since AND e.firm_id = :firm ORDER BY l.id LIMIT 1",
	    P(since, TIME(c->decided_at)), P(firm, c->firm_id)));
	return rows.count > 0 ? reply_problem(r, &problem_claim_final, NULL, db_text(&rows, 0, 0)) : GO_ON;
}

static enum handled confirmed_back(struct request *r, const struct state_row *row)
{
	STEP(second_person(r, row));
	return nothing_final(r, row);
}
