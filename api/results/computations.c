/* Computing a round's standing from the facts, and the list of what was ever computed. Publishing stands in publications.c. */
#include <string.h>

#include "api/results/computation.h"
#include "api/results/downstream.h"
#include "api/results/takeovers.h"
#include "api/rounds/round_entries.h"
#include "api/rounds/round_state.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* Whether the round may be computed now. */
static enum handled check_turn(struct request *r, const struct round *round)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT (SELECT b.code FROM rounds b WHERE b.edition_id = e.id AND b.position < :position"
	    " AND b.state NOT IN ('computed', 'published')"
	    "   ORDER BY b.position LIMIT 1),"
	    "  e.entries_close_at IS NULL OR e.entries_close_at + INTERVAL e.grace_seconds SECOND > :now"
	    " FROM editions e WHERE e.id = :edition_id",
	    P(position, round->position), P(edition_id, round->edition_id)));
	if (!db_is_null(&rows, 0, 0))
		return reply_problem(r, &problem_earlier_round_open, NULL, db_text(&rows, 0, 0));
	if (db_int(&rows, 0, 1))
		return reply_problem(r, &problem_entries_still_open, NULL);
	return GO_ON;
}

/* Ties over the last seat that the judges must settle: [{"group", "rank", "entries": [{"id", "number", "title", "firm"}]}]. */
static enum db_status open_ties(struct request *r, int64_t computation_id, int64_t round_id, json_t *ties)
{
	struct db_rows rows;
	json_t *tie = NULL;
	enum db_status status = sql_query(r, &rows,
	    "SELECT s.group_key, s.ranked, e.id, e.number, e.title, f.name"
	    " FROM standings s JOIN entries e ON e.id = s.entry_id JOIN firms f ON f.id = e.firm_id"
	    " WHERE s.computation_id = :computation_id AND s.round_id = :round_id AND s.outcome = 'tied_at_cut' ORDER BY s.place",
	    P(computation_id), P(round_id));

	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < rows.count; i++) {
		if (i == 0 || strcmp(db_text(&rows, i, 0), db_text(&rows, i - 1, 0)) != 0 ||
		    db_int(&rows, i, 1) != db_int(&rows, i - 1, 1)) {
			tie =
			    json_pack("{s:o, s:o, s:[]}", "group", db_json_text(&rows, i, 0), "rank", db_json_int(&rows, i, 1), "entries");
			json_array_append_new(ties, tie);
		}
		json_array_append_new(json_object_get(tie, "entries"), db_json_row(&rows, i, "--isss", "id", "number", "title", "firm"));
	}
	return DB_OK;
}

static enum db_status count_outcomes(struct request *r, int64_t computation_id, int64_t round_id, json_t *outcomes)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT outcome, COUNT(*) FROM standings WHERE computation_id = :computation_id AND round_id = :round_id GROUP BY outcome",
	    P(computation_id), P(round_id));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_object_set_new(outcomes, db_text(&rows, i, 0), db_json_int(&rows, i, 1));
	return status;
}

/* From now on organisers work with it. With ties to decide the round waits: the judges' order is a fact, after which it is computed again. What
 * is published stays in force either way. */
static enum db_status take(struct request *r, struct round *round, const struct computation *c, bool ties)
{
	enum db_status status = sql_exec(
	    r, NULL, "UPDATE rounds SET computation_id = :computation_id WHERE id = :round", P(computation_id, c->id), P(round, round->id));
	json_t *detail = json_pack("{s:I, s:s}", "computation", (json_int_t)c->id, "dossier_sha256", c->dossier_sha256);

	if (status != DB_OK) {
		json_decref(detail);
		return status;
	}
	round->computation_id = c->id;
	if (ties)
		json_object_set_new(detail, "tied", json_true());
	return round_move(r, round, ties ? "await_order" : "compute", input_text(r, "reason"), detail);
}

/* Whether there is anything to do: what came out with the same bytes changes nothing, unless the round has been closed again meanwhile. */
static bool news(const struct round *round, const struct computation *c, bool ties)
{
	return !c->unchanged || (!ties && round->state != ROUND_COMPUTED && round->state != ROUND_PUBLISHED);
}

/* The same came out again: what was recorded up to now has changed nothing. */
static enum db_status still_right(struct request *r, const struct computation *c)
{
	return sql_exec(r, NULL,
	    "INSERT INTO result_checks (computation_id, audit_seq) VALUES (:computation_id, :audit_seq)"
	    " ON DUPLICATE KEY UPDATE audit_seq = GREATEST(audit_seq, VALUES(audit_seq))",
	    P(computation_id, c->id), P(audit_seq, c->audit_seq));
}

/* *PREVIEW: what the new result means for later rounds that have begun, if anything. */
static enum handled note_downstream(struct request *r, struct round *round, json_t **preview)
{
	json_t *changes;

