#include "api/rounds/round_state.h"

#include <string.h>

#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/state_names.h"
#include "api/shared/problems.h"
#include "core/base/fatal.h"
#include "core/request/audit.h"

static const char *const state_text[ROUND_STATES] = {"planned", "open", "locked", "closed", "computed", "published"};

enum { JUDGED = 1, INDICATORS = 2, BOTH = 3 };

static const struct move {
	enum round_state from, to;
	int kinds;
	const char *action; /* in the audit trail */
} moves[] = {
    {ROUND_PLANNED, ROUND_OPEN, JUDGED, "round.open"},
    {ROUND_OPEN, ROUND_LOCKED, JUDGED, "round.lock"},
    {ROUND_LOCKED, ROUND_OPEN, JUDGED, "round.reopen"},
    {ROUND_LOCKED, ROUND_CLOSED, JUDGED, "round.close"},
    {ROUND_CLOSED, ROUND_LOCKED, JUDGED, "round.take_back_close"},
    {ROUND_CLOSED, ROUND_COMPUTED, JUDGED, "round.compute"},
    {ROUND_PLANNED, ROUND_COMPUTED, INDICATORS, "round.compute"},
    {ROUND_COMPUTED, ROUND_COMPUTED, BOTH, "round.compute"},
    {ROUND_COMPUTED, ROUND_CLOSED, JUDGED, "round.outdate"},
    {ROUND_COMPUTED, ROUND_PLANNED, INDICATORS, "round.outdate"},
    {ROUND_COMPUTED, ROUND_LOCKED, JUDGED, "round.take_back_close"},
    {ROUND_COMPUTED, ROUND_PUBLISHED, BOTH, "round.publish"},
    {ROUND_PUBLISHED, ROUND_COMPUTED, BOTH, "round.compute"},
};

const char *round_state_text(enum round_state state)
{
	return state_text[state];
}

#define COLUMNS                                                                                                    \
	"SELECT r.id, r.edition_id, r.code, r.position, r.kind, r.state, r.opens_at, r.closes_at, r.published_at," \
	" r.computation_id, e.rulebook_id, r.version, e.state = 'closed'"                                          \
	" FROM rounds r JOIN editions e ON e.id = r.edition_id WHERE r.id = :round_id AND "
#define IS_ORGANIZER SQL_ORGANIZER("r.edition_id")
#define IS_MANAGER SQL_READER("r.edition_id")
#define IS_READER "(" IS_MANAGER " OR EXISTS (SELECT 1 FROM judges j WHERE j.edition_id = r.edition_id AND j.account_id = :account))"

static struct round *round_of(struct request *r, const struct db_rows *rows)
{
	struct round *round = arena_alloc(r->arena, sizeof *round);

	*round = (struct round){
	    .id = db_int(rows, 0, 0),
	    .edition_id = db_int(rows, 0, 1),
	    .code = db_text(rows, 0, 2),
	    .position = db_int(rows, 0, 3),
	    .judged = strcmp(db_text(rows, 0, 4), "judged") == 0,
	    .state = (enum round_state)state_index("rounds", state_text, ROUND_STATES, db_text(rows, 0, 5)),
	    .opens_at = db_time(rows, 0, 6),
	    .closes_at = db_time(rows, 0, 7),
	    .published_at = db_time(rows, 0, 8),
	    .computation_id = db_int(rows, 0, 9),
	    .rulebook_id = db_int(rows, 0, 10),
	    .version = db_int(rows, 0, 11),
	    .edition_closed = db_int(rows, 0, 12) != 0,
	};
	return round;
}

enum db_status round_get(struct request *r, int64_t round_id, enum round_access access, struct round **round)
{
	struct db_rows rows = {0};
	enum db_status status = DB_FAILED;

