/* Proposing, deciding and withdrawing what becomes of later rounds. What an approval carries out stands in takeover_follow.c. */
#include "api/results/takeovers.h"

#include <string.h>

#include "api/results/computation.h"
#include "api/results/downstream.h"
#include "api/results/routes.h"
#include "api/results/takeover_follow.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

static const struct state states[] = {
    {"proposed", {"待另一人决定", "待另一人決定", "to be decided by another person"}, false},
    {"approved", {"已同意", "已同意", "approved"}, true},
    {"rejected", {"未同意", "未同意", "rejected"}, true},
    {"withdrawn", {"已撤回", "已撤回", "withdrawn"}, true},
};

#define DECIDED ", decided_by = :account, decided_at = :now, decision_why = :reason"

static guard_fn other_person, same_person;

static const struct state_move moves[] = {
    {"approve", "proposed", "approved", "takeover.approve", ROLE_ORGANIZER, STATE_SET("takeovers", DECIDED), other_person, NULL},
    {"reject", "proposed", "rejected", "takeover.reject", ROLE_ORGANIZER, STATE_SET("takeovers", DECIDED), other_person, NULL},
    {"withdraw", "proposed", "withdrawn", "takeover.withdraw", ROLE_ORGANIZER, STATE_SET("takeovers", DECIDED), same_person, NULL},
    {"outdate", "proposed", "withdrawn", NULL, ROLE_ORGANIZER, NULL, NULL, NULL},
};

STATE_MACHINE(takeover_states, "takeovers", states, moves, .begins = STATES("proposed"), .guard = edition_guard);

static enum handled other_person(struct request *r, const struct state_row *row)
{
	const struct takeover *t = row->object;

	return t->proposed_by == r->actor.account_id ? reply_problem(r, &problem_takeover_same_person, NULL) : GO_ON;
}

static enum handled same_person(struct request *r, const struct state_row *row)
{
	const struct takeover *t = row->object;

	return t->proposed_by == r->actor.account_id ? GO_ON : reply_problem(r, &problem_takeover_not_own, NULL);
}

enum db_status takeovers_outdate(struct request *r, const struct round *round)
{
	return state_move_many(r, &takeover_states, "proposed", "outdate", NULL,
	    STATE_SET_WHERE("takeovers", ", decided_at = :now, decision_why = 'computed_again'",
		"round_id = :round AND computation_id <> :computation"),
	    P(round, round->id), P(computation, round->computation_id));
}

/* ---- reading ---- */

#define COLUMNS                                                                                                                 \
	"SELECT t.id, t.round_id, b.code, t.computation_id, t.choice, t.reason, t.state, p.name, t.proposed_by, t.proposed_at," \
	" d.name, t.decided_at, t.decision_why, t.changes FROM takeovers t JOIN rounds b ON b.id = t.round_id"                  \
	" JOIN accounts p ON p.id = t.proposed_by LEFT JOIN accounts d ON d.id = t.decided_by WHERE "
#define SHAPE                                                                                                                 \
	"iisissssitstsj", "id", "round", "code", "computation", "choice", "reason", "state", "proposed_by", "proposed_by_id", \
	    "proposed_at", "decided_by", "decided_at", "decision_why", "changes"

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS "t.id = :id", P(id)));
	return reply_json(r, status, db_json_row(&rows, 0, SHAPE));
}

static enum handled list(struct request *r)
{
	struct db_rows rows;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, COLUMNS "t.round_id = :round ORDER BY t.id DESC LIMIT 100", P(round, round->id)));
	return reply_list(r, db_json_rows(&rows, SHAPE), (int64_t)rows.count);
}

static enum handled preview(struct request *r)
{
	struct round *round;
	json_t *changes, *answer;
	bool any;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round || !round->computation_id)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(downstream_changes(r, round, &changes, &any));
	DB_TRY(downstream_preview(r, round, changes, &answer));
	return reply_json(r, 200, json_incref(answer));
}

/* ---- proposing ---- */

