/* Assignments (评审任务), one by one: the list, a single assignment, releases. Bulk assignment stands in assignment_batches.c. */
#include <string.h>

#include "api/judges/conflicts.h"
#include "api/judges/routes.h"
#include "api/rounds/assignment_states.h"
#include "api/rounds/round_entries.h"
#include "api/rounds/round_state.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

#define NAMED                                                                     \
	" JOIN entries e ON e.id = a.entry_id JOIN judges j ON j.id = a.judge_id" \
	" JOIN accounts c ON c.id = j.account_id LEFT JOIN panels p ON p.id = a.panel_id LEFT JOIN sheets s ON s.assignment_id = a.id"
#define COLUMNS                                                                                                                 \
	"SELECT a.id, a.round_id, a.entry_id, e.number, e.title, a.judge_id, c.name, p.code, a.state, a.released_why, a.batch," \
	" a.assigned_at, s.assignment_id, s.state, s.void_why FROM "
#define SHAPE                                                                                                                           \
	"iiississssitiss", "id", "round_id", "entry_id", "number", "title", "judge_id", "judge_name", "panel", "state", "released_why", \
	    "batch", "assigned_at", "sheet_id", "sheet_state", "void_why"

/* Of a round, of a judge or an entry; those are told by the index that the list is sorted by (COALESCE for what also sorts: see SQL_FILTER). For the
 * rest rows are opened, sheets and names: only if somebody asks for it. */
#define FILTERED(joins, rest)                                                                                             \
	" FROM assignments a" joins " WHERE a.round_id = :round AND (:judge = 0 OR COALESCE(a.judge_id = :judge, FALSE))" \
	" AND (:entry = 0 OR COALESCE(a.entry_id = :entry, FALSE)) AND " SQL_OTHERS_ENTRY("a.entry_id") " AND " rest
#define STATES_FILTER                                                               \
	"(:batch = 0 OR a.batch = :batch) AND (:state IS NULL OR a.state = :state)" \
	" AND (:missing = 0 OR (a.state = 'assigned' AND COALESCE(s.state, '') <> 'handed_in'))"
#define WITH_SHEET " LEFT JOIN sheets s ON s.assignment_id = a.id"
#define WITH_NAMES                                                                                                 \
	" JOIN entries e ON e.id = a.entry_id JOIN firms f ON f.id = e.firm_id JOIN judges j ON j.id = a.judge_id" \
	" JOIN accounts c ON c.id = j.account_id"
#define ALL FILTERED("", ":batch = 0 AND :state IS NULL AND :missing = 0 AND :q IS NULL")
#define OF_STATE FILTERED(WITH_SHEET, STATES_FILTER " AND :q IS NULL")
#define FOUND FILTERED(WITH_NAMES WITH_SHEET, STATES_FILTER " AND " SQL_SEARCH("e.title, f.name, e.number, c.name"))
/* Which stand on the page is found out first; what is shown of them is read for those only. */
#define ORDER " ORDER BY a.entry_id, a.judge_id"
#define LIST_SQL(filtered)                                                                                         \
	{COLUMNS "(SELECT a.id" filtered ORDER SQL_PAGE ") page JOIN assignments a ON a.id = page.id" NAMED ORDER, \
	    "SELECT COUNT(*)" filtered}

static const struct {
	const char *page, *count;
} list_sql[] = {LIST_SQL(ALL), LIST_SQL(OF_STATE), LIST_SQL(FOUND)};

