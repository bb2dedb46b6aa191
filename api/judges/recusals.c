/* Recusals (回避): a judge who must not score an entry, declared by the judge, recorded by an organizer or found by the program (conflicts.c), decided
 * by an organizer: another one than recorded it.
 *
 * While one is open or upheld, the judge gets no assignment for the entry and cannot hand in a sheet for it. Upholding it voids the
 * sheets already given and releases the assignments; dismissing it after all gives them back. One that was dismissed by mistake is opened again. What is published stays as it is: the round is
 * stale then, and asks to be computed again. */
#include <string.h>

#include "api/judges/judging_states.h"
#include "api/judges/recusals.h"
#include "api/judges/routes.h"
#include "api/rounds/assignment_states.h"
#include "api/rounds/round_state.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

#define FROM                                                                                         \
	" FROM recusals x JOIN judges j ON j.id = x.judge_id JOIN accounts c ON c.id = j.account_id" \
	" JOIN entries e ON e.id = x.entry_id JOIN firms f ON f.id = e.firm_id WHERE "
/* Who dismissed it last, also where it was opened again since. */
#define DISMISSED_BY                                                                                \
	"(SELECT d.name FROM recusals FOR SYSTEM_TIME ALL h JOIN accounts d ON d.id = h.decided_by" \
	" WHERE h.id = x.id AND h.state = 'dismissed' ORDER BY h.decided_at DESC LIMIT 1)"
#define COLUMNS                                                                                                                   \
	"SELECT x.id, x.edition_id, x.judge_id, c.name, j.organisation, x.entry_id, e.number, e.title, f.name, x.kind, x.source," \
	" x.statement, x.evidence, x.state, x.decision_why, x.declared_at, x.decided_at,"                                         \
	" (SELECT COUNT(*) FROM sheets s WHERE s.judge_id = x.judge_id AND s.entry_id = x.entry_id AND s.state = 'handed_in'),"   \
	" IF(" SQL_READER("x.edition_id") ", (SELECT d.name FROM accounts d WHERE d.id = x.decided_by), NULL),"                   \
					  " IF(" SQL_READER("x.edition_id") ", " DISMISSED_BY ", NULL)" FROM
#define SHAPE                                                                                                                            \
	"iiississssssjssttiss", "id", "edition_id", "judge_id", "judge_name", "judge_organisation", "entry_id", "entry_number",          \
	    "entry_title", "firm_name", "kind", "source", "statement", "evidence", "state", "decision_why", "declared_at", "decided_at", \
	    "sheets_handed_in", "decided_by", "dismissed_by"

static const struct state recusal_state[] = {
    {"open", {"待决定", "待決定", "to be decided"}, false},
    {"upheld", {"成立", "成立", "upheld"}, true},
    {"dismissed", {"不成立", "不成立", "dismissed"}, true},
};

#define DECIDED STATE_SET("recusals", ", decision_why = :reason, decided_by = :account, decided_at = :now")

static const struct state_move moves[] = {
    {"uphold", "open", "upheld", "recusal.uphold", ROLE_ORGANIZER, DECIDED, NULL, NULL},
    {"uphold", "dismissed", "upheld", "recusal.uphold", ROLE_ORGANIZER, DECIDED, NULL, NULL},
    {"join", "open", "upheld", "recusal.join", 0, DECIDED, NULL, NULL}, /* the judge acts for the firm */
    {"join", "dismissed", "upheld", "recusal.join", 0, DECIDED, NULL, NULL},
    {"dismiss", "open", "dismissed", "recusal.dismiss", ROLE_ORGANIZER, DECIDED, NULL, NULL},
    {"dismiss", "upheld", "dismissed", "recusal.dismiss", ROLE_ORGANIZER, DECIDED, NULL, NULL},
    {"reopen", "dismissed", "open", "recusal.reopen", ROLE_ORGANIZER, /* dismissed by mistake: it waits for a decision again */
	STATE_SET("recusals", ", decision_why = :reason, decided_by = NULL, decided_at = NULL"), NULL, NULL},
};