	DB_TRY(downstream_note(r, round, &changes));
	DB_TRY(takeovers_outdate(r, round));
	if (round->undecided)
		DB_TRY(downstream_preview(r, round, changes, preview));
	return GO_ON;
}

static enum handled compute(struct request *r)
{
	struct round *round;
	struct computation c;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(
	    round_ready(r, round, ROUND_IN(ROUND_PLANNED) | ROUND_IN(ROUND_CLOSED) | ROUND_IN(ROUND_COMPUTED) | ROUND_IN(ROUND_PUBLISHED)));
	if (!round_may(round, "compute"))
		return reply_problem(
		    r, &problem_conflict_state, NULL, state_words(&judged_round_states, r->locale, round_state_text(round->state)));
	STEP(check_turn(r, round));
	if (round->judged)
		STEP(round_entries_settled(r, round));
	DB_TRY(round_freeze_rulebook(r, round));
	STEP(computation_make(r, round->edition_id, round, &c));
	bool reached = computation_round(&c, round->code) != NULL;
	json_int_t direct = (json_int_t)json_array_size(json_object_get(c.results, "direct"));
	const char *stopped_at = arena_strdup(r->arena, c.incomplete_at ? c.incomplete_at : "");
	computation_release(&c);
	if (!reached)
		return reply_problem(r, &problem_computation_stopped, NULL, stopped_at);

	json_t *ties = arena_json(r->arena, json_array()), *changed = arena_json(r->arena, json_array()),
	       *outcomes = arena_json(r->arena, json_object());
	DB_TRY(open_ties(r, c.id, round->id, ties));
	DB_TRY(computation_changed_rounds(r, c.id, round->position - 1, changed));
	DB_TRY(count_outcomes(r, c.id, round->id, outcomes));
	if (news(round, &c, json_array_size(ties) > 0))
		DB_TRY(take(r, round, &c, json_array_size(ties) > 0));
	if (c.unchanged)
		DB_TRY(still_right(r, &c));
	/* Taken back, and computed to what is public: it is published as it was. */
	if (round->state == ROUND_COMPUTED && round->computation_id == round->public_computation_id)
		DB_TRY(round_move(r, round, "stand", input_text(r, "reason"), json_pack("{s:I}", "computation", (json_int_t)c.id)));
	json_t *downstream = arena_json(r->arena, json_null());
	if (json_array_size(ties) == 0)
		STEP(note_downstream(r, round, &downstream));
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:I, s:s, s:b, s:b, s:O, s:O, s:O, s:O, s:I}", "round", (json_int_t)round->id, "state",
		round_state_text(round->state), "computation", (json_int_t)c.id, "dossier_sha256", c.dossier_sha256, "unchanged",
		(int)c.unchanged, "published", round->computation_id == round->public_computation_id, "downstream", downstream, "outcomes",
		outcomes, "ties", ties, "changed_rounds", changed, "direct", direct));
}

/* ---- what was ever computed ---- */

static enum handled list(struct request *r)
{
	struct db_rows rows, total;
	int64_t edition_id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &total,
	    "SELECT COUNT(c.id) FROM editions e LEFT JOIN computations c ON c.edition_id = e.id WHERE e.id = :edition_id AND " SQL_READER(
		"e.id") " GROUP BY e.id",
	    P(edition_id)));
	if (total.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT c.id, r.code, LOWER(HEX(c.dossier_sha256)), LOWER(HEX(c.results_sha256)), c.incomplete_at, c.computed_by, c.computed_at,"
	    "  LENGTH(c.dossier), LENGTH(c.results),"
	    "  (SELECT JSON_ARRAYAGG(l.number ORDER BY l.number) FROM award_lists l WHERE l.computation_id = c.id)"
	    " FROM computations c LEFT JOIN rounds r ON r.id = c.round_id WHERE c.edition_id = :edition_id ORDER BY c.id DESC" SQL_PAGE,
	    P(edition_id), PAGE(r)));
	json_t *items = db_json_rows(&rows, "issssitiij", "id", "round", "dossier_sha256", "results_sha256", "incomplete_at", "computed_by",
		   "computed_at", "dossier_bytes", "results_bytes", "award_lists"),
	       *item;
	size_t i;
	json_array_foreach (items, i, item) {
		if (json_is_null(json_object_get(item, "award_lists")))
			json_object_set_new(item, "award_lists", json_array());
	}
	return reply_list(r, items, db_int(&total, 0, 0));
}

static const struct input_field compute_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/rounds/{round}/compute", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 16384, compute_input, NULL,
	compute},
    {METHOD_GET, "/api/v1/editions/{edition}/computations", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, page_query, list},
};

ROUTE_TABLE(computations_routes, rows);
