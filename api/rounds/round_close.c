/* Closing a judged round: what is still missing, the closing itself, and the judges' decision on ties. */
#include "api/rounds/round_entries.h"
#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"
#include "api/rules/criteria.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/staleness.h"
#include "core/request/audit.h"

/* How many rows the checklist and a refusal show; the totals are exact. */
#define SHOWN 500
#define SHOWN_TEXT "500"

struct checklist {
	struct db_rows under, missing; /* the first SHOWN */
	int64_t under_total, missing_total, recusals, corrections, min_sheets;
};

/* Each list with its whole length, which is counted in the same pass. */
#define UNDER_SQL                                                                                                                         \
	"SELECT v.entry_id, e.number, e.title, v.counted, v.total FROM ("                                                                 \
	"SELECT n.entry_id, COALESCE(c.counted, 0) AS counted, COUNT(*) OVER () AS total FROM round_entries n LEFT JOIN ("                \
	"SELECT s.entry_id, COUNT(*) AS counted FROM sheets s WHERE s.round_id = :round AND s.state = 'handed_in' AND s.void_why IS NULL" \
	" GROUP BY s.entry_id) c ON c.entry_id = n.entry_id WHERE n.round_id = :round AND NOT n.skips AND n.takes_part"                   \
	" AND COALESCE(c.counted, 0) < :min_sheets ORDER BY counted, n.entry_id LIMIT " SHOWN_TEXT ") v"                                  \
	" JOIN entries e ON e.id = v.entry_id ORDER BY v.counted, v.entry_id"
#define MISSING_SQL                                                                                                                      \
	"SELECT m.id, m.entry_id, e.number, e.title, m.judge_id, c.name, m.total FROM ("                                                 \
	"SELECT a.id, a.entry_id, a.judge_id, COUNT(*) OVER () AS total FROM assignments a LEFT JOIN sheets s ON s.assignment_id = a.id" \
	" AND s.state = 'handed_in' WHERE a.round_id = :round AND a.state = 'assigned' AND s.assignment_id IS NULL) m"                   \
	" JOIN entries e ON e.id = m.entry_id JOIN judges j ON j.id = m.judge_id JOIN accounts c ON c.id = j.account_id"                 \
	" ORDER BY c.name, m.judge_id, m.entry_id LIMIT " SHOWN_TEXT
enum { UNDER_TOTAL = 4, MISSING_TOTAL = 6 };

static int64_t total_of(const struct db_rows *rows, size_t column)
{
	return rows->count > 0 ? db_int(rows, 0, column) : 0;
}

static enum db_status look(struct request *r, const struct round *round, struct checklist *list)
{
	const struct criteria *criteria;
	struct db_rows totals;
	enum db_status status = criteria_get(r, round->id, &criteria);

	if (status != DB_OK)
		return status;
	list->min_sheets = criteria ? criteria->min_sheets : 1;
	status = sql_query(r, &list->under, UNDER_SQL, P(round, round->id), P(min_sheets, list->min_sheets));
	if (status == DB_OK)
		status = sql_query(r, &list->missing, MISSING_SQL, P(round, round->id));
	if (status == DB_OK)
		status = sql_query(r, &totals,
		    "SELECT (SELECT COUNT(*) FROM recusals x JOIN sheets s ON s.judge_id = x.judge_id AND s.entry_id = x.entry_id"
		    "  WHERE x.state = 'open' AND s.round_id = :round AND s.state = 'handed_in'),"
		    " (SELECT COUNT(*) FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id"
		    " WHERE k.state = 'requested' AND s.round_id = :round)",
		    P(round, round->id));
	if (status != DB_OK)
		return status;
	list->under_total = total_of(&list->under, UNDER_TOTAL);
	list->missing_total = total_of(&list->missing, MISSING_TOTAL);
	list->recusals = db_int(&totals, 0, 0);
	list->corrections = db_int(&totals, 0, 1);
	return DB_OK;
}

static json_t *under_json(const struct checklist *list)
{
	return db_json_rows(&list->under, "issi-", "entry_id", "number", "title", "counted");
}

static json_t *missing_json(const struct checklist *list)
{
	return db_json_rows(&list->missing, "iissis-", "assignment_id", "entry_id", "number", "title", "judge_id", "judge_name");
}

static enum handled checklist(struct request *r)
{
	struct checklist list;
	struct round *round;
	json_t *all;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round || !round->judged)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(look(r, round, &list));
	DB_TRY(staleness_of_rounds(r, round->edition_id, &all));
	json_t *rests_on = json_object_get(staleness_of(all, round->id), "rests_on");
	bool ready = !list.under_total && !list.missing_total && !list.recusals && !list.corrections;
	return reply_json(r, 200,
	    json_pack("{s:s, s:b, s:O, s:I, s:{s:o, s:I}, s:{s:o, s:I}, s:I, s:I}", "state", round_state_text(round->state), "ready", ready,
		"rests_on", rests_on, "min_sheets", (json_int_t)list.min_sheets, "under_min_sheets", "items", under_json(&list), "total",
		(json_int_t)list.under_total, "missing_sheets", "items", missing_json(&list), "total", (json_int_t)list.missing_total,
		"open_recusals", (json_int_t)list.recusals, "open_corrections", (json_int_t)list.corrections));
}