STATE_MACHINE(recusal_states, "recusals", recusal_state, moves, .begins = STATES("open"), .refusal = &problem_recusal_decided,
    .guard = edition_guard);

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS "x.id = :id AND (" SQL_READER("x.edition_id") " OR j.account_id = :account)", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, status, db_json_row(&rows, 0, SHAPE));
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0), judge = request_query_int(r, "judge", 0), entry = request_query_int(r, "entry", 0);
	const char *state = request_query(r, "state");
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
#define FILTER                                               \
	"x.edition_id = :edition AND " SQL_FILTER("x.state", \
	    "state") " AND (:judge = 0 OR x.judge_id = :judge) AND (:entry = 0 OR x.entry_id = :entry) AND " SQL_OTHERS_ENTRY("x.entry_id")
	DB_TRY(sql_query(r, &rows, COLUMNS FILTER " ORDER BY x.state = 'open' DESC, x.id DESC" SQL_PAGE, P(edition), P(state), P(judge),
	    P(entry), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FROM FILTER, P(edition), P(state), P(judge), P(entry)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

static enum handled mine(struct request *r)
{
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows, COLUMNS "j.account_id = :account ORDER BY x.id DESC" SQL_PAGE, PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FROM "j.account_id = :account"));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

/* Assignments of the pair say for themselves whether a recusal blocks them: handing in looks at nothing else. */
static enum db_status mark_assignments(struct request *r, int64_t judge, int64_t entry)
{
	return sql_exec(r, NULL,
	    "UPDATE assignments SET recused = EXISTS (SELECT 1 FROM recusals x WHERE x.judge_id = assignments.judge_id"
	    "  AND x.entry_id = assignments.entry_id AND x.state <> 'dismissed') WHERE judge_id = :judge AND entry_id = :entry",
	    P(judge), P(entry));
}

static enum handled record(struct request *r, int64_t edition, int64_t judge, int64_t entry, const char *source)
{
	switch (sql_exec(r, NULL,
	    "INSERT INTO recusals (edition_id, judge_id, entry_id, kind, source, statement, declared_by, declared_at)"
	    " VALUES (:edition, :judge, :entry, :kind, :source, :statement, :account, :now)",
	    P(edition), P(judge), P(entry), P(kind, input_text(r, "kind")), P(source), P(statement, input_text(r, "statement")))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_recusal_exists, "kind");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	DB_TRY(mark_assignments(r, judge, entry));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = strcmp(source, "declared") == 0 ? "recusal.declare" : "recusal.find",
		     .object = "recusals",
		     .object_id = id,
		     .detail = json_pack(
			 "{s:I, s:I, s:s}", "judge", (json_int_t)judge, "entry", (json_int_t)entry, "kind", input_text(r, "kind"))});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/recusals/%lld", (long long)id));
	return show(r, id, 201);
}

static enum handled declare(struct request *r)
{
	int64_t entry = input_int(r, "entry_id", 0);
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT j.edition_id, j.id FROM entries e JOIN judges j ON j.edition_id = e.edition_id"
	    " WHERE e.id = :entry AND e.state = 'submitted' AND j.account_id = :account"
	    " AND j.state = 'active'",
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_recusal_pair_unknown, "entry_id");
	DB_TRY(rounds_lock(r, db_int(&rows, 0, 0)));
	STEP(edition_goes_on(r, db_int(&rows, 0, 0)));
	return record(r, db_int(&rows, 0, 0), db_int(&rows, 0, 1), entry, "declared");
}

static enum handled find(struct request *r)
{
	int64_t edition = request_id_param(r, 0), judge = input_int(r, "judge_id", 0), entry = input_int(r, "entry_id", 0);
	struct db_rows rows;

	STEP(edition_may(r, edition, EDITION_CHANGE));
	DB_TRY(sql_query(r, &rows,
	    "SELECT 1 FROM entries e JOIN judges j ON j.edition_id = e.edition_id"
	    " WHERE e.id = :entry AND e.edition_id = :edition AND j.id = :judge",
	    P(entry), P(edition), P(judge)));
	if (rows.count == 0)
		return reply_problem(r, &problem_recusal_pair_unknown, NULL);
	DB_TRY(rounds_lock(r, edition));
	return record(r, edition, judge, entry, "found");
}

/* ---- the decision ---- */

