/* Claims by who makes them: begun with a code, filed once the evidence is there, withdrawn; and what becomes of them when somebody registers the code. */
#include "api/entry/firm_claims.h"

#include <string.h>

#include "api/entry/firm_number.h"
#include "api/entry/routes.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/quotas.h"
#include "core/base/zone.h"
#include "core/base/text.h"
#include "core/request/audit.h"

enum db_status firm_claim_lock(struct request *r, int64_t id, struct firm_claim *c, bool *found)
{
	struct db_rows rows, firm;
	enum db_status status = sql_query(r, &rows,
	    "SELECT jurisdiction, code, state, claimed_by, proposed_by, proposed_why, decided_at, answer IS NOT NULL FROM firm_claims"
	    " WHERE id = :id FOR UPDATE",
	    P(id));

	*found = status == DB_OK && rows.count > 0;
	if (!*found)
		return status;
	*c = (struct firm_claim){
	    .id = id,
	    .jurisdiction = db_text(&rows, 0, 0),
	    .code = db_text(&rows, 0, 1),
	    .state = db_text(&rows, 0, 2),
	    .claimed_by = db_int(&rows, 0, 3),
	    .firm = "",
	    .proposed_by = db_int(&rows, 0, 4),
	    .proposed_why = db_text(&rows, 0, 5),
	    .decided_at = db_time(&rows, 0, 6),
	    .answer_until = TIME_NONE,
	    .answered = db_int(&rows, 0, 7) == 1,
	};
	status = sql_query(r, &firm,
	    "SELECT f.id, f.name, " SQL_CLAIM_ANSWER_UNTIL ", a.state = 'active' FROM firm_claims c JOIN accounts a ON a.id = c.claimed_by"
	    " LEFT JOIN firms f ON " SQL_CLAIMED_FIRM("c", "f") " WHERE c.id = :id",
	    P(id));
	if (status == DB_OK && firm.count > 0) {
		c->claimant_active = db_int(&firm, 0, 3) == 1;
		c->firm_id = db_int(&firm, 0, 0);
		if (c->firm_id) {
			c->firm = db_text(&firm, 0, 1);
			c->answer_until = db_time(&firm, 0, 2);
		}
	}
	return status;
}

struct state_row firm_claim_row(struct firm_claim *c)
{
	return (struct state_row){c->id, 0, c->state, c};
}

/* ---- reading ---- */

/* Between two people who decide nothing has happened yet for anybody else. When the time of an answer is over, who claims a code that nobody has
 * registered is told to register it: until then it looks like any other. */
#define COLUMNS                                                                    \
	"SELECT c.id, c.jurisdiction, c.code, c.firm_name, " SQL_CLAIM_SHOWN_STATE \
	", c.statement, c.begun_at, c.filed_at, c.filed_at + " CLAIM_TIME          \
	", c.answered_at, c.state = 'filed' AND :now > c.filed_at + " CLAIM_TIME   \
	" AND NOT EXISTS (SELECT 1 FROM firms f WHERE " SQL_CLAIMED_FIRM(          \
	    "c", "f") "), c.decided_at, c.reason, c.reversed_at, c.reversed_why FROM firm_claims c WHERE c.claimed_by = :account"
#define SHAPE                                                                                                                       \
	"issssstttt"                                                                                                                \
	"btsts",                                                                                                                    \
	    "id", "jurisdiction", "code", "firm_name", "state", "statement", "begun_at", "filed_at", "answer_until", "answered_at", \
	    "free", "decided_at", "reason", "reversed_at", "reversed_why"

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS " AND c.id = :id", P(id)));
	return rows.count > 0 ? reply_json(r, status, db_json_row(&rows, 0, SHAPE)) : reply_problem(r, &problem_not_found, NULL);
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

static enum handled list(struct request *r)
{
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows, COLUMNS " ORDER BY c.id DESC" SQL_PAGE, PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM firm_claims WHERE claimed_by = :account"));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

/* ---- making ---- */

static enum handled begin(struct request *r)
{
	const char *jurisdiction = input_text(r, "jurisdiction"), *firm_name = input_text(r, "firm_name");
	char code[REGISTRATION_MAX + 1];
	struct firm_number number = firm_number_check(jurisdiction, input_text(r, "code"), code);
	struct db_rows rows;

