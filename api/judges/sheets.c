/* Sheets (评分表) as their judge sees and saves them: the form with the entry's material, drafts, handing in.
 *
 * Handing in is the hottest write of a contest. The points are held against the rulebook's criteria first, from memory; who may, and the write
 * itself, is one path for one sheet and for many (api/judges/sheet_save.c), in a transaction shared with others. */
#include <string.h>

#include "api/files/attachments.h"
#include "api/files/slides.h"
#include "api/judges/routes.h"
#include "api/judges/sheets.h"
#include "api/rounds/round_state.h"
#include "api/rules/criteria.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/zones.h"
#include "core/base/fatal.h"
#include "core/request/audit.h"

/* What stood in the way, and what the judge is told. */
static const struct refusal {
	const char *verdict;
	const struct problem_kind *kind;
	const char *field;
} refusals[] = {
    {"not_found", &problem_not_found, NULL},
    {"round_state", &problem_round_not_open, NULL},
    {"supplementary", &problem_round_supplementary, NULL},
    {"late", &problem_round_deadline_passed, NULL},
    {"recused", &problem_recused, NULL},
    {"released", &problem_assignment_released, NULL},
    {"no_pledge", &problem_pledge_missing, NULL},
    {"dismissed", &problem_judge_dismissed, NULL},
    {"handed_in", &problem_sheet_handed_in, NULL},
    {"seen", &problem_sheet_others_seen, NULL},
    {"version", &problem_version, "If-Match"},
    {"unread", &problem_precondition_required, "If-Match"},
};

static enum handled late(struct request *r, int64_t closes_at)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT " SQL_ZONE("d.rulebook_id") " FROM rounds o JOIN editions d ON d.id = o.edition_id WHERE o.id = :round",
	    P(round, request_id_param(r, 0))));
	const struct zone *zone = zone_of(rows.count > 0 ? db_text(&rows, 0, 0) : NULL);
	return reply_problem(r, &problem_round_deadline_passed, NULL, deadline_said(r, r->locale, zone, closes_at));
}

static enum handled refuse(struct request *r, const struct sheet_saved *sheet)
{
	for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
		const struct refusal *refusal = &refusals[i];
		if (strcmp(refusal->verdict, sheet->verdict) != 0)
			continue;
		if (refusal->kind == &problem_round_deadline_passed)
			return late(r, sheet->closes_at);
		if (refusal->kind == &problem_round_not_open)
			return reply_problem(
			    r, &problem_round_not_open, NULL, state_words(&judged_round_states, r->locale, sheet->round_state));
		return reply_problem(r, refusal->kind, refusal->field);
	}
	fatal("a sheet's verdict is '%s'", sheet->verdict);
}

/* The receipt, written as text so that points keep the digits they were given with. */
static enum handled receipt(struct request *r, const struct sheet_saved *sheet, int status)
{
	int64_t at = sheet->handed_in_at;
	const char *text = arena_printf(r->arena,
	    "{\"sheet_id\":%lld,\"round_id\":%lld,\"entry_id\":%lld,\"state\":\"%s\",\"version\":%lld,\"handed_in_at\":%s,"
	    "\"total\":\"%s\",\"points\":%s}",
	    (long long)sheet->sheet_id, (long long)request_id_param(r, 0), (long long)request_id_param(r, 1),
	    at == TIME_NONE ? "draft" : "handed_in", (long long)sheet->version,
	    at == TIME_NONE ? "null" : arena_printf(r->arena, "\"%s\"", time_text(r->arena, at)),
	    total_text(r, marks_total(sheet->criteria, &sheet->marks)), sheet->points);

	reply_etag(r, sheet->version);
	return reply_bytes(r, status, "application/json", text, strlen(text));
}

static void audit_save(struct request *r, const struct sheet_saved *sheet)
{
	bool again = sheet->state_before && strcmp(sheet->state_before, "handed_in") == 0;

	audit(r, (struct audit_event){.edition_id = sheet->edition_id,
		     .action = !sheet->hand_in ? "sheet.draft"
			       : again         ? "sheet.change"
					       : "sheet.hand_in",
		     .object = "sheets",
		     .object_id = sheet->sheet_id,
		     .detail = json_pack("{s:I, s:I, s:I, s:s}", "round", (json_int_t)request_id_param(r, 0), "entry",
			 (json_int_t)request_id_param(r, 1), "version", (json_int_t)sheet->version, "points", sheet->points)});
}

