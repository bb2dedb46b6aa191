/* Investments (投资) as firms declare them: facts, list, edit, withdraw. Verification is in investment_verify.c. */
#include "api/investment/investments.h"
#include "api/shared/interests.h"
#include "api/shared/problems.h"

#include <string.h>

#include "api/entry/entry_form.h"
#include "api/entry/form_missing.h"
#include "api/rules/eligibility_findings.h"
#include "api/rules/rule_check.h"
#include "api/judges/conflicts.h"
#include "api/rounds/round_state.h"
#include "api/rules/declared_facts.h"
#include "api/rules/fact_order.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "core/request/audit.h"
#include "core/request/route.h"

static const char *const verified_elsewhere[LOCALES] = {"是否核实由赛务人员决定，不能填写。", "是否核實由賽務人員決定，不能填寫。",
    "Organisers decide whether the investment is verified; it cannot be stated here."};
static const char *const needed[LOCALES] = {"尚未填写。", "尚未填寫。", "This is not filled in yet."};

/* From the opening until the announced end of declaring, which is that of correcting entries if there is none of its own; as long as a round has not
 * begun to which it might lead. */
#define DECLARING                                                                                                                 \
	"(COALESCE(d.state = 'published' AND :now BETWEEN d.entries_open_at AND COALESCE(d.investments_close_at,"                 \
	" GREATEST(d.entries_close_at, COALESCE(d.corrections_close_at, d.entries_close_at))) + INTERVAL d.grace_seconds SECOND," \
	" FALSE) AND NOT EXISTS (SELECT 1 FROM rounds o WHERE o.edition_id = d.id AND o.state <> 'planned' AND NOT EXISTS"        \
	" (SELECT 1 FROM rounds p WHERE p.edition_id = d.id AND p.state = 'planned')))"

/* ---- showing ---- */

#define EVIDENCE "(SELECT COUNT(*) FROM attachments t WHERE t.investment_id = i.id AND t.state IN ('stored', 'confirmed'))"
#define COLUMNS                                                                                                \
	"i.id, i.edition_id, i.firm_id, f.name, i.investor, i.investor_is_person, i.facts, i.state, " EVIDENCE \
	", i.rejected_why, i.first_at,"                                                                        \
	" i.second_at, i.version, i.created_at"
#define SHAPE "iiissbjsisttit"
#define NAMES                                                                                                                       \
	"id", "edition_id", "firm_id", "firm_name", "investor", "investor_is_person", "facts", "state", "evidence", "rejected_why", \
	    "first_verified_at", "second_verified_at", "version", "created_at"

enum handled investment_show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	/* Who verified and what they noted is for organisers and auditors, who do not act for the firm. */
#define OFFICE "(" SQL_READER("i.edition_id") " AND NOT " SQL_MEMBER("i.firm_id") ")"
	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS ", IF(" OFFICE ", (SELECT a.name FROM accounts a WHERE a.id = i.first_by), NULL), IF(" OFFICE
	    ", i.first_by, NULL),"
	    " IF(" OFFICE ", (SELECT a.name FROM accounts a WHERE a.id = i.second_by), NULL), IF(" OFFICE ", i.first_why, NULL),"
	    " IF(" OFFICE ", i.second_why, NULL) FROM investments i JOIN firms f ON f.id = i.firm_id WHERE i.id = :id AND (" SQL_MEMBER(
		"i.firm_id") " OR " SQL_READER("i.edition_id") ")",
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	reply_etag(r, db_int(&rows, 0, 12));
	return reply_json(
	    r, status, db_json_row(&rows, 0, SHAPE "sisss", NAMES, "first_by", "first_by_id", "second_by", "first_why", "second_why"));
}

static enum handled get(struct request *r)
{
	return investment_show(r, request_id_param(r, 0), 200);
}

/* All of an edition, for who may read it; or those of one's own firms. */
#define LIST_FILTER " AND (:firm IS NULL OR i.firm_id = :firm) AND " SQL_FILTER("i.state", "state") " AND " SQL_SEARCH("i.investor, f.name")
#define ALL_FROM                                                                                                                \
	" FROM investments i JOIN firms f ON f.id = i.firm_id WHERE i.edition_id = :edition AND " SQL_OTHERS_OR_ACTED_FOR_FIRM( \
	    "i.firm_id", "i.edition_id") LIST_FILTER
#define OWN_FROM                                                                                                        \
	" FROM investments i JOIN firms f ON f.id = i.firm_id WHERE i.firm_id IN (SELECT m.firm_id FROM firm_members m" \
	" WHERE m.account_id = :account)"                                                                               \
	" AND (:edition IS NULL OR i.edition_id = :edition)" LIST_FILTER
/* What waits for a decision first. */
#define LIST_ORDER " ORDER BY FIELD(i.state, 'first_verified', 'declared', 'verified', 'rejected', 'withdrawn'), i.id" SQL_PAGE

static enum handled list(struct request *r)
{
	int64_t edition = request_query_int(r, "edition_id", 0), firm = request_query_int(r, "firm_id", 0);
	const char *state = request_query(r, "state"), *q = request_query(r, "q");
	struct db_rows rows, total, may;