static enum handled list(struct request *r)
{
	int64_t judge = request_query_int(r, "judge", 0), entry = request_query_int(r, "entry", 0),
		batch = request_query_int(r, "batch", 0), total;
	const char *state = request_query(r, "state"), *q = request_query(r, "q");
	bool missing = query_true(r, "missing");
	size_t row = q ? 2 : batch || state || missing ? 1 : 0;
	struct db_rows rows, count;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(
	    r, &rows, list_sql[row].page, P(round, round->id), P(judge), P(entry), P(batch), P(state), P(missing), P(q), PAGE(r)));
	if (!page_tells_total(r, rows.count, &total)) {
		DB_TRY(sql_query(
		    r, &count, list_sql[row].count, P(round, round->id), P(judge), P(entry), P(batch), P(state), P(missing), P(q)));
		total = db_int(&count, 0, 0);
	}
	return reply_list(r, db_json_rows(&rows, SHAPE), total);
}

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS "assignments a" NAMED " WHERE a.id = :id", P(id)));
	return reply_json(r, status, db_json_row(&rows, 0, SHAPE));
}

/* What speaks against the pair, or NULL: columns of the one row are judge, takes part, recused, in the panel, own firm. */
static enum db_status obstacle(struct request *r, const struct round *round, int64_t entry, int64_t judge, const struct problem_kind **kind)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT EXISTS (SELECT 1 FROM judges WHERE id = :judge AND edition_id = :edition_id AND state = 'active'),"
	    " EXISTS (SELECT 1 FROM round_entries n WHERE n.round_id = :round AND n.entry_id = :entry AND NOT n.skips AND n.takes_part),"
	    " EXISTS (SELECT 1 FROM recusals WHERE judge_id = :judge AND entry_id = :entry AND state <> 'dismissed'),"
	    " NOT EXISTS (SELECT 1 FROM round_entries n WHERE n.round_id = :round AND n.entry_id = :entry AND n.panel_id IS NOT NULL"
	    "  AND NOT EXISTS (SELECT 1 FROM panel_judges m WHERE m.panel_id = n.panel_id AND m.judge_id = :judge)),"
	    " EXISTS (SELECT 1 FROM entries e JOIN firm_members f ON f.firm_id = e.firm_id JOIN judges j ON j.account_id = f.account_id"
	    "  WHERE e.id = :entry AND j.id = :judge)",
	    P(judge), P(edition_id, round->edition_id), P(round, round->id), P(entry));

	*kind = NULL;
	if (status != DB_OK)
		return status;
	if (!db_int(&rows, 0, 0))
		*kind = &problem_assignment_judge_unknown;
	else if (!db_int(&rows, 0, 1))
		*kind = &problem_assignment_entry_unknown;
	else if (db_int(&rows, 0, 2))
		*kind = &problem_assignment_recused;
	else if (db_int(&rows, 0, 4))
		*kind = &problem_assignment_own_firm;
	else if (!db_int(&rows, 0, 3))
		*kind = &problem_assignment_panel;
	return DB_OK;
}

static enum handled assign(struct request *r)
{
	int64_t entry = input_int(r, "entry_id", 0), judge = input_int(r, "judge_id", 0), changed;
	const struct problem_kind *kind;
	struct round *round;
	struct db_rows rows;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN)));
	DB_TRY(conflicts_find(r, round->edition_id, 0, judge));
	DB_TRY(obstacle(r, round, entry, judge, &kind));
	if (kind)
		return reply_problem(r, kind, kind == &problem_assignment_entry_unknown ? "entry_id" : "judge_id");
	/* One that was released comes back to life; its draft, if any, with it. */
	DB_TRY(state_move_many(r, &assignment_states, "released", "assign", &changed,
	    STATE_SET_WHERE("assignments",
		", released_why = NULL, batch = NULL, assigned_by = :account, assigned_at = :now,"
		" panel_id = (SELECT n.panel_id FROM round_entries n WHERE n.round_id = :round AND n.entry_id = :entry)",
		"round_id = :round AND entry_id = :entry AND judge_id = :judge"),
	    P(round, round->id), P(entry), P(judge)));
	if (changed == 0) {
		switch (sql_exec(r, NULL,
		    "INSERT INTO assignments (round_id, entry_id, judge_id, panel_id, assigned_by, assigned_at)"
		    " SELECT n.round_id, n.entry_id, :judge, n.panel_id, :account, :now FROM round_entries n"
		    " WHERE n.round_id = :round AND n.entry_id = :entry",
		    P(judge), P(round, round->id), P(entry))) {
		case DB_OK:
			break;
		case DB_DUPLICATE:
			return reply_problem(r, &problem_assignment_exists, "judge_id");
		default:
			return HANDLED_DB_FAILED;
		}
	}
	DB_TRY(sql_query(r, &rows, "SELECT id FROM assignments WHERE round_id = :round AND entry_id = :entry AND judge_id = :judge",
	    P(round, round->id), P(entry), P(judge)));
	int64_t id = db_int(&rows, 0, 0);
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "assignment.add",
		     .object = "assignments",
		     .object_id = id,
		     .detail = json_pack(
			 "{s:I, s:I, s:I}", "round", (json_int_t)round->id, "entry", (json_int_t)entry, "judge", (json_int_t)judge)});
	return show(r, id, 201);
}

