#include "core/request/state_machine.h"

#include <string.h>

#include "core/base/fatal.h"
#include "core/request/audit.h"

int state_index(const struct state_machine *m, const char *state)
{
	for (size_t i = 0; i < m->states_count; i++)
		if (strcmp(m->states[i].name, state) == 0)
			return (int)i;
	fatal("%s.state is '%s'", m->table, state);
}

const char *state_words(const struct state_machine *m, enum locale locale, const char *state)
{
	return m->states[state_index(m, state)].words[locale];
}

static const struct state_move *find(const struct state_machine *m, const char *state, const char *verb)
{
	bool known = false;

	(void)state_index(m, state);
	for (size_t i = 0; i < m->moves_count; i++) {
		if (strcmp(m->moves[i].verb, verb) != 0)
			continue;
		if (strcmp(m->moves[i].from, state) == 0)
			return &m->moves[i];
		known = true;
	}
	if (!known)
		fatal("%s: nothing is called '%s'", m->table, verb);
	return NULL;
}

/* Who has asked before knows that the table has it. */
static const struct state_move *must_find(const struct state_machine *m, const char *state, const char *verb)
{
	const struct state_move *move = find(m, state, verb);

	if (!move)
		fatal("%s: '%s' is no way out of '%s'", m->table, verb, state);
	return move;
}

bool state_may(const struct state_machine *m, const char *state, const char *verb)
{
	return find(m, state, verb) != NULL;
}

enum handled state_refused(struct request *r, const struct state_machine *m, const char *state)
{
	problem_member(r, "state", json_string(state));
	return reply_problem(r, m->refusal ? m->refusal : &problem_conflict_state, NULL, state_words(m, r->locale, state));
}

enum handled state_ready(struct request *r, const struct state_machine *m, const char *state, const char *verb)
{
	return find(m, state, verb) ? GO_ON : state_refused(r, m, state);
}

/* ---- moving ---- */

#define KNOWN 6

/* What every UPDATE of a machine may name without being given it. */
static void know(
    struct db_parameter known[KNOWN + 1], const struct request *r, const struct state_move *move, int64_t id, const char *reason)
{
	const struct db_parameter list[KNOWN + 1] = {
	    P(to, move->to), P(from, move->from), P(id), P(reason), P(account, r->actor.account_id), P(now, TIME(r->arrived_at)), {0}};

	memcpy(known, list, sizeof list);
}

static enum handled refuse(json_t *detail, enum handled answer)
{
	json_decref(detail);
	return answer;
}

/* Whether the move may be made: roles, guards. */
static enum handled allowed(struct request *r, const struct state_machine *m, const struct state_move *move, const struct state_row *row)
{
	if (move->who && !(r->actor.roles & move->who))
		return reply_problem(r, &problem_forbidden, NULL);
	if (m->guard)
		STEP(m->guard(r, row));
	if (move->guard)
		STEP(move->guard(r, row));
	return GO_ON;
}

static void tell(
    struct request *r, const struct state_machine *m, const struct state_move *move, const struct state_row *row, struct state_why why)
{
	json_t *detail = why.detail ? json_copy(why.detail) : json_object(); /* its giver may have other uses for it */

	json_decref(why.detail);
	json_object_set_new(detail, "from", json_string(move->from));
	json_object_set_new(detail, "to", json_string(move->to));
	audit(r, (struct audit_event){.edition_id = row->edition_id,
		     .action = move->action,
		     .object = m->table,
		     .object_id = row->id,
		     .reason = why.reason,
		     .detail = detail});
}

enum handled state_move_list(struct request *r, const struct state_machine *m, struct state_row *row, const char *verb,
    struct state_why why, const struct db_parameter *list)
{
	const struct state_move *move = find(m, row->state, verb);
	struct db_parameter known[KNOWN + 1];
	int64_t moved;

	if (!move)
		return refuse(why.detail, state_refused(r, m, row->state));
	enum handled may = allowed(r, m, move, row);
	if (may != GO_ON)
		return refuse(why.detail, may);
	know(known, r, move, row->id, why.reason);
	if (db_exec_given(r->db, &moved, move->sql, (struct db_given){list, known}) != DB_OK)
		return refuse(why.detail, HANDLED_DB_FAILED);
	if (moved != 1)
		fatal("%s %lld was '%s' and is not", m->table, (long long)row->id, move->from);
	if (move->action)
		tell(r, m, move, row, why);
	else
		json_decref(why.detail);
	row->state = move->to;
	if (move->effect && move->effect(r, row) != DB_OK)
		return HANDLED_DB_FAILED;
	return GO_ON;
}

enum db_status state_must_list(struct request *r, const struct state_machine *m, struct state_row *row, const char *verb,
    struct state_why why, const struct db_parameter *list)
{
	(void)must_find(m, row->state, verb);
	switch (state_move_list(r, m, row, verb, why, list)) {
	case GO_ON:
		return DB_OK;
	case HANDLED_DB_FAILED:
		return DB_FAILED;
	default:
		fatal("%s %lld: '%s' was refused to who had to be let through", m->table, (long long)row->id, verb);
	}
}

enum db_status state_move_many_list(struct request *r, const struct state_machine *m, const char *from, const char *verb, int64_t *moved,
    const char *sql, const struct db_parameter *list)
{
	struct db_parameter known[KNOWN + 1];

	know(known, r, must_find(m, from, verb), 0, NULL);
	return db_exec_given(r->db, moved, sql, (struct db_given){list, known});
}

enum db_status state_try_list(
    struct db *db, const struct state_machine *m, const char *from, const char *verb, int64_t *moved, const struct db_parameter *list)
{
	const struct state_move *move = must_find(m, from, verb);
	const struct db_parameter known[] = {P(to, move->to), P(from, move->from), {0}};

	return db_exec_given(db, moved, move->sql, (struct db_given){list, known});
}