	DB_TRY(sql_query(r, &may, "SELECT :edition IS NOT NULL AND " SQL_READER(":edition"), P(edition, ID(edition))));
	if (db_int(&may, 0, 0)) {
		DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS ALL_FROM LIST_ORDER, P(edition), P(firm, ID(firm)), P(state), P(q), PAGE(r)));
		DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" ALL_FROM, P(edition), P(firm, ID(firm)), P(state), P(q)));
	} else {
		DB_TRY(sql_query(
		    r, &rows, "SELECT " COLUMNS OWN_FROM LIST_ORDER, P(edition, ID(edition)), P(firm, ID(firm)), P(state), P(q), PAGE(r)));
		DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" OWN_FROM, P(edition, ID(edition)), P(firm, ID(firm)), P(state), P(q)));
	}
	return reply_list(r, db_json_rows(&rows, SHAPE, NAMES), db_int(&total, 0, 0));
}

/* ---- declaring ---- */

/* Whether FACTS will do, also by what the rulebook in force declares of them. */
static enum handled check_facts(struct request *r, int64_t edition, json_t *facts)
{
	static const char *const always[] = {"registered_on", "received_fen", "kind"};
	const struct rulebook_view *rulebook;
	json_t *errors = arena_json(r->arena, json_array());

	DB_TRY(rulebook_in_force(r, edition, &rulebook));
	facts_check(r, errors, "facts", facts);
	for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
		if (!json_object_get(facts, always[i]))
			error_add(errors, arena_printf(r->arena, "facts.%s", always[i]), needed[r->locale]);
	if (json_object_get(facts, "verified"))
		error_add(errors, "facts.verified", verified_elsewhere[r->locale]);
	form_investment_types(r, "facts", facts, rulebook, errors);
	declared_facts_check(r, rulebook, "investment", "facts", facts, errors);
	fact_order_check(r, "investment", "facts", facts, NULL, errors);
	if (json_array_size(errors) == 0)
		return GO_ON;
	return reply_problem_list(r, &problem_investment_facts_invalid, json_incref(errors));
}

/* What the rules make of the firm's submitted entries now, the request's. */
static enum db_status ruled(struct request *r, int64_t edition, int64_t firm, json_t **made)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id FROM entries WHERE firm_id = :firm AND edition_id = :edition AND state = 'submitted' ORDER BY id", P(firm),
	    P(edition));

	*made = arena_json(r->arena, json_array());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		struct rule_subject subject = {0};
		bool found;
		status = rule_subject_load(r, db_int(&rows, i, 0), RULE_SUBMISSION, &subject, &found);
		if (status != DB_OK || !found)
			continue;
		json_t *rules = rule_direct_advancement(r, &subject, NULL), *eligibility = rule_eligibility(r, &subject, true, NULL), *rule;
		size_t k;
		json_array_append_new(
		    *made, json_pack("[O?, O?]", json_object_get(eligibility, "eligible"), json_object_get(eligibility, "division")));
		json_array_foreach (rules, k, rule)
			json_array_append(*made, json_object_get(rule, "holds"));
	}
	return status;
}

/* Once rounds have begun, what a firm states must not by itself move its entries: goes on if the rules make of them what they did BEFORE. */
static enum handled nothing_changed(struct request *r, int64_t edition, int64_t firm, json_t **before)
{
	json_t *after;

	DB_TRY(ruled(r, edition, firm, &after));
	return json_equal(*before, after) ? GO_ON : reply_problem(r, &problem_advancement_would_change, NULL);
}

static enum handled declare(struct request *r)
{
	int64_t edition = input_int(r, "edition_id", 0), firm = input_int(r, "firm_id", 0);
	struct db_rows rows, may;
	json_t *before = NULL;
	bool begun;

	DB_TRY(rounds_begun(r, edition, &begun));
	DB_TRY(sql_query(r, &rows, "SELECT f.id FROM firms f WHERE f.id = :firm AND " SQL_MEMBER("f.id") " FOR UPDATE", P(firm)));
	if (rows.count == 0)
		return reply_problem(r, &problem_firm_unknown, "firm_id");
	DB_TRY(sql_query(r, &may,
	    "SELECT " DECLARING
	    ", (SELECT COUNT(*) FROM investments i WHERE i.firm_id = :firm AND i.edition_id = d.id AND i.state <> 'withdrawn')"
	    " FROM editions d WHERE d.id = :edition LOCK IN SHARE MODE",
	    P(firm), P(edition)));
	if (may.count == 0 || !db_int(&may, 0, 0))
		return reply_problem(r, &problem_investments_closed, "edition_id");
	if (db_int(&may, 0, 1) >= LIMIT_INVESTMENTS_PER_FIRM)
		return reply_problem(r, &problem_investments_per_firm, "firm_id", LIMIT_INVESTMENTS_PER_FIRM);
	STEP(check_facts(r, edition, input_json(r, "facts")));
	if (begun)
		DB_TRY(ruled(r, edition, firm, &before));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO investments (edition_id, firm_id, investor, investor_is_person, facts, created_by, created_at)"
	    " VALUES (:edition, :firm, :investor, :investor_is_person, :facts, :account, :now)",
	    P(edition), P(firm), P(investor, input_text(r, "investor")), P(investor_is_person, input_bool(r, "investor_is_person", false)),
	    P(facts, input_json(r, "facts"))));
	int64_t id = db_insert_id(r->db);
	if (begun)
		STEP(nothing_changed(r, edition, firm, &before));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "investment.declare",
		     .object = "investments",
		     .object_id = id,
		     .detail = json_pack("{s:I, s:O}", "firm_id", (json_int_t)firm, "facts", input_json(r, "facts"))});
	DB_TRY(eligibility_review_firm(r, edition, firm));
	DB_TRY(conflicts_find(r, edition, firm, 0));
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/investments/%lld", (long long)id));
	return investment_show(r, id, 201);
}

