#include "api/rounds/round_state.h"

#include <string.h>

#include "api/rules/rulebook_states.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/problems.h"
#include "core/base/fatal.h"

static const struct state round_states[ROUND_STATES] = {
    {"planned", {"未开始", "未開始", "not started"}, false},
    {"open", {"评审中", "評審中", "open"}, false},
    {"locked", {"已锁定", "已鎖定", "locked"}, false},
    {"closed", {"已结束", "已結束", "closed"}, false},
    {"computed", {"已计算", "已計算", "computed"}, false},
    {"published", {"已公布", "已公布", "published"}, true},
};

#define SET(columns) STATE_SET("rounds", columns ", version = version + 1")
#define PUBLIC ", published_at = :now, public_computation_id = computation_id, undecided = FALSE"
#define SUPPLEMENTARY ", supplementary = TRUE, closes_at = NULL"
#define WHO ROLE_ORGANIZER

static const struct state_move judged_moves[] = {
    {"open", "planned", "open", "round.open", WHO, SET(""), NULL, NULL},
    {"lock", "open", "locked", "round.lock", WHO, SET(""), NULL, NULL},
    {"reopen", "locked", "open", "round.reopen", WHO, SET(", supplementary = FALSE"), NULL, NULL},
    {"close", "locked", "closed", "round.close", WHO, SET(", supplementary = FALSE"), NULL, NULL},
    {"take_back_close", "closed", "locked", "round.take_back_close", WHO, SET(""), NULL, NULL},
    {"take_back_close", "computed", "locked", "round.take_back_close", WHO, SET(""), NULL, NULL},
    {"take_back_close", "published", "locked", "round.take_back_close", WHO, SET(""), NULL, NULL},
    {"supplement", "locked", "open", "round.supplement", WHO, SET(SUPPLEMENTARY), NULL, NULL},
    {"supplement", "closed", "open", "round.supplement", WHO, SET(SUPPLEMENTARY), NULL, NULL},
    {"supplement", "computed", "open", "round.supplement", WHO, SET(SUPPLEMENTARY), NULL, NULL},
    {"supplement", "published", "open", "round.supplement", WHO, SET(SUPPLEMENTARY), NULL, NULL},
    {"compute", "closed", "computed", "round.compute", WHO, SET(""), NULL, NULL},
    {"compute", "computed", "computed", "round.compute", WHO, SET(""), NULL, NULL},
    {"compute", "published", "published", "round.compute", WHO, SET(""), NULL, NULL},
    {"outdate", "computed", "closed", "round.outdate", WHO, SET(""), NULL, NULL},
    {"await_order", "closed", "closed", "round.compute", WHO, SET(""), NULL, NULL},
    {"await_order", "computed", "closed", "round.compute", WHO, SET(""), NULL, NULL},
    {"await_order", "published", "published", "round.compute", WHO, SET(""), NULL, NULL},
    {"publish", "computed", "published", "round.publish", WHO, SET(PUBLIC), NULL, NULL},
    {"publish", "published", "published", "round.publish", WHO, SET(PUBLIC), NULL, NULL},
    {"stand", "computed", "published", "round.publish", WHO, SET(", undecided = FALSE"), NULL, NULL},
};

static const struct state_move indicator_moves[] = {
    {"compute", "planned", "computed", "round.compute", WHO, SET(""), NULL, NULL},
    {"compute", "computed", "computed", "round.compute", WHO, SET(""), NULL, NULL},
    {"compute", "published", "published", "round.compute", WHO, SET(""), NULL, NULL},
    {"outdate", "computed", "planned", "round.outdate", WHO, SET(""), NULL, NULL},
    {"await_order", "planned", "planned", "round.compute", WHO, SET(""), NULL, NULL},
    {"await_order", "computed", "planned", "round.compute", WHO, SET(""), NULL, NULL},
    {"await_order", "published", "published", "round.compute", WHO, SET(""), NULL, NULL},
    {"publish", "computed", "published", "round.publish", WHO, SET(PUBLIC), NULL, NULL},
    {"publish", "published", "published", "round.publish", WHO, SET(PUBLIC), NULL, NULL},
    {"stand", "computed", "published", "round.publish", WHO, SET(", undecided = FALSE"), NULL, NULL},
};

STATE_MACHINE(judged_round_states, "rounds", round_states, judged_moves, .begins = STATES("planned"), .refusal = &problem_round_state);
STATE_MACHINE(
    indicator_round_states, "rounds", round_states, indicator_moves, .begins = STATES("planned"), .refusal = &problem_round_state);

static const struct state_machine *machine_of(const struct round *round)
{
	return round->judged ? &judged_round_states : &indicator_round_states;
}

const char *round_state_text(enum round_state state)
{
	return round_states[state].name;
}

