/* Corrections of sheets after their round was locked: one organizer asks for one, another approves or rejects it. Both versions stay. */
#include <string.h>

#include "api/judges/judging_states.h"
#include "api/judges/routes.h"
#include "api/rounds/round_state.h"
#include "api/rules/criteria.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

#define FROM                                                                                                             \
	" FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id JOIN rounds r ON r.id = s.round_id"     \
	" JOIN entries e ON e.id = s.entry_id JOIN judges j ON j.id = s.judge_id JOIN accounts c ON c.id = j.account_id" \
	" JOIN accounts q ON q.id = k.requested_by LEFT JOIN accounts d ON d.id = k.decided_by WHERE "
#define COLUMNS                                                                                                                       \
	"SELECT k.id, k.sheet_id, s.round_id, r.code, s.entry_id, e.number, e.title, s.judge_id, c.name, k.old_points, k.new_points," \
	" k.reason, k.state, q.name, k.requested_by, k.requested_at, d.name, k.decided_at, k.decision_why" FROM

static json_t *rows_json(const struct db_rows *rows)
{
	return db_json_rows(rows, "iiisissisjjsssitsts", "id", "sheet_id", "round_id", "round_code", "entry_id", "number", "title",
	    "judge_id", "judge_name", "old_points", "new_points", "reason", "state", "requested_by", "requested_by_id", "requested_at",
	    "decided_by", "decided_at", "decision_why");
}

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS "k.id = :id", P(id)));
	json_t *list = rows_json(&rows), *one = json_incref(json_array_get(list, 0));
	json_decref(list);
	return reply_json(r, status, one);
}

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0), round = request_query_int(r, "round", 0);
	const char *state = request_query(r, "state");
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
#define FILTER                                                                                                                    \
	"r.edition_id = :edition AND " SQL_FILTER("k.state", "state") " AND (:round = 0 OR r.id = :round) AND " SQL_OTHERS_ENTRY( \
	    "s.entry_id")
	DB_TRY(sql_query(
	    r, &rows, COLUMNS FILTER " ORDER BY k.state = 'requested' DESC, k.id DESC" SQL_PAGE, P(edition), P(state), P(round), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FROM FILTER, P(edition), P(state), P(round)));
	return reply_list(r, rows_json(&rows), db_int(&total, 0, 0));
}

static const struct state correction_state[] = {
    {"requested", {"待决定", "待決定", "to be decided"}, false},
    {"approved", {"已同意", "已同意", "approved"}, true},
    {"rejected", {"未同意", "未同意", "rejected"}, true},
};

#define DECIDED STATE_SET("sheet_corrections", ", decided_by = :account, decided_at = :now, decision_why = :reason")

static guard_fn other_person, sheet_as_it_was;
static effect_fn carry_out;

static const struct state_move moves[] = {
    {"approve", "requested", "approved", "sheet.approve_correction", ROLE_ORGANIZER, DECIDED, sheet_as_it_was, carry_out},
    {"reject", "requested", "rejected", "sheet.reject_correction", ROLE_ORGANIZER, DECIDED, other_person, NULL},
};

STATE_MACHINE(correction_states, "sheet_corrections", correction_state, moves, .begins = STATES("requested"), .guard = edition_guard);

#define ROUNDS (ROUND_IN(ROUND_LOCKED) | ROUND_IN(ROUND_CLOSED) | ROUND_IN(ROUND_COMPUTED) | ROUND_IN(ROUND_PUBLISHED))

static enum handled ask(struct request *r)
{
	int64_t sheet = request_id_param(r, 0);
	const struct criteria *criteria;
	struct round *round;
	struct db_rows rows;
	struct marks marks;