/* The division of an entry in a round, for saying which criteria are missing. */
static enum db_status entry_division(struct request *r, const char **division)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT division FROM round_entries WHERE round_id = :round AND entry_id = :entry",
	    P(round, request_id_param(r, 0)), P(entry, request_id_param(r, 1)));

	*division = status == DB_OK && rows.count > 0 ? db_text(&rows, 0, 0) : NULL;
	return status;
}

/* Reads the points of the body: goes on if they can be saved. */
static enum handled read_body(struct request *r, bool hand_in)
{
	json_t *errors = arena_json(r->arena, json_array());
	struct sheet_saved sheet = {0};
	struct db_rows mine;
	const char *division = NULL;

	DB_TRY(criteria_get(r, request_id_param(r, 0), &sheet.criteria));
	if (!sheet.criteria)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sheet_role(r, &sheet, hand_in));
	if (sheet_read(r, &sheet, hand_in, errors))
		return GO_ON;
	if (sheet.divisions && strcmp(sheet.divisions, "/") == 0) {
		DB_TRY(entry_division(r, &division));
		marks_complete(r, sheet.criteria, &sheet.marks, division, sheet.role, errors);
	}
	/* What the criteria are is told only to who has the entry to score. */
	DB_TRY(sql_query(r, &mine,
	    "SELECT 1 FROM assignments a JOIN judges j ON j.id = a.judge_id WHERE a.round_id = :round AND a.entry_id = :entry"
	    " AND j.account_id = :account",
	    P(round, request_id_param(r, 0)), P(entry, request_id_param(r, 1))));
	return mine.count > 0 ? reply_problem_list(r, &problem_invalid, json_incref(errors)) : reply_problem(r, &problem_not_found, NULL);
}

static enum handled save(struct request *r, bool hand_in)
{
	if (r->group && r->group[0] == r)
		DB_TRY(sheets_save(r->group, r->group_size, hand_in));
	if (!r->prepared) {
		STEP(read_body(r, hand_in));
		DB_TRY(sheets_save(&r, 1, hand_in));
	}
	const struct sheet_saved *sheet = r->prepared;
	if (strcmp(sheet->verdict, "division") == 0) {
		json_t *errors = json_array();
		marks_complete(r, sheet->criteria, &sheet->marks, sheet->division, sheet->role, errors);
		return reply_problem_list(r, &problem_invalid, errors);
	}
	if (strcmp(sheet->verdict, "same") == 0)
		return receipt(r, sheet, 200);
	if (strcmp(sheet->verdict, "saved") != 0)
		return refuse(r, sheet);
	audit_save(r, sheet);
	return receipt(r, sheet, sheet->state_before ? 200 : 201);
}

static enum handled draft(struct request *r)
{
	return save(r, false);
}

static enum handled hand_in(struct request *r)
{
	return save(r, true);
}

/* ---- reading ---- */

/* What a judge may download of the entry: roadshow and pictures as submitted. */
static enum db_status attachments_of(struct request *r, int64_t entry_id, json_t **list)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT a.id, a.kind, a.filename, a.size, a.media_type, " SQL_SLIDES_STATE " FROM attachments a WHERE a.entry_id = :entry_id"
	    " AND a.kind IN ('roadshow', 'picture') AND " SQL_ATTACHMENT_SUBMITTED " AND " SQL_ATTACHMENT_READABLE " ORDER BY a.id",
	    P(entry_id), SLIDES_PARAMETER);

	if (status == DB_OK)
		*list = db_json_rows(&rows, "ississ", "id", "kind", "filename", "size", "media_type", "as_pdf");
	return status;
}

/* The total of points read from the database; they were checked when they were written. */
static json_t *total_json(struct request *r, const struct criteria *criteria, const json_t *points)
{
	struct marks marks;
	json_t *errors = arena_json(r->arena, json_array());

	if (!criteria)
		return json_null();
	marks_read(r, criteria, points, &marks, errors);
	return json_string(total_text(r, marks_total(criteria, &marks)));
}