static enum handled release(struct request *r)
{
	int64_t id = request_id_param(r, 0);
	struct round *round;
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT round_id FROM assignments WHERE id = :id", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(round_get(r, db_int(&rows, 0, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT a.state, COALESCE(s.state = 'handed_in', 0) FROM assignments a LEFT JOIN sheets s ON s.assignment_id = a.id"
	    " WHERE a.id = :id",
	    P(id)));
	if (db_int(&rows, 0, 1))
		return reply_problem(r, &problem_assignment_scored, NULL);
	struct state_row row = {id, round->edition_id, db_text(&rows, 0, 0), NULL};
	STEP(state_move(r, &assignment_states, &row, "release", WHY(input_text(r, "reason"), NULL)));
	return show(r, id, 200);
}

/* All that are still missing, or those of one judge: before a round is closed. */
static enum handled release_missing(struct request *r)
{
	int64_t judge = input_int(r, "judge_id", 0), released;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED)));
	DB_TRY(state_move_many(r, &assignment_states, "assigned", "release", &released,
	    STATE_SET_WHERE("assignments", ", released_why = :why",
		"round_id = :round AND (:judge = 0 OR judge_id = :judge) AND NOT EXISTS (SELECT 1 FROM sheets s"
		" WHERE s.assignment_id = assignments.id AND s.state = 'handed_in')"),
	    P(why, input_text(r, "reason")), P(round, round->id), P(judge)));
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "assignment.release_missing",
		     .object = "rounds",
		     .object_id = round->id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:I, s:I}", "released", (json_int_t)released, "judge", (json_int_t)judge)});
	return reply_json(r, 200, json_pack("{s:I}", "released", (json_int_t)released));
}

static const char *const states[] = {"assigned", "released", NULL};

#define ID_FIELD(field, must) {.name = (field), .type = INPUT_INT, .required = (must), .min = 1, .max = INT64_MAX}
#define REASON {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON}

static const struct input_field list_query[] = {
    INPUT_PAGE,
    ID_FIELD("judge", false),
    ID_FIELD("entry", false),
    ID_FIELD("batch", false),
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "missing", .type = INPUT_BOOL},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};
static const struct input_field assign_input[] = {ID_FIELD("entry_id", true), ID_FIELD("judge_id", true), INPUT_END};
static const struct input_field release_input[] = {REASON, INPUT_END};
static const struct input_field missing_input[] = {REASON, ID_FIELD("judge_id", false), INPUT_END};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/assignments", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/rounds/{round}/assignments", ROLE_ORGANIZER, ROUTE_WRITE, 1024, assign_input, NULL, assign},
    {METHOD_POST, "/api/v1/rounds/{round}/release-missing", ROLE_ORGANIZER, ROUTE_WRITE, 16384, missing_input, NULL, release_missing},
    {METHOD_POST, "/api/v1/assignments/{assignment}/release", ROLE_ORGANIZER, ROUTE_WRITE, 16384, release_input, NULL, release},
};

ROUTE_TABLE(assignments_routes, rows);