	if (number.verdict == FIRM_NUMBER_REFUSED || (number.verdict == FIRM_NUMBER_IN_QUESTION && !input_bool(r, "insist", false)))
		return reply_problem(r, number.problem, "code", number.position);
	DB_TRY(sql_query(r, &rows,
	    "SELECT EXISTS (SELECT 1 FROM firms f WHERE f.jurisdiction = :jurisdiction AND f.code = :code AND " SQL_MEMBER(
		"f.id") "), (SELECT id FROM firm_claims WHERE claimed_by = :account AND jurisdiction = :jurisdiction AND open_code = :code)",
	    P(jurisdiction), P(code)));
	if (db_int(&rows, 0, 0))
		return reply_problem(r, &problem_claim_own, "code");
	if (!db_is_null(&rows, 0, 1)) {
		problem_member(r, "claim", db_json_int(&rows, 0, 1));
		return reply_problem(r, &problem_claim_open, "code");
	}
	STEP(quota_take_own(r, QUOTA_CLAIMS, 1, NULL));
	STEP(quota_take_own(r, QUOTA_CLAIMS_ADDRESS, 1, NULL));
	switch (sql_exec(r, NULL,
	    "INSERT INTO firm_claims (jurisdiction, code, firm_name, claimed_by, begun_at)"
	    " VALUES (:jurisdiction, :code, :firm_name, :account, :now)",
	    P(jurisdiction), P(code), P(firm_name))) {
	case DB_OK:
		break;
	case DB_DUPLICATE: /* begun twice at once */
		return reply_problem(r, &problem_claim_open, "code");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.action = "firm_claim.begin",
		     .object = "firm_claims",
		     .object_id = id,
		     .detail = json_pack("{s:s, s:s, s:s}", "jurisdiction", jurisdiction, "code", code, "firm_name", firm_name)});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/me/firm-claims/%lld", (long long)id));
	return show(r, id, 201);
}

/* One's own claim, locked. */
static enum handled own(struct request *r, struct firm_claim *c)
{
	bool found = false;

	DB_TRY(firm_claim_lock(r, request_id_param(r, 0), c, &found));
	return found && c->claimed_by == r->actor.account_id ? GO_ON : reply_problem(r, &problem_not_found, NULL);
}

static enum handled file(struct request *r)
{
	struct firm_claim c = {.state = ""};

	STEP(own(r, &c));
	struct state_row row = firm_claim_row(&c);
	STEP(state_move(r, &firm_claim_states, &row, "file", WHY(NULL, NULL), P(statement, input_text(r, "statement"))));
	DB_TRY(letter_to_account(r, c.claimed_by, &claim_received_letter, c.code, arena_printf(r->arena, "%lld", (long long)c.id)));
	STEP(firm_claim_tell(r, &c));
	return show(r, c.id, 200);
}

enum handled firm_claim_tell(struct request *r, struct firm_claim *c)
{
	bool found = false;

	DB_TRY(firm_claim_lock(r, c->id, c, &found));
	int64_t until = c->answer_until == TIME_NONE ? r->arrived_at : c->answer_until;
	DB_TRY(letter_to_firm(r, c->firm_id, &claim_claimed_letter, c->firm, zone_time(r->arena, zone_beijing(), until)));
	return GO_ON;
}

static enum handled withdraw(struct request *r)
{
	struct firm_claim c = {.state = ""};

	STEP(own(r, &c));
	bool known = strcmp(c.state, "begun") != 0;
	struct state_row row = firm_claim_row(&c);
	STEP(state_move(r, &firm_claim_states, &row, "withdraw", WHY(NULL, NULL)));
	if (known)
		DB_TRY(letter_to_firm(r, c.firm_id, &claim_withdrawn_letter, c.firm));
	return show(r, c.id, 200);
}

enum db_status firm_claims_registered(struct request *r, const char *jurisdiction, const char *code)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id FROM firm_claims WHERE jurisdiction = :jurisdiction AND code = :code AND state IN ('begun', 'filed') ORDER BY id FOR UPDATE",
	    P(jurisdiction), P(code));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		struct firm_claim c = {.state = ""};
		bool found = false;
		status = firm_claim_lock(r, db_int(&rows, i, 0), &c, &found);
		if (status != DB_OK || !found)
			continue;
		struct state_row row = firm_claim_row(&c);
		if (c.claimed_by == r->actor.account_id)
			status = state_must(r, &firm_claim_states, &row, "settle", WHY(NULL, NULL));
		else if (c.answer_until != TIME_NONE)
			status = letter_to_firm(
			    r, c.firm_id, &claim_claimed_letter, c.firm, zone_time(r->arena, zone_beijing(), c.answer_until));
	}
	return status;
}

static const char *const jurisdictions[] = {"CN", "HK", "MO", "other", NULL};

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field begin_input[] = {
    {.name = "jurisdiction", .type = INPUT_ENUM, .required = true, .one_of = jurisdictions},
    {.name = "code", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_FIRM_CODE},
    {.name = "firm_name", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_ORGANISATION},
    {.name = "insist", .type = INPUT_BOOL},
    INPUT_END,
};
static const struct input_field file_input[] = {
    {.name = "statement", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_CLAIM},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/me/firm-claims", ROLE_CONTESTANT, 0, 0, NULL, page_query, list},
    {METHOD_POST, "/api/v1/me/firm-claims", ROLE_CONTESTANT, ROUTE_WRITE, 4096, begin_input, NULL, begin},
    {METHOD_GET, "/api/v1/me/firm-claims/{claim}", ROLE_CONTESTANT, 0, 0, NULL, NULL, get},
    {METHOD_POST, "/api/v1/me/firm-claims/{claim}/file", ROLE_CONTESTANT, ROUTE_WRITE, 32768, file_input, NULL, file},
    {METHOD_POST, "/api/v1/me/firm-claims/{claim}/withdraw", ROLE_CONTESTANT, ROUTE_WRITE, 0, NULL, NULL, withdraw},
};

ROUTE_TABLE(firm_claims_routes, rows);
