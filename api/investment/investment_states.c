/* The life of an investment: declared → verified by one organiser → by another; or rejected, or withdrawn. */
#include <stdlib.h>
#include <string.h>

#include "api/investment/investments.h"
#include "api/rounds/round_state.h"
#include "api/shared/access.h"
#include "core/request/audit.h"

static const struct {
	enum investment_verb verb;
	const char *from, *to;
} transitions[] = {
    {INVESTMENT_EDIT, "declared", "declared"}, {INVESTMENT_WITHDRAW, "declared", "withdrawn"},
    {INVESTMENT_WITHDRAW, "first_verified", "withdrawn"}, {INVESTMENT_FIRST_VERIFY, "declared", "first_verified"},
    {INVESTMENT_SECOND_VERIFY, "first_verified", "verified"}, {INVESTMENT_REJECT, "declared", "rejected"},
    {INVESTMENT_REJECT, "first_verified", "rejected"}, {INVESTMENT_REJECT, "verified", "rejected"}, /* what turns out to be wrong later */
};

static const char *const actions[] = {
    [INVESTMENT_EDIT] = "investment.edit",
    [INVESTMENT_WITHDRAW] = "investment.withdraw",
    [INVESTMENT_FIRST_VERIFY] = "investment.first_verify",
    [INVESTMENT_SECOND_VERIFY] = "investment.second_verify",
    [INVESTMENT_REJECT] = "investment.reject",
};

const char *investment_next(const char *state, enum investment_verb verb)
{
	for (size_t i = 0; i < sizeof transitions / sizeof transitions[0]; i++)
		if (transitions[i].verb == verb && !strcmp(transitions[i].from, state))
			return transitions[i].to;
	return NULL;
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
	const char *to = investment_next(i->state, verb);
	bool first = verb == INVESTMENT_FIRST_VERIFY, second = verb == INVESTMENT_SECOND_VERIFY, reject = verb == INVESTMENT_REJECT;

	if (!to)
		abort(); /* whoever calls has asked investment_next() */
	enum db_status status = sql_exec(r, NULL,
	    "UPDATE investments SET state = :to, version = version + 1,"
	    " first_by = COALESCE(:first_by, first_by), first_at = COALESCE(:first_at, first_at), first_why = COALESCE(:first_why,"
	    " first_why),"
	    " second_by = COALESCE(:second_by, second_by), second_at = COALESCE(:second_at, second_at),"
	    " second_why = COALESCE(:second_why, second_why),"
	    " rejected_why = COALESCE(:rejected_why, rejected_why) WHERE id = :id",
	    P(to), P(first_by, ID(first ? r->actor.account_id : 0)), P(first_at, TIME(first ? r->arrived_at : TIME_NONE)),
	    P(first_why, first ? why : NULL), P(second_by, ID(second ? r->actor.account_id : 0)),
	    P(second_at, TIME(second ? r->arrived_at : TIME_NONE)), P(second_why, second ? why : NULL),
	    P(rejected_why, reject ? why : NULL), P(id, i->id));
	if (status == DB_OK)
		audit(r, (struct audit_event){.edition_id = i->edition_id,
			     .action = actions[verb],
			     .object = "investments",
			     .object_id = i->id,
			     .reason = why,
			     .detail = detail});
	return status;
}
