/* The life of an investment: declared → verified by one organiser → by another; or rejected, or withdrawn. */
#include "api/investment/investments.h"

#include "api/rules/eligibility_findings.h"
#include "api/rounds/round_state.h"
#include "api/shared/access.h"

static const struct state states[] = {
    {"declared", {"待核实", "待核實", "to be verified"}, true},
    {"first_verified", {"已有一人核实", "已有一人核實", "verified by one person"}, false},
    {"verified", {"已核实", "已核實", "verified"}, true},
    {"rejected", {"已驳回", "已駁回", "rejected"}, true},
    {"withdrawn", {"已撤回", "已撤回", "withdrawn"}, true},
};

#define SET(columns) STATE_SET("investments", columns ", version = version + 1")
#define REJECT(from) {"reject", from, "rejected", "investment.reject", ROLE_ORGANIZER, SET(", rejected_why = :reason"), NULL, NULL}

static const struct state_move moves[] = {
    {"edit", "declared", "declared", "investment.edit", ROLE_CONTESTANT, SET(""), NULL, NULL},
    {"withdraw", "declared", "withdrawn", "investment.withdraw", ROLE_CONTESTANT, SET(""), NULL, NULL},
    {"withdraw", "first_verified", "withdrawn", "investment.withdraw", ROLE_CONTESTANT, SET(""), NULL, NULL},
    {"first_verify", "declared", "first_verified", "investment.first_verify", ROLE_ORGANIZER,
	SET(", first_by = :account, first_at = :now, first_why = :reason"), NULL, NULL},
    {"second_verify", "first_verified", "verified", "investment.second_verify", ROLE_ORGANIZER,
	SET(", second_by = :account, second_at = :now, second_why = :reason"), NULL, NULL},
    REJECT("declared"), REJECT("first_verified"), REJECT("verified"), /* what turns out to be wrong later */
};

STATE_MACHINE(investment_states, "investments", states, moves, .begins = STATES("declared"));

static const char *const verbs[] = {
    [INVESTMENT_EDIT] = "edit",
    [INVESTMENT_WITHDRAW] = "withdraw",
    [INVESTMENT_FIRST_VERIFY] = "first_verify",
    [INVESTMENT_SECOND_VERIFY] = "second_verify",
    [INVESTMENT_REJECT] = "reject",
};

enum handled investment_ready(struct request *r, const struct investment *i, enum investment_verb verb)
{
	return state_ready(r, &investment_states, i->state, verbs[verb]);
}

enum db_status investment_lock(struct request *r, int64_t id, struct investment *i, bool *found)
{
	struct db_rows rows;
	bool begun = false;
	enum db_status status = sql_query(r, &rows, "SELECT edition_id FROM investments WHERE id = :id", P(id));

	*found = false;
	if (status == DB_OK && rows.count > 0)
		status = rounds_begun(r, db_int(&rows, 0, 0), &begun);
	if (status != DB_OK)
		return status;
	status = sql_query(r, &rows,
	    "SELECT i.edition_id, i.firm_id, i.version, i.first_by, i.state,"
	    " (SELECT COUNT(*) FROM attachments t WHERE t.investment_id = i.id AND t.state IN ('stored', 'confirmed')), " SQL_MEMBER(
		"i.firm_id") ", i.created_by = :account"
			     " FROM investments i WHERE i.id = :id AND (" SQL_MEMBER("i.firm_id") " OR " SQL_ORGANIZER(
				 "i.edition_id") ") FOR UPDATE",
	    P(id));

	*found = status == DB_OK && rows.count > 0;
	if (*found)
		*i = (struct investment){
		    .id = id,
		    .edition_id = db_int(&rows, 0, 0),
		    .firm_id = db_int(&rows, 0, 1),
		    .version = db_int(&rows, 0, 2),
		    .first_by = db_int(&rows, 0, 3),
		    .state = db_text(&rows, 0, 4),
		    .evidence = db_int(&rows, 0, 5),
		    .own = db_int(&rows, 0, 6) != 0,
		    .declared = db_int(&rows, 0, 7) != 0,
		    .begun = begun,
		};
	return status;
}

enum db_status investment_move(struct request *r, const struct investment *i, enum investment_verb verb, const char *why, json_t *detail)
{
	struct state_row row = {i->id, i->edition_id, i->state, NULL};
	enum db_status status = state_must(r, &investment_states, &row, verbs[verb], WHY(why, detail));

	/* A rule may ask about investments. */
	return status == DB_OK ? eligibility_review_firm(r, i->edition_id, i->firm_id) : status;
}