	*round = NULL;
	switch (access) {
	case ROUND_READ:
		status = sql_query(r, &rows, COLUMNS IS_READER, P(round_id));
		break;
	case ROUND_MANAGE:
		status = sql_query(r, &rows, COLUMNS IS_MANAGER, P(round_id));
		break;
	case ROUND_CHANGE: {
		/* Locked by itself first, so that of the joined rows none is locked. */
		status = sql_query(r, &rows, "SELECT id FROM rounds WHERE id = :round_id FOR UPDATE", P(round_id));
		if (status == DB_OK)
			status = sql_query(r, &rows, COLUMNS IS_ORGANIZER, P(round_id));
		break;
	}
	default:
		fatal("round_get: access %d", (int)access);
	}
	if (status == DB_OK && rows.count > 0)
		*round = round_of(r, &rows);
	return status;
}

enum handled round_ready(struct request *r, const struct round *round, unsigned states)
{
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	if (round->edition_closed)
		return reply_problem(r, &problem_edition_closed, NULL);
	if (states & ROUND_IN(round->state))
		return GO_ON;
	problem_member(r, "state", json_string(state_text[round->state]));
	return reply_problem(r, &problem_round_state, NULL, state_name(r->locale, "rounds", state_text[round->state]));
}

enum db_status rounds_lock(struct request *r, int64_t edition_id)
{
	struct db_rows rows;

	return sql_query(r, &rows, "SELECT id FROM rounds WHERE edition_id = :edition_id ORDER BY id FOR UPDATE", P(edition_id));
}

enum db_status rounds_begun(struct request *r, int64_t edition_id, bool *begun)
{
	struct db_rows rows;
	enum db_status status = sql_query(
	    r, &rows, "SELECT state <> 'planned' FROM rounds WHERE edition_id = :edition_id ORDER BY id LOCK IN SHARE MODE", P(edition_id));

	*begun = false;
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		*begun |= db_int(&rows, i, 0) != 0;
	return status;
}

static const struct move *find_move(const struct round *round, enum round_state to)
{
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
		if (moves[i].from == round->state && moves[i].to == to && moves[i].kinds & (round->judged ? JUDGED : INDICATORS))
			return &moves[i];
	}
	return NULL;
}

bool round_may(const struct round *round, enum round_state to)
{
	return find_move(round, to) != NULL;
}

enum db_status round_move(struct request *r, struct round *round, enum round_state to, const char *reason, json_t *detail)
{
	const struct move *move = find_move(round, to);

	if (!move)
		fatal("round %lld may not move from %s to %s", (long long)round->id, state_text[round->state], state_text[to]);
	if (to == ROUND_PUBLISHED)
		round->published_at = r->arrived_at;
	enum db_status status =
	    sql_exec(r, NULL, "UPDATE rounds SET state = :state, published_at = :published_at, version = version + 1 WHERE id = :round",
		P(state, state_text[to]), P(published_at, TIME(round->published_at)), P(round, round->id));
	if (status != DB_OK) {
		json_decref(detail);
		return status;
	}
	if (!detail)
		detail = json_object();
	json_object_set_new(detail, "from", json_string(state_text[round->state]));
	json_object_set_new(detail, "to", json_string(state_text[to]));
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = move->action,
		     .object = "rounds",
		     .object_id = round->id,
		     .reason = reason,
		     .detail = detail});
	round->state = to;
	round->version++;
	return DB_OK;
}

enum db_status round_outdate(struct request *r, struct round *round, const char *reason)
{
	if (round->state != ROUND_COMPUTED)
		return DB_OK;
	return round_move(r, round, round->judged ? ROUND_CLOSED : ROUND_PLANNED, reason, NULL);
}

enum db_status round_freeze_rulebook(struct request *r, const struct round *round)
{
	int64_t frozen;
	enum db_status status = sql_exec(r, &frozen,
	    "UPDATE rulebooks SET state = 'frozen', frozen_by = :account, frozen_at = :now, version = version + 1"
	    " WHERE id = :rulebook_id AND state = 'draft'",
	    P(rulebook_id, round->rulebook_id));

	if (status == DB_OK && frozen > 0)
		audit(r, (struct audit_event){.edition_id = round->edition_id,
			     .action = "rulebook.freeze",
			     .object = "rulebooks",
			     .object_id = round->rulebook_id,
			     .detail = json_pack("{s:s}", "by_round", round->code)});
	return status;
}