enum {
	E_NUMBER,
	E_TITLE,
	E_INDUSTRY,
	E_FIRM,
	E_DIVISION,
	E_FORM,
	PANEL,
	DRAW,
	A_STATE,
	RECUSAL,
	R_EDITION,
	R_CODE,
	R_STATE,
	R_CLOSES_AT,
	R_RULEBOOK,
	S_ID,
	S_STATE,
	S_POINTS,
	S_COMMENT,
	S_VERSION,
	S_SAVED_AT,
	S_HANDED_IN_AT,
	S_VOID_WHY,
	J_PLEDGED_AT,
	J_ROLE,
	S_OTHERS_SEEN_AT
};

static json_t *own_sheet_json(struct request *r, const struct criteria *criteria, const struct db_rows *rows)
{
	if (db_is_null(rows, 0, S_ID))
		return json_null();
	json_t *points = db_json(rows, 0, S_POINTS);
	json_t *total = total_json(r, criteria, points);
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", db_json_int(rows, 0, S_ID), "state",
	    db_json_text(rows, 0, S_STATE), "points", points, "total", total, "comment", db_json_text(rows, 0, S_COMMENT), "version",
	    db_json_int(rows, 0, S_VERSION), "saved_at", db_json_time(rows, 0, S_SAVED_AT), "handed_in_at",
	    db_json_time(rows, 0, S_HANDED_IN_AT), "others_seen_at", db_json_time(rows, 0, S_OTHERS_SEEN_AT), "void_why",
	    db_json_text(rows, 0, S_VOID_WHY));
}

/* The criteria that the judge is asked for, as the rulebook writes them. */
static json_t *form_json(const struct criteria *criteria, const char *division, const char *role)
{
	json_t *list = json_array();
	bool wanted[CRITERIA_MAX];

	if (!criteria)
		return list;
	criteria_wanted(criteria, division, role, wanted);
	/* A copy: what is kept in memory is shared by all workers. */
	for (size_t i = 0; i < criteria->count; i++)
		if (wanted[i])
			json_array_append_new(list, json_deep_copy(criteria->list[i].json));
	return list;
}

static enum handled own(struct request *r)
{
	int64_t round_id = request_id_param(r, 0), entry_id = request_id_param(r, 1);
	const struct criteria *criteria;
	json_t *attachments;
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.number, e.title, e.industry, f.name, n.division, JSON_EXTRACT(b.body, '$.form'), p.code, n.draw, a.state,"
	    "  (SELECT MIN(x.state) FROM recusals x WHERE x.judge_id = j.id AND x.entry_id = e.id AND x.state <> 'dismissed'),"
	    "  r.edition_id, r.code, r.state, r.closes_at, d.rulebook_id,"
	    "  s.assignment_id, s.state, s.points, s.comment, s.version, s.saved_at, s.handed_in_at, s.void_why, j.pledged_at, j.role, s.others_seen_at"
	    " FROM rounds r JOIN editions d ON d.id = r.edition_id JOIN judges j ON j.edition_id = r.edition_id"
	    " JOIN assignments a ON a.round_id = r.id AND a.judge_id = j.id JOIN entries e ON e.id = a.entry_id"
	    " JOIN firms f ON f.id = e.firm_id JOIN round_entries n ON n.round_id = r.id AND n.entry_id = e.id"
	    " LEFT JOIN submissions b ON b.id = e.submission_id LEFT JOIN panels p ON p.id = n.panel_id"
	    " LEFT JOIN sheets s ON s.assignment_id = a.id"
	    " WHERE r.id = :round_id AND e.id = :entry_id AND j.account_id = :account AND j.state = 'active'",
	    P(round_id), P(entry_id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(criteria_get(r, round_id, &criteria));
	DB_TRY(attachments_of(r, entry_id, &attachments));
	/* Who has a conflict with an entry does not read its material either. */
	bool hidden = !db_is_null(&rows, 0, RECUSAL);
	if (hidden)
		json_array_clear(attachments);
	json_t *entry = json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", (json_int_t)entry_id, "number",
	    db_json_text(&rows, 0, E_NUMBER), "title", db_json_text(&rows, 0, E_TITLE), "industry", db_json_text(&rows, 0, E_INDUSTRY),
	    "firm_name", db_json_text(&rows, 0, E_FIRM), "division", db_json_text(&rows, 0, E_DIVISION), "form",
	    hidden ? json_null() : db_json(&rows, 0, E_FORM), "attachments", attachments);
	json_t *answer = json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "round_id", (json_int_t)round_id,
	    "round_code", db_json_text(&rows, 0, R_CODE), "round_state", db_json_text(&rows, 0, R_STATE), "closes_at",
	    db_json_time(&rows, 0, R_CLOSES_AT), "pledged_at", db_json_time(&rows, 0, J_PLEDGED_AT), "panel", db_json_text(&rows, 0, PANEL),
	    "draw", db_json_int(&rows, 0, DRAW), "assignment", db_json_text(&rows, 0, A_STATE), "recusal", db_json_text(&rows, 0, RECUSAL),
	    "entry", entry, "role", db_json_text(&rows, 0, J_ROLE), "criteria",
	    form_json(criteria, db_text(&rows, 0, E_DIVISION), db_text(&rows, 0, J_ROLE)), "sheet", own_sheet_json(r, criteria, &rows));
	if (!db_is_null(&rows, 0, S_VERSION))
		reply_etag(r, db_int(&rows, 0, S_VERSION));
	return reply_json(r, 200, answer);
}

