#include "api/results/takeover_follow.h"

#include <string.h>

#include "api/results/computation.h"
#include "api/results/downstream.h"
#include "api/results/publications.h"
#include "api/rounds/assignment_states.h"
#include "api/rounds/round_entries.h"
#include "api/rules/criteria.h"
#include "api/shared/problems.h"
#include "core/base/secret.h"

enum db_status takeover_fits(struct request *r, const struct round *round, bool *fits)
{
	struct db_rows rows;
	const char *text;
	size_t length;
	enum db_status status = sql_query(r, &rows, "SELECT LOWER(HEX(dossier_sha256)) FROM computations WHERE id = :computation_id",
	    P(computation_id, round->computation_id));

	if (status == DB_OK)
		status = computation_dossier(r, round->edition_id, round->position, &text, &length);
	*fits = status == DB_OK && rows.count > 0 && text && strcmp(db_text(&rows, 0, 0), sha256_hex(r->arena, text, length)) == 0;
	return status;
}

/* ---- added seats ---- */

/* Who goes out stays beside: recorded as a fact, and the round computed with it. */
static enum handled keep_seats(struct request *r, struct takeover *t)
{
	json_t *entries;
	struct computation c;

	DB_TRY(downstream_keepable(r, t->round, t->changes, &entries));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO added_seats (round_id, entry_id, takeover_id, added_at)"
	    " SELECT :round, t.entry_id, :takeover, :now FROM JSON_TABLE(:entries, '$[*]' COLUMNS (entry_id BIGINT PATH '$')) t"
	    " ON DUPLICATE KEY UPDATE takeover_id = VALUES(takeover_id), added_at = VALUES(added_at)",
	    P(round, t->round->id), P(takeover, t->id), P(entries)));
	STEP(computation_make(r, t->round->edition_id, t->round, &c));
	bool reached = computation_round(&c, t->round->code) != NULL;
	computation_release(&c);
	if (!reached)
		return reply_problem(r, &problem_takeover_outdated, NULL);
	t->round->computation_id = c.id;
	DB_TRY(sql_exec(
	    r, NULL, "UPDATE rounds SET computation_id = :computation WHERE id = :round", P(computation, c.id), P(round, t->round->id)));
	return GO_ON;
}

/* ---- later rounds ---- */

/* Sheets and assignments of those who take part no more, and of those who do again. */
static enum db_status move_sheets(struct request *r, const struct round *later, const json_t *out)
{
	enum db_status status = state_move_many(r, &assignment_states, "assigned", "release", NULL,
	    STATE_SET_WHERE("assignments", ", released_why = 'taken_over'",
		"round_id = :round AND entry_id IN (SELECT t.entry_id FROM JSON_TABLE(:out, '$[*]' COLUMNS (entry_id BIGINT PATH '$')) t)"),
	    P(round, later->id), P(out));

	if (status == DB_OK)
		status = sql_exec(r, NULL,
		    "UPDATE sheets SET void_why = 'taken_over', version = version + 1 WHERE round_id = :round AND state = 'handed_in'"
		    " AND void_why IS NULL AND entry_id IN (SELECT t.entry_id FROM JSON_TABLE(:out, '$[*]' COLUMNS (entry_id BIGINT PATH '$')) t)",
		    P(round, later->id), P(out));
	if (status == DB_OK)
		status = sql_exec(r, NULL,
		    "UPDATE sheets SET void_why = NULL, version = version + 1 WHERE round_id = :round AND void_why = 'taken_over'"
		    " AND EXISTS (SELECT 1 FROM round_entries n WHERE n.round_id = :round AND n.entry_id = sheets.entry_id AND n.takes_part)",
		    P(round, later->id));
	if (status == DB_OK)
		status = state_move_many(r, &assignment_states, "released", "assign", NULL,
		    STATE_SET_WHERE("assignments", ", released_why = NULL",
			"round_id = :round AND released_why = 'taken_over' AND NOT recused"
			" AND EXISTS (SELECT 1 FROM round_entries n WHERE n.round_id = :round AND n.entry_id = assignments.entry_id AND n.takes_part)"
			" AND EXISTS (SELECT 1 FROM sheets s WHERE s.assignment_id = assignments.id AND s.state = 'handed_in')"),
		    P(round, later->id));
	return status;
}