/* What the proposal is about, as it is now. */
static enum handled look(struct request *r, const struct round *round, const char *choice, json_t **changes)
{
	json_t *keepable;
	bool any;

	DB_TRY(downstream_changes(r, round, changes, &any));
	if (!any)
		return reply_problem(r, &problem_takeover_none, NULL);
	DB_TRY(downstream_keepable(r, round, *changes, &keepable));
	if (strcmp(choice, "keep_seat") == 0 && json_array_size(keepable) == 0)
		return reply_problem(r, &problem_takeover_choice, "choice");
	return GO_ON;
}

#define DECIDABLE (ROUND_IN(ROUND_COMPUTED) | ROUND_IN(ROUND_PUBLISHED))

static enum handled propose(struct request *r)
{
	const char *choice = input_text(r, "choice"), *reason = input_text(r, "reason");
	struct db_rows rows;
	struct round *round;
	json_t *changes;
	bool fits;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, DECIDABLE));
	if (!round->undecided)
		return reply_problem(r, &problem_takeover_none, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT id FROM takeovers WHERE round_id = :round AND state = 'proposed'", P(round, round->id)));
	if (rows.count > 0)
		return reply_problem(r, &problem_takeover_pending, NULL);
	DB_TRY(takeover_fits(r, round, &fits));
	if (!fits)
		return reply_problem(r, &problem_takeover_outdated, NULL);
	STEP(look(r, round, choice, &changes));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO takeovers (round_id, computation_id, choice, changes, reason, proposed_by, proposed_at)"
	    " VALUES (:round, :computation, :choice, :changes, :reason, :account, :now)",
	    P(round, round->id), P(computation, round->computation_id), P(choice), P(changes), P(reason)));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "takeover.propose",
		     .object = "takeovers",
		     .object_id = id,
		     .reason = reason,
		     .detail = json_pack("{s:I, s:I, s:s, s:O}", "round", (json_int_t)round->id, "computation",
			 (json_int_t)round->computation_id, "choice", choice, "changes", changes)});
	return show(r, id, 201);
}

/* ---- deciding ---- */

/* Locks all rounds of its edition, and the row. *T is NULL if there is none or the actor may not. */
static enum db_status get(struct request *r, struct takeover **t)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT b.id, b.edition_id FROM takeovers t JOIN rounds b ON b.id = t.round_id WHERE t.id = :id AND " SQL_ORGANIZER(
		"b.edition_id"),
	    P(id));

	*t = NULL;
	if (status != DB_OK || rows.count == 0)
		return status;
	*t = arena_alloc(r->arena, sizeof **t);
	**t = (struct takeover){.id = id};
	status = rounds_lock(r, db_int(&rows, 0, 1));
	if (status == DB_OK)
		status = round_get(r, db_int(&rows, 0, 0), ROUND_CHANGE, &(*t)->round);
	if (status == DB_OK)
		status = sql_query(r, &rows,
		    "SELECT state, computation_id, choice, reason, proposed_by, proposed_at, changes FROM takeovers WHERE id = :id FOR UPDATE",
		    P(id));
	if (status != DB_OK)
		return status;
	(*t)->state = db_text(&rows, 0, 0);
	(*t)->computation_id = db_int(&rows, 0, 1);
	(*t)->choice = db_text(&rows, 0, 2);
	(*t)->reason = db_text(&rows, 0, 3);
	(*t)->proposed_by = db_int(&rows, 0, 4);
	(*t)->changes = arena_json(r->arena, db_json(&rows, 0, 6));
	return DB_OK;
}

/* Whether things are as they were when it was proposed. */
static enum handled still_fits(struct request *r, const struct takeover *t)
{
	json_t *changes;
	bool fits = t->round->computation_id == t->computation_id;

	if (fits)
		DB_TRY(takeover_fits(r, t->round, &fits));
	if (!fits)
		return reply_problem(r, &problem_takeover_outdated, NULL);
	STEP(look(r, t->round, t->choice, &changes));
	return json_equal(changes, t->changes) ? GO_ON : reply_problem(r, &problem_takeover_outdated, NULL);
}