	DB_TRY(sql_query(r, &rows, "SELECT round_id FROM sheets WHERE assignment_id = :sheet", P(sheet)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(round_get(r, db_int(&rows, 0, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUNDS));
	DB_TRY(sql_query(r, &rows,
	    "SELECT s.state = 'handed_in' AND s.void_why IS NULL, s.points, n.division,"
	    " EXISTS (SELECT 1 FROM sheet_corrections k WHERE k.sheet_id = s.assignment_id AND k.state = 'requested'),"
	    " (SELECT j.role FROM judges j WHERE j.id = s.judge_id)"
	    " FROM sheets s JOIN round_entries n ON n.round_id = s.round_id AND n.entry_id = s.entry_id WHERE s.assignment_id = :sheet",
	    P(sheet)));
	if (!db_int(&rows, 0, 0))
		return reply_problem(r, &problem_correction_no_sheet, NULL);
	if (db_int(&rows, 0, 3))
		return reply_problem(r, &problem_correction_pending, NULL);
	DB_TRY(criteria_get(r, round->id, &criteria));
	if (!criteria)
		return reply_problem(r, &problem_not_found, NULL);
	json_t *errors = arena_json(r->arena, json_array());
	marks_read(r, criteria, input_json(r, "points"), &marks, errors);
	marks_complete(r, criteria, &marks, db_text(&rows, 0, 2), db_text(&rows, 0, 4), errors);
	if (json_array_size(errors) > 0)
		return reply_problem_list(r, &problem_invalid, json_incref(errors));
	const char *points = marks_text(r, criteria, &marks);
	if (strcmp(points, db_text(&rows, 0, 1)) == 0)
		return reply_problem(r, &problem_correction_same_points, "points");
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO sheet_corrections (sheet_id, old_points, new_points, reason, requested_by, requested_at)"
	    " VALUES (:sheet, :old_points, :points, :reason, :account, :now)",
	    P(sheet), P(old_points, db_text(&rows, 0, 1)), P(points), P(reason, input_text(r, "reason"))));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "sheet.request_correction",
		     .object = "sheet_corrections",
		     .object_id = id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack(
			 "{s:I, s:s, s:s}", "sheet", (json_int_t)sheet, "old_points", db_text(&rows, 0, 1), "new_points", points)});
	return show(r, id, 201);
}

/* A correction as its decision sees it: its round is locked. */
struct correction {
	struct round *round;
	int64_t requested_by, sheet;
	const char *points;
	bool as_it_was; /* the sheet counts, with the points that are to be corrected */
};

static enum handled other_person(struct request *r, const struct state_row *row)
{
	const struct correction *k = row->object;

	bool apart;

	if (k->requested_by == r->actor.account_id)
		return reply_problem(r, &problem_correction_same_person, NULL);
	DB_TRY(people_apart(r, k->requested_by, row->edition_id, &apart));
	return apart ? GO_ON : reply_problem(r, &problem_not_apart, NULL);
}

static enum handled sheet_as_it_was(struct request *r, const struct state_row *row)
{
	const struct correction *k = row->object;

	STEP(other_person(r, row));
	return k->as_it_was ? GO_ON : reply_problem(r, &problem_correction_no_sheet, NULL);
}

static enum db_status carry_out(struct request *r, const struct state_row *row)
{
	const struct correction *k = row->object;
	enum db_status status =
	    sql_exec(r, NULL, "UPDATE sheets SET points = :points, version = version + 1, saved_at = :now WHERE assignment_id = :sheet",
		P(points, k->points), P(sheet, k->sheet));

	return status == DB_OK ? round_outdate(r, k->round, input_text(r, "reason")) : status;
}

static enum handled decide(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct correction k;
	struct db_rows rows;

	DB_TRY(sql_query(
	    r, &rows, "SELECT s.round_id FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id WHERE k.id = :id", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(round_get(r, db_int(&rows, 0, 0), ROUND_CHANGE, &k.round));
	STEP(round_ready(r, k.round, ROUNDS | ROUND_IN(ROUND_OPEN)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT k.state, k.requested_by, k.sheet_id, k.new_points, s.state = 'handed_in' AND s.void_why IS NULL"
	    " AND s.points = k.old_points"
	    " FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id WHERE k.id = :id",
	    P(id)));
	k.requested_by = db_int(&rows, 0, 1);
	k.sheet = db_int(&rows, 0, 2);
	k.points = db_text(&rows, 0, 3);
	k.as_it_was = db_int(&rows, 0, 4);
	struct state_row row = {id, k.round->edition_id, db_text(&rows, 0, 0), &k};
	STEP(state_move(r, &correction_states, &row, strcmp(input_text(r, "decision"), "approved") == 0 ? "approve" : "reject",
	    WHY(input_text(r, "reason"), json_pack("{s:I}", "sheet", (json_int_t)k.sheet))));
	return show(r, id, 200);
}

static const char *const states[] = {"requested", "approved", "rejected", NULL};
static const char *const decisions[] = {"approved", "rejected", NULL};

static const struct input_field ask_input[] = {
    {.name = "points", .type = INPUT_OBJECT, .required = true},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field decide_input[] = {
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = decisions},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "round", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/corrections", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/sheets/{sheet}/corrections", ROLE_ORGANIZER, ROUTE_WRITE, 32768, ask_input, NULL, ask},
    {METHOD_POST, "/api/v1/corrections/{correction}/decide", ROLE_ORGANIZER, ROUTE_WRITE, 16384, decide_input, NULL, decide},
};

ROUTE_TABLE(sheet_corrections_routes, rows);