static enum handled close_round(struct request *r)
{
	struct round_sync sync;
	struct checklist list;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_LOCKED)));
	STEP(round_entries_settled(r, round));
	/* Groups may have shrunk, and of the first round others come in, since it opened. Who came in stands even if the round cannot be closed because
	 * of it: else they could never be given to judges. */
	DB_TRY(round_entries_sync(r, round, &sync));
	if (sync.errors)
		return round_sync_refused(r, &sync);
	request_commit_anyway(r);
	DB_TRY(look(r, round, &list));
	if (list.under_total > 0) {
		problem_member(r, "entries", under_json(&list));
		return reply_problem(r, &problem_round_sheets_too_few, NULL, (long long)list.under_total, (long long)list.min_sheets);
	}
	if (list.missing_total > 0) {
		problem_member(r, "assignments", missing_json(&list));
		return reply_problem(r, &problem_round_sheets_missing, NULL, (long long)list.missing_total);
	}
	if (list.recusals > 0)
		return reply_problem(r, &problem_round_recusals_open, NULL, (long long)list.recusals);
	if (list.corrections > 0)
		return reply_problem(r, &problem_round_corrections_open, NULL, (long long)list.corrections);
	DB_TRY(round_move(r, round, "close", NULL, NULL));
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:I}", "id", (json_int_t)round->id, "state", round_state_text(round->state), "version",
		(json_int_t)round->version));
}

/* ---- ties ---- */

/* The entries that may be put in order: tied in the standing in force, or put in order before. As a set of ids. */
static enum db_status tied_entries(struct request *r, const struct round *round, json_t **set)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT s.entry_id FROM standings s WHERE s.computation_id = :computation_id AND s.round_id = :round"
	    " AND s.ranked IS NOT NULL AND EXISTS"
	    "  (SELECT 1 FROM standings o WHERE o.computation_id = s.computation_id AND o.round_id = s.round_id"
	    "   AND o.group_key = s.group_key AND o.ranked = s.ranked AND o.entry_id <> s.entry_id)"
	    " UNION SELECT t.entry_id FROM rounds r, JSON_TABLE(COALESCE(r.tie_order, '[]'), '$[*]' COLUMNS (entry_id BIGINT PATH '$')) t"
	    "  WHERE r.id = :round",
	    P(computation_id, round->computation_id), P(round, round->id));

	*set = arena_json(r->arena, json_object());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_object_set_new(*set, arena_printf(r->arena, "%lld", (long long)db_int(&rows, i, 0)), json_true());
	return status;
}

static enum handled tie_order(struct request *r)
{
	json_t *order = input_json(r, "order"), *tied, *entry;
	struct round *round;
	size_t i;

	STEP(request_has_version(r));
	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(
	    round_ready(r, round, ROUND_IN(ROUND_PLANNED) | ROUND_IN(ROUND_CLOSED) | ROUND_IN(ROUND_COMPUTED) | ROUND_IN(ROUND_PUBLISHED)));
	/* Of a published round when it was computed anew since, perhaps into a tie. */
	if (round->computation_id == round->public_computation_id)
		STEP(round_ready(r, round, ROUND_IN(ROUND_PLANNED) | ROUND_IN(ROUND_CLOSED) | ROUND_IN(ROUND_COMPUTED)));
	STEP(request_matches(r, round->version));
	DB_TRY(tied_entries(r, round, &tied));
	json_array_foreach (order, i, entry) {
		const char *key = arena_printf(r->arena, "%lld", (long long)json_integer_value(entry));
		if (!json_is_integer(entry) || json_object_del(tied, key) != 0)
			return reply_problem(r, &problem_tie_order_not_tied, arena_printf(r->arena, "order[%zu]", i));
	}
	DB_TRY(
	    sql_exec(r, NULL, "UPDATE rounds SET tie_order = :tie_order, tie_order_why = :reason, version = version + 1 WHERE id = :round",
		P(tie_order, json_array_size(order) > 0 ? order : NULL), P(reason, input_text(r, "reason")), P(round, round->id)));
	round->version++;
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "round.tie_order",
		     .object = "rounds",
		     .object_id = round->id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:O}", "order", order)});
	DB_TRY(round_outdate(r, round, input_text(r, "reason")));
	reply_etag(r, round->version);
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:O, s:I}", "id", (json_int_t)round->id, "state", round_state_text(round->state), "tie_order", order,
		"version", (json_int_t)round->version));
}

static const struct input_field tie_input[] = {
    {.name = "order", .type = INPUT_ARRAY, .required = true, .min = 0, .max = SHOWN},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/checklist", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, checklist},
    {METHOD_POST, "/api/v1/rounds/{round}/close", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 0, NULL, NULL, close_round},
    {METHOD_PUT, "/api/v1/rounds/{round}/tie-order", ROLE_ORGANIZER, ROUTE_WRITE, 16384, tie_input, NULL, tie_order},
};

ROUTE_TABLE(round_close_routes, rows);