/* A judge wants to see the others' sheets of an entry: possible once their own is handed in, and from then on theirs stays as it is. */
static enum handled look(struct request *r)
{
	int64_t round_id = request_id_param(r, 0), entry_id = request_id_param(r, 1), changed = 0;
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT j.edition_id, a.recused, s.state = 'handed_in' AND s.void_why IS NULL, s.assignment_id FROM judges j"
	    " JOIN assignments a ON a.judge_id = j.id LEFT JOIN sheets s ON s.assignment_id = a.id"
	    " WHERE a.round_id = :round_id AND a.entry_id = :entry_id AND j.account_id = :account AND j.state = 'active'",
	    P(round_id), P(entry_id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_int(&rows, 0, 1))
		return reply_problem(r, &problem_recused, NULL);
	if (!db_int(&rows, 0, 2))
		return reply_problem(r, &problem_sheet_own_first, NULL);
	int64_t sheet = db_int(&rows, 0, 3);
	DB_TRY(sql_exec(
	    r, &changed, "UPDATE sheets SET others_seen_at = :now WHERE assignment_id = :sheet AND others_seen_at IS NULL", P(sheet)));
	if (changed > 0)
		audit(r, (struct audit_event){.edition_id = db_int(&rows, 0, 0),
			     .action = "sheet.look",
			     .object = "sheets",
			     .object_id = sheet,
			     .detail = json_pack("{s:I, s:I}", "round", (json_int_t)round_id, "entry", (json_int_t)entry_id)});
	DB_TRY(sql_query(r, &rows, "SELECT assignment_id, others_seen_at FROM sheets WHERE assignment_id = :sheet", P(sheet)));
	return reply_json(r, 200, db_json_row(&rows, 0, "it", "sheet_id", "others_seen_at"));
}

/* Sheets handed in for an entry: all of them for organizers and auditors; for a judge those of the rounds in which their own one is
 * handed in, counts and can no longer be changed, without the names of the others. Who manages the edition and has the entry to score
 * sees what a judge sees. */
#define MANAGES "(has_role(:account, 'organizer', r.edition_id) OR has_role(:account, 'auditor', r.edition_id))"
/* Of a sheet s, each for one account id. */
#define JUDGES_IT                                                                                              \
	"EXISTS (SELECT 1 FROM assignments t JOIN judges w ON w.id = t.judge_id WHERE t.round_id = s.round_id" \
	" AND t.entry_id = s.entry_id AND t.state = 'assigned' AND w.account_id = :account)"
#define HAS_LOOKED                                                                                                           \
	"EXISTS (SELECT 1 FROM sheets o JOIN assignments t ON t.id = o.assignment_id JOIN judges w ON w.id = o.judge_id"     \
	" WHERE o.round_id = s.round_id AND o.entry_id = s.entry_id AND o.others_seen_at IS NOT NULL AND o.void_why IS NULL" \
	" AND NOT t.recused AND w.state = 'active' AND w.account_id = :account)"

/* Nothing to show to a judge: why. */
static enum handled nothing_to_see(struct request *r, int64_t entry_id, int64_t round_id)
{
	struct db_rows own;