/* Locks the investment for a change by its own firm, if it may be made. */
static enum handled own_change(struct request *r, enum investment_verb verb, struct investment *i)
{
	struct db_rows rows;
	bool found;

	DB_TRY(investment_lock(r, request_id_param(r, 0), i, &found));
	if (!found || !i->own)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(
	    sql_query(r, &rows, "SELECT " DECLARING ", d.state = 'published' FROM editions d WHERE d.id = :edition_id LOCK IN SHARE MODE",
		P(edition_id, i->edition_id)));
	STEP(request_has_version(r));
	STEP(investment_ready(r, i, verb));
	STEP(request_matches(r, i->version));
	if (!db_int(&rows, 0, verb == INVESTMENT_EDIT ? 0 : 1))
		return reply_problem(r, &problem_investments_closed, NULL);
	return GO_ON;
}

static enum handled edit(struct request *r)
{
	struct investment i;
	json_t *before = NULL;
	json_t *facts = input_json(r, "facts");
	int64_t person = input_json(r, "investor_is_person") != NULL;

	STEP(own_change(r, INVESTMENT_EDIT, &i));
	if (facts)
		STEP(check_facts(r, i.edition_id, facts));
	if (i.begun)
		DB_TRY(ruled(r, i.edition_id, i.firm_id, &before));
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE investments SET investor = COALESCE(:investor, investor), facts = COALESCE(:facts, facts),"
	    " investor_is_person = IF(:person, :investor_is_person, investor_is_person)"
	    " WHERE id = :id",
	    P(investor, input_text(r, "investor")), P(facts), P(person), P(investor_is_person, input_bool(r, "investor_is_person", false)),
	    P(id, i.id)));
	if (i.begun)
		STEP(nothing_changed(r, i.edition_id, i.firm_id, &before));
	DB_TRY(investment_move(r, &i, INVESTMENT_EDIT, NULL, facts ? json_pack("{s:O}", "facts", facts) : NULL));
	if (input_text(r, "investor"))
		DB_TRY(conflicts_find(r, i.edition_id, i.firm_id, 0));
	return investment_show(r, i.id, 200);
}

static enum handled withdraw(struct request *r)
{
	struct investment i;
	json_t *before = NULL;

	STEP(own_change(r, INVESTMENT_WITHDRAW, &i));
	if (i.begun)
		DB_TRY(ruled(r, i.edition_id, i.firm_id, &before));
	DB_TRY(investment_move(r, &i, INVESTMENT_WITHDRAW, input_text(r, "reason"), NULL));
	if (i.begun)
		STEP(nothing_changed(r, i.edition_id, i.firm_id, &before));
	return investment_show(r, i.id, 200);
}

static const char *const states[] = {"declared", "first_verified", "verified", "rejected", "withdrawn", NULL};

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "edition_id", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "firm_id", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};

static const struct input_field declare_input[] = {
    {.name = "edition_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    {.name = "firm_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    {.name = "investor", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_ORGANISATION},
    {.name = "investor_is_person", .type = INPUT_BOOL},
    {.name = "facts", .type = INPUT_OBJECT, .required = true},
    INPUT_END,
};

static const struct input_field edit_input[] = {
    {.name = "investor", .type = INPUT_NAME, .min = 1, .max = LIMIT_ORGANISATION},
    {.name = "investor_is_person", .type = INPUT_BOOL},
    {.name = "facts", .type = INPUT_OBJECT},
    INPUT_END,
};

static const struct input_field withdraw_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/investments", READERS, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/investments", ROLE_CONTESTANT, ROUTE_WRITE, 65536, declare_input, NULL, declare},
    {METHOD_GET, "/api/v1/investments/{investment}", READERS, 0, 0, NULL, NULL, get},
    {METHOD_PATCH, "/api/v1/investments/{investment}", ROLE_CONTESTANT, ROUTE_WRITE, 65536, edit_input, NULL, edit},
    {METHOD_POST, "/api/v1/investments/{investment}/withdraw", ROLE_CONTESTANT, ROUTE_WRITE, 16384, withdraw_input, NULL, withdraw},
};

ROUTE_TABLE(investments_routes, rows);