static enum handled decide(struct request *r)
{
	bool approved = strcmp(input_text(r, "decision"), "approved") == 0;
	struct takeover *t;
	json_t *detail = NULL;

	DB_TRY(get(r, &t));
	if (!t || !t->round)
		return reply_problem(r, &problem_not_found, NULL);
	struct state_row row = {t->id, t->round->edition_id, t->state, t};
	STEP(state_ready(r, &takeover_states, t->state, approved ? "approve" : "reject"));
	STEP(other_person(r, &row));
	if (approved) {
		bool apart;
		DB_TRY(people_apart(r, t->proposed_by, t->round->edition_id, &apart));
		if (!apart)
			return reply_problem(r, &problem_not_apart, NULL);
		STEP(round_ready(r, t->round, DECIDABLE));
		STEP(still_fits(r, t));
		STEP(takeover_follow(r, t, &detail));
	}
	STEP(state_move(r, &takeover_states, &row, approved ? "approve" : "reject", WHY(input_text(r, "reason"), detail)));
	return show(r, t->id, 200);
}

static enum handled withdraw(struct request *r)
{
	struct takeover *t;

	DB_TRY(get(r, &t));
	if (!t || !t->round)
		return reply_problem(r, &problem_not_found, NULL);
	struct state_row row = {t->id, t->round->edition_id, t->state, t};
	STEP(state_move(r, &takeover_states, &row, "withdraw", WHY(input_text(r, "reason"), NULL)));
	return show(r, t->id, 200);
}

/* An added seat is taken back: a fact like others, after which the round is computed again. */
static enum handled revoke_seat(struct request *r)
{
	int64_t entry = request_id_param(r, 1), removed;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ~0u));
	DB_TRY(
	    sql_exec(r, &removed, "DELETE FROM added_seats WHERE round_id = :round AND entry_id = :entry", P(round, round->id), P(entry)));
	if (removed == 0)
		return reply_problem(r, &problem_not_found, NULL);
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "added_seat.revoke",
		     .object = "rounds",
		     .object_id = round->id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:I}", "entry", (json_int_t)entry)});
	DB_TRY(round_outdate(r, round, input_text(r, "reason")));
	return reply_json(r, 200, json_pack("{s:I, s:I}", "round", (json_int_t)round->id, "entry_id", (json_int_t)entry));
}

static const char *const choices[] = {"take_over", "keep_seat", "supplementary", NULL};
static const char *const decisions[] = {"approved", "rejected", NULL};

#define REASON {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON}

static const struct input_field propose_input[] = {
    {.name = "choice", .type = INPUT_ENUM, .required = true, .one_of = choices},
    REASON,
    INPUT_END,
};
static const struct input_field decide_input[] = {
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = decisions},
    REASON,
    INPUT_END,
};
static const struct input_field reason_input[] = {REASON, INPUT_END};

#define STAFF (ROLE_ORGANIZER | ROLE_AUDITOR)
#define WRITE_SLOW (ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/downstream", STAFF, ROUTE_SLOW | ROUTE_SNAPSHOT, 0, NULL, NULL, preview},
    {METHOD_GET, "/api/v1/rounds/{round}/takeovers", STAFF, 0, 0, NULL, NULL, list},
    {METHOD_POST, "/api/v1/rounds/{round}/takeovers", ROLE_ORGANIZER, WRITE_SLOW, 16384, propose_input, NULL, propose},
    {METHOD_POST, "/api/v1/takeovers/{takeover}/decide", ROLE_ORGANIZER, WRITE_SLOW, 16384, decide_input, NULL, decide},
    {METHOD_POST, "/api/v1/takeovers/{takeover}/withdraw", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, withdraw},
    {METHOD_POST, "/api/v1/rounds/{round}/added/{entry}/revoke", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reason_input, NULL, revoke_seat},
};

ROUTE_TABLE(takeovers_routes, rows);