#define COLUMNS                                                                                                    \
	"SELECT r.id, r.edition_id, r.code, r.position, r.kind, r.state, r.opens_at, r.closes_at, r.published_at," \
	" r.computation_id, e.rulebook_id, r.version, e.state = 'closed', r.public_computation_id, r.undecided"    \
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
	    .state = (enum round_state)state_index(&judged_round_states, db_text(rows, 0, 5)),
	    .opens_at = db_time(rows, 0, 6),
	    .closes_at = db_time(rows, 0, 7),
	    .published_at = db_time(rows, 0, 8),
	    .computation_id = db_int(rows, 0, 9),
	    .rulebook_id = db_int(rows, 0, 10),
	    .version = db_int(rows, 0, 11),
	    .edition_closed = db_int(rows, 0, 12) != 0,
	    .public_computation_id = db_int(rows, 0, 13),
	    .undecided = db_int(rows, 0, 14) != 0,
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
	case ROUND_ANY:
		status = sql_query(r, &rows, COLUMNS "TRUE", P(round_id));
		break;
	case ROUND_CHANGE: {
		/* Locked by itself first, so that of the joined rows none is locked but the edition's, which must not be closed meanwhile. */
		status = sql_query(r, &rows, "SELECT edition_id FROM rounds WHERE id = :round_id FOR UPDATE", P(round_id));
		if (status == DB_OK && rows.count > 0)
			status = sql_query(
			    r, &rows, "SELECT 1 FROM editions WHERE id = :edition LOCK IN SHARE MODE", P(edition, db_int(&rows, 0, 0)));
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
	return state_refused(r, machine_of(round), round_states[round->state].name);
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

enum db_status rounds_course(struct request *r, int64_t edition_id, struct rounds_course *course)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT 1 FROM rounds WHERE edition_id = :edition_id AND state <> 'planned' LIMIT 1", P(edition_id));
	bool begun = status == DB_OK && rows.count > 0;

	*course = (struct rounds_course){0};
	if (status == DB_OK && begun)
		status = rounds_lock(r, edition_id);
	else if (status == DB_OK)
		status = rounds_begun(r, edition_id, &begun);
	if (status == DB_OK)
		status = sql_query(r, &rows, "SELECT id FROM rounds WHERE edition_id = :edition_id ORDER BY position", P(edition_id));
	if (status != DB_OK)
		return status;
	struct round *all = arena_alloc(r->arena, (rows.count + 1) * sizeof *all), *round;
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		status = round_get(r, db_int(&rows, i, 0), ROUND_ANY, &round);
		if (status != DB_OK || !round)
			return status;
		all[course->count++] = *round;
		if (round->state != ROUND_PLANNED || round->computation_id)
			course->running = &all[i];
	}
	course->all = all;
	return status;
}

bool rounds_may_change(const struct rounds_course *course, int64_t from, int64_t to)
{
	for (size_t i = 0; i < course->count; i++) {
		const struct round *round = &course->all[i];
		if (round->position >= from && round->position < to && (round->state == ROUND_PUBLISHED || round->public_computation_id))
			return false;
		if (round->position == to && round->state != ROUND_PLANNED)
			return false;
	}
	return true;
}

bool rounds_may_join(const struct rounds_course *course)
{
	const struct round *running = course->running;

	return !running || !running->judged || ROUND_IN(running->state) & (ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED));
}

bool round_may(const struct round *round, const char *verb)
{
	const struct state_machine *m = machine_of(round);

	for (size_t i = 0; i < m->moves_count; i++)
		if (!strcmp(m->moves[i].verb, verb) && !strcmp(m->moves[i].from, round_states[round->state].name))
			return true;
	return false;
}

enum db_status round_move(struct request *r, struct round *round, const char *verb, const char *reason, json_t *detail)
{
	struct state_row row = {round->id, round->edition_id, round_states[round->state].name, round};
	enum db_status status = state_must(r, machine_of(round), &row, verb, WHY(reason, detail));

	if (status != DB_OK)
		return status;
	round->state = (enum round_state)state_index(machine_of(round), row.state);
	round->version++;
	return DB_OK;
}

enum db_status round_outdate(struct request *r, struct round *round, const char *reason)
{
	return round->state == ROUND_COMPUTED ? round_move(r, round, "outdate", reason, NULL) : DB_OK;
}

enum db_status round_freeze_rulebook(struct request *r, const struct round *round)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT state FROM rulebooks WHERE id = :rulebook_id FOR UPDATE", P(rulebook_id, round->rulebook_id));

	if (status != DB_OK || rows.count == 0)
		return status;
	struct state_row row = {round->rulebook_id, round->edition_id, db_text(&rows, 0, 0), NULL};
	if (!state_may(&rulebook_states, row.state, "freeze"))
		return DB_OK;
	return state_must(r, &rulebook_states, &row, "freeze", WHY(NULL, json_pack("{s:s}", "by_round", round->code)));
}