/* Rounds in which a sheet of the pair changes have to be computed again. */
static enum db_status outdate_rounds(struct request *r, int64_t judge, int64_t entry, const char *reason)
{
	struct db_rows rows;
	struct round *round;
	enum db_status status = sql_query(r, &rows,
	    "SELECT r.id FROM rounds r JOIN sheets s ON s.round_id = r.id"
	    " WHERE s.judge_id = :judge AND s.entry_id = :entry AND r.state = 'computed'"
	    " ORDER BY r.id",
	    P(judge), P(entry));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		status = round_get(r, db_int(&rows, i, 0), ROUND_CHANGE, &round);
		if (status == DB_OK && round)
			status = round_outdate(r, round, reason);
	}
	return status;
}

static enum db_status uphold(struct request *r, int64_t judge, int64_t entry, int64_t *sheets)
{
	enum db_status status = sql_exec(r, sheets,
	    "UPDATE sheets SET void_why = 'recused', version = version + 1"
	    " WHERE judge_id = :judge AND entry_id = :entry AND state = 'handed_in'"
	    " AND void_why IS NULL",
	    P(judge), P(entry));

	if (status != DB_OK)
		return status;
	return state_move_many(r, &assignment_states, "assigned", "release", NULL,
	    STATE_SET_WHERE("assignments", ", released_why = 'recused'", "judge_id = :judge AND entry_id = :entry"), P(judge), P(entry));
}

/* Gives back what upholding took, unless another recusal of the pair is upheld. */
static enum db_status give_back(struct request *r, int64_t id, int64_t judge, int64_t entry, int64_t *sheets)
{
	struct db_rows other;
	enum db_status status =
	    sql_query(r, &other, "SELECT 1 FROM recusals WHERE judge_id = :judge AND entry_id = :entry AND state = 'upheld' AND id <> :id",
		P(judge), P(entry), P(id));

	*sheets = 0;
	if (status != DB_OK || other.count > 0)
		return status;
	status = sql_exec(r, sheets,
	    "UPDATE sheets SET void_why = NULL, version = version + 1"
	    " WHERE judge_id = :judge AND entry_id = :entry AND void_why = 'recused'",
	    P(judge), P(entry));
	if (status != DB_OK)
		return status;
	return state_move_many(r, &assignment_states, "released", "assign", NULL,
	    STATE_SET_WHERE("assignments", ", released_why = NULL",
		"judge_id = :judge AND entry_id = :entry AND released_why = 'recused'"
		" AND EXISTS (SELECT 1 FROM rounds r WHERE r.id = round_id AND (r.state = 'open'"
		"  OR EXISTS (SELECT 1 FROM sheets s WHERE s.assignment_id = assignments.id AND s.state = 'handed_in')))"),
	    P(judge), P(entry));
}

enum db_status recusal_of_member(struct request *r, int64_t edition, int64_t judge, int64_t entry, const char *firm)
{
	struct db_rows rows;
	int64_t sheets = 0;
	json_t *evidence = arena_json(r->arena, json_pack("{s:n, s:s, s:n}", "organisation", "name", firm, "investment"));
	enum db_status status = sql_exec(r, NULL,
	    "INSERT IGNORE INTO recusals (edition_id, judge_id, entry_id, kind, source, statement, evidence, declared_by, declared_at)"
	    " VALUES (:edition, :judge, :entry, 'employment', 'computed', :firm, :evidence, :account, :now)",
	    P(edition), P(judge), P(entry), P(firm), P(evidence));

	if (status == DB_OK)
		status = sql_query(r, &rows,
		    "SELECT id, state FROM recusals WHERE judge_id = :judge AND entry_id = :entry AND kind = 'employment' FOR UPDATE",
		    P(judge), P(entry));
	if (status == DB_OK && strcmp(db_text(&rows, 0, 1), "upheld") != 0) {
		struct state_row row = {db_int(&rows, 0, 0), edition, db_text(&rows, 0, 1), NULL};
		status = uphold(r, judge, entry, &sheets);
		if (status == DB_OK)
			status = state_must(r, &recusal_states, &row, "join",
			    WHY(NULL, json_pack("{s:I, s:I, s:I}", "judge", (json_int_t)judge, "entry", (json_int_t)entry, "sheets",
					  (json_int_t)sheets)));
	}
	if (status == DB_OK)
		status = mark_assignments(r, judge, entry);
	return status == DB_OK && sheets > 0 ? outdate_rounds(r, judge, entry, firm) : status;
}

