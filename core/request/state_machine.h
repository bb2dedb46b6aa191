/* State machines: every column "state" of the database is moved here and nowhere else; the house test finds any other UPDATE that sets one.
 *
 * A machine is a table that stands beside the handlers of its object: which states there are, with their words, and each move: by which verb,
 * from where, whither, by whom, what stands in its way (guard), what goes with it in the row (the columns of its UPDATE) and what follows
 * (effect). The engine refuses what the table does not have, runs the UPDATE, writes the audit row, and ends the program on what cannot be: a
 * verb or a state that the table does not know, a row that was locked and is not where it was.
 *
 * What is locked before what stands in api/states.c; whoever moves an object has locked its row (or what its table says that locks it). */
#ifndef CORE_REQUEST_STATE_MACHINE_H
#define CORE_REQUEST_STATE_MACHINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/problem.h"
#include "core/request/request.h"

struct state {
	const char *name; /* in the table and in JSON */
	const char *words[LOCALES];
	bool end; /* an object may stay in it for good */
};

/* An object as its mover has found it; STATE is brought up to date by the move. */
struct state_row {
	int64_t id, edition_id; /* the latter 0: of no edition */
	const char *state;
	void *object; /* the caller's, for guards and effects */
};

typedef enum handled guard_fn(struct request *, const struct state_row *);    /* goes on, or has answered */
typedef enum db_status effect_fn(struct request *, const struct state_row *); /* in the same transaction, after the move */

struct state_move {
	const char *verb, *from, *to;
	const char *action; /* in the audit trail; NULL: told by what moves it, in that object's row */
	unsigned who;       /* roles, any of which may; 0: the program itself */
	const char *sql;    /* STATE_SET(); NULL: by state_move_many() only */
	guard_fn *guard;    /* NULL: nothing more stands in its way */
	effect_fn *effect;  /* NULL: nothing follows */
};

struct state_machine {
	const char *table;
	const struct state *states;
	size_t states_count;
	const struct state_move *moves;
	size_t moves_count;
	const char *const *begins;          /* states in which rows are made; NULL at the end */
	const struct problem_kind *refusal; /* of a move that the state does not allow, with its words; NULL: problem_conflict_state */
	guard_fn *guard;                    /* of every move, first; NULL: none */
};

/* The UPDATE of one row, and of those that fulfil WHERE. COLUMNS begin with ", " or are "". :to and :from are known, :id, the :reason, :account and
 * :now where there is a request. */
#define STATE_SET(table, columns) STATE_SET_WHERE(table, columns, "id = :id")
#define STATE_SET_WHERE(table, columns, where) "UPDATE " table " SET state = :to" columns " WHERE " where " AND state = :from"

#define STATES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define STATE_MACHINE(name, table, states, moves, ...) \
	const struct state_machine name = {            \
	    table, states, sizeof(states) / sizeof(states)[0], moves, sizeof(moves) / sizeof(moves)[0], __VA_ARGS__}

/* What a state is called; fatal if the machine has no such state. */
const char *state_words(const struct state_machine *, enum locale, const char *state);
/* Its position among the machine's states; fatal if there is none. */
int state_index(const struct state_machine *, const char *state);

/* Whether the table has the move. Fatal: no such verb, no such state. */
bool state_may(const struct state_machine *, const char *state, const char *verb);
/* Goes on if it has; otherwise the answer is 409, with the words of the state and its name as member "state". */
__attribute__((warn_unused_result)) enum handled state_ready(
    struct request *, const struct state_machine *, const char *state, const char *verb);
/* That answer, for whoever has found out otherwise that the state does not allow something. */
enum handled state_refused(struct request *, const struct state_machine *, const char *state);

/* Why a move is made, and what else its audit row tells. DETAIL is stolen whatever happens; both may be NULL. */
struct state_why {
	const char *reason;
	json_t *detail;
};
#define WHY(reason, detail) ((struct state_why){reason, detail})

/* Moves one object: state_move(r, &award_list_states, &row, "publish", WHY(NULL, detail), P(…)). Goes on when that is done; answers 409 if the table
 * does not have the move, 403 if it is not for the actor's roles, or what its guards answer. P(…) are the further parameters of its UPDATE. */
#define state_move(r, machine, row, verb, why, ...) state_move_list(r, machine, row, verb, why, DB_LIST(__VA_ARGS__))
__attribute__((warn_unused_result)) enum handled state_move_list(
    struct request *, const struct state_machine *, struct state_row *, const char *verb, struct state_why, const struct db_parameter *);

/* The same for whoever has asked state_may() and leaves nothing to refuse: a refusal is fatal. */
#define state_must(r, machine, row, verb, why, ...) state_must_list(r, machine, row, verb, why, DB_LIST(__VA_ARGS__))
__attribute__((warn_unused_result)) enum db_status state_must_list(
    struct request *, const struct state_machine *, struct state_row *, const char *verb, struct state_why, const struct db_parameter *);

/* Moves many objects at once, all that are in the move's state and fulfil what SQL says (STATE_SET_WHERE()); *MOVED of them. Roles and audit row are
 * those of the object on whose account it is done, by the caller; guards and effects of single objects are not asked. */
#define state_move_many(r, machine, from, verb, moved, sql, ...) \
	state_move_many_list(r, machine, from, verb, moved, sql, DB_LIST(__VA_ARGS__))
__attribute__((warn_unused_result)) enum db_status state_move_many_list(struct request *, const struct state_machine *, const char *from,
    const char *verb, int64_t *moved, const char *sql, const struct db_parameter *);

/* The move as one statement without anything before or behind it: for what is hot (sheets) and for threads that have no request (the outbox, the
 * sweep). *MOVED (NULL: who cares) is 0 if the row has changed in the meantime. The table must have the move. Writes no audit row. */
#define state_try(db, machine, from, verb, moved, ...) state_try_list(db, machine, from, verb, moved, DB_LIST(__VA_ARGS__))
__attribute__((warn_unused_result)) enum db_status state_try_list(
    struct db *, const struct state_machine *, const char *from, const char *verb, int64_t *moved, const struct db_parameter *);

#endif