/* Whether somebody who takes part has fewer sheets than the round asks for. */
static enum db_status lacks_sheets(struct request *r, const struct round *later, bool *lacks)
{
	const struct criteria *criteria;
	struct db_rows rows;
	enum db_status status = criteria_get(r, later->id, &criteria);

	if (status == DB_OK)
		status = sql_query(r, &rows,
		    "SELECT EXISTS (SELECT 1 FROM round_entries n WHERE n.round_id = :round AND n.takes_part AND NOT n.skips"
		    " AND (SELECT COUNT(*) FROM sheets s WHERE s.round_id = n.round_id AND s.entry_id = n.entry_id AND s.state = 'handed_in'"
		    "  AND s.void_why IS NULL) < :min_sheets)",
		    P(round, later->id), P(min_sheets, criteria ? criteria->min_sheets : 1));
	*lacks = status == DB_OK && db_int(&rows, 0, 0);
	return status;
}

/* The state that the round goes on from. */
static enum db_status move_round(struct request *r, struct round *later, const struct takeover *t)
{
	bool lacks, supplementary = strcmp(t->choice, "supplementary") == 0;
	json_t *detail;
	enum db_status status = lacks_sheets(r, later, &lacks);

	if (status != DB_OK || later->state == ROUND_OPEN)
		return status;
	if (!lacks)
		return round_outdate(r, later, t->reason);
	if (!supplementary && later->state == ROUND_LOCKED)
		return DB_OK;
	detail = json_pack("{s:I}", "takeover", (json_int_t)t->id);
	return round_move(r, later, supplementary ? "supplement" : "take_back_close", t->reason, detail);
}

static enum db_status follow(struct request *r, const struct takeover *t, const json_t *change)
{
	struct round_sync sync;
	struct round *later;
	enum db_status status = round_get(r, json_integer_value(json_object_get(change, "round")), ROUND_CHANGE, &later);

	if (status != DB_OK || !later)
		return status;
	status = round_entries_sync(r, later, &sync);
	if (status != DB_OK || sync.errors) /* a round between has to be judged again first; its result then asks anew */
		return status;
	status = sql_exec(r, NULL,
	    "UPDATE round_entries SET late = TRUE WHERE round_id = :round AND takes_part AND entry_id IN"
	    " (SELECT t.entry_id FROM JSON_TABLE(:entries, '$[*]' COLUMNS (entry_id BIGINT PATH '$')) t)",
	    P(round, later->id), P(entries, json_object_get(change, "in")));
	if (status == DB_OK)
		status = move_sheets(r, later, json_object_get(change, "out"));
	return status == DB_OK ? move_round(r, later, t) : status;
}

enum handled takeover_follow(struct request *r, struct takeover *t, json_t **detail)
{
	struct new_notice notice = {0};
	json_t *changes = t->changes, *change;
	int64_t number, notice_id;
	size_t i;
	bool any = true;

	if (strcmp(t->choice, "keep_seat") == 0) {
		STEP(keep_seats(r, t));
		DB_TRY(downstream_changes(r, t->round, &changes, &any));
	}
	if (t->round->computation_id != t->round->public_computation_id)
		STEP(publication_make(r, t->round, t->reason, &notice, &number, &notice_id));
	json_array_foreach (changes, i, change) {
		if (!json_is_true(json_object_get(change, "unknown")))
			DB_TRY(follow(r, t, change));
	}
	DB_TRY(sql_exec(r, NULL, "UPDATE rounds SET undecided = FALSE WHERE id = :round", P(round, t->round->id)));
	*detail = json_pack("{s:I, s:I, s:s, s:O}", "round", (json_int_t)t->round->id, "computation", (json_int_t)t->round->computation_id,
	    "choice", t->choice, "changes", changes);
	return GO_ON;
}