	DB_TRY(sql_query(r, &own,
	    "SELECT COALESCE(MAX(s.state = 'handed_in' AND s.void_why IS NULL AND NOT a.recused), 0) FROM assignments a"
	    " JOIN judges j ON j.id = a.judge_id LEFT JOIN sheets s ON s.assignment_id = a.id"
	    " WHERE a.entry_id = :entry_id AND (:round_id = 0 OR a.round_id = :round_id) AND j.account_id = :account GROUP BY a.entry_id",
	    P(entry_id), P(round_id)));
	if (own.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_problem(r, db_int(&own, 0, 0) ? &problem_sheet_look_first : &problem_sheet_own_first, NULL);
}

static enum handled list(struct request *r)
{
	int64_t entry_id = request_id_param(r, 0), round_id = request_query_int(r, "round", 0);
	const struct criteria *criteria = NULL;
	struct db_rows rows, entry;

	DB_TRY(sql_query(r, &rows,
	    "SELECT s.assignment_id, s.round_id, r.code, s.judge_id, IF(" MANAGES
	    ", c.name, NULL), p.code, s.points, s.comment, s.void_why, s.version,"
	    "  s.handed_in_at, j.account_id = :account"
	    " FROM sheets s JOIN rounds r ON r.id = s.round_id JOIN judges j ON j.id = s.judge_id JOIN accounts c ON c.id = j.account_id"
	    " JOIN assignments a ON a.id = s.assignment_id LEFT JOIN panels p ON p.id = a.panel_id"
	    " WHERE s.entry_id = :entry_id AND s.state = 'handed_in' AND (:round_id = 0 OR s.round_id = :round_id) AND ((" MANAGES
	    " AND NOT " JUDGES_IT ") OR " HAS_LOOKED ")"
	    " ORDER BY r.position, s.assignment_id",
	    P(entry_id), P(round_id)));
	/* Named r as MANAGES has it. */
	DB_TRY(sql_query(r, &entry,
	    "SELECT " MANAGES " AND NOT EXISTS (SELECT 1 FROM assignments t JOIN judges w ON w.id = t.judge_id WHERE t.entry_id = r.id"
	    "  AND t.state = 'assigned' AND (:round_id = 0 OR t.round_id = :round_id) AND w.account_id = :account) FROM entries r"
	    " WHERE r.id = :entry_id",
	    P(round_id), P(entry_id)));
	if (rows.count == 0 && !(entry.count > 0 && db_int(&entry, 0, 0)))
		return nothing_to_see(r, entry_id, round_id);
	json_t *items = db_json_rows(&rows, "iisissjssitb", "id", "round_id", "round_code", "judge_id", "judge_name", "panel", "points",
	    "comment", "void_why", "version", "handed_in_at", "own");
	size_t i;
	json_t *item;
	json_array_foreach (items, i, item) {
		if (!criteria || criteria->round_id != db_int(&rows, i, 1)) {
			enum db_status status = criteria_get(r, db_int(&rows, i, 1), &criteria);
			if (status != DB_OK) {
				json_decref(items);
				return HANDLED_DB_FAILED;
			}
		}
		json_object_set_new(item, "total", total_json(r, criteria, json_object_get(item, "points")));
	}
	return reply_json(r, 200, json_pack("{s:o, s:I}", "items", items, "total", (json_int_t)rows.count));
}

static const struct input_field sheet_input[] = {
    {.name = "points", .type = INPUT_OBJECT, .required = true},
    {.name = "comment", .type = INPUT_TEXT, .min = 0, .max = LIMIT_COMMENT},
    INPUT_END,
};

static const struct input_field list_query[] = {
    {.name = "round", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

#define SHEET_BODY 32768

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/entries/{entry}/sheet", ROLE_JUDGE, 0, 0, NULL, NULL, own},
    {METHOD_PUT, "/api/v1/rounds/{round}/entries/{entry}/sheet", ROLE_JUDGE, ROUTE_WRITE | ROUTE_GROUPED, SHEET_BODY, sheet_input, NULL,
	draft},
    {METHOD_POST, "/api/v1/rounds/{round}/entries/{entry}/sheet/hand-in", ROLE_JUDGE, ROUTE_WRITE | ROUTE_GROUPED, SHEET_BODY, sheet_input,
	NULL, hand_in},
    {METHOD_POST, "/api/v1/rounds/{round}/entries/{entry}/sheet/look", ROLE_JUDGE, ROUTE_WRITE | ROUTE_IDEMPOTENT, 0, NULL, NULL, look},
    {METHOD_GET, "/api/v1/entries/{entry}/sheets", ROLE_JUDGE | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
};

ROUTE_TABLE(sheets_routes, rows);