static enum handled decide(struct request *r)
{
	int64_t id = request_id_param(r, 0), sheets = 0;
	const char *decision = input_text(r, "decision"), *reason = input_text(r, "reason");
	struct db_rows rows;
	bool upheld = strcmp(decision, "upheld") == 0, dismissed = strcmp(decision, "dismissed") == 0;
	const char *verb = upheld ? "uphold" : dismissed ? "dismiss" : "reopen";

	DB_TRY(sql_query(r, &rows,
	    "SELECT x.edition_id, x.judge_id, x.entry_id, j.account_id, IF(x.source = 'found', x.declared_by, NULL) FROM recusals x"
	    " JOIN judges j ON j.id = x.judge_id WHERE x.id = :id",
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	int64_t edition = db_int(&rows, 0, 0), judge = db_int(&rows, 0, 1), entry = db_int(&rows, 0, 2);
	bool own = db_int(&rows, 0, 3) == r->actor.account_id;
	STEP(edition_may(r, edition, EDITION_CHANGE));
	int64_t recorder = db_int(&rows, 0, 4);
	bool apart = true;
	if (own)
		return reply_problem(r, &problem_recusal_own, NULL);
	if (recorder != 0 && upheld)
		DB_TRY(people_apart(r, recorder, edition, &apart));
	if (!apart)
		return reply_problem(r, recorder == r->actor.account_id ? &problem_recusal_recorder : &problem_not_apart, NULL);
	DB_TRY(rounds_lock(r, edition));
	DB_TRY(sql_query(r, &rows, "SELECT state FROM recusals WHERE id = :id FOR UPDATE", P(id)));
	bool was_upheld = strcmp(db_text(&rows, 0, 0), "upheld") == 0;
	if (strcmp(db_text(&rows, 0, 0), decision) == 0)
		return reply_problem(r, &problem_recusal_decided, "decision");
	struct state_row row = {id, edition, db_text(&rows, 0, 0), NULL};
	if (upheld)
		DB_TRY(uphold(r, judge, entry, &sheets));
	else if (was_upheld && dismissed)
		DB_TRY(give_back(r, id, judge, entry, &sheets));
	json_t *detail = json_pack("{s:I, s:I, s:I}", "judge", (json_int_t)judge, "entry", (json_int_t)entry, "sheets", (json_int_t)sheets);
	STEP(state_move(r, &recusal_states, &row, verb, WHY(reason, detail)));
	DB_TRY(mark_assignments(r, judge, entry));
	if (sheets > 0)
		DB_TRY(outdate_rounds(r, judge, entry, reason));
	return show(r, id, 200);
}

static const char *const states[] = {"open", "upheld", "dismissed", NULL};
static const char *const decisions[] = {"upheld", "dismissed", "open", NULL};
static const char *const kinds[] = {"employment", "shareholding", "own_fund", "rival_investment", "kinship", "teacher_student",
    "schoolmate", "colleague", "business", "advisory", "other", NULL};

#define STATEMENT {.name = "statement", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON}
#define KIND {.name = "kind", .type = INPUT_ENUM, .required = true, .one_of = kinds}
#define ENTRY {.name = "entry_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX}
#define JUDGE {.name = "judge_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX}

static const struct input_field declare_input[] = {ENTRY, KIND, STATEMENT, INPUT_END};
static const struct input_field find_input[] = {JUDGE, ENTRY, KIND, STATEMENT, INPUT_END};
static const struct input_field decide_input[] = {
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = decisions},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "judge", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "entry", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/recusals", ROLE_JUDGE, ROUTE_WRITE, 16384, declare_input, NULL, declare},
    {METHOD_GET, "/api/v1/recusals/{recusal}", ROLE_JUDGE | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
    {METHOD_POST, "/api/v1/recusals/{recusal}/decide", ROLE_ORGANIZER, ROUTE_WRITE, 16384, decide_input, NULL, decide},
    {METHOD_GET, "/api/v1/editions/{edition}/recusals", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/recusals", ROLE_ORGANIZER, ROUTE_WRITE, 16384, find_input, NULL, find},
    {METHOD_GET, "/api/v1/judging/recusals", ROLE_JUDGE, 0, 0, NULL, page_query, mine},
};

ROUTE_TABLE(recusals_routes, rows);
