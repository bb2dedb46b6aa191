/* A round and the one function that moves it from state to state.
 *
 *   judged:      planned → open ⇄ locked ⇄ closed → computed → published
 *   indicators:  planned → computed → published
 *
 * and back: computed → closed (indicators: → planned) when a fact it was computed from has changed ("outdated", compute again), or when what
 * was computed has a tie over the last seat, which the judges have to settle first ("await_order"); closed, computed and published → locked to collect
 * sheets again; locked, closed, computed and published → open ("supplement") for those alone who come in when an earlier result is corrected.
 * What is published stays published, whatever is computed then: a publication is in force until a newer one takes its place
 * (api/results/publications.h), so computation_id and public_computation_id may differ.
 * The whole table stands in round_state.c. */
#ifndef API_ROUNDS_ROUND_STATE_H
#define API_ROUNDS_ROUND_STATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

/* The tables of both kinds: the same states. */
extern const struct state_machine judged_round_states, indicator_round_states;

enum round_state { ROUND_PLANNED, ROUND_OPEN, ROUND_LOCKED, ROUND_CLOSED, ROUND_COMPUTED, ROUND_PUBLISHED, ROUND_STATES };

/* Sets of states: ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED). */
#define ROUND_IN(state) (1u << (state))

struct round {
	int64_t id, edition_id;
	const char *code; /* id in the rulebook */
	int64_t position; /* 0 for the first */
	bool judged;      /* else: computed from indicators */
	enum round_state state;
	int64_t opens_at, closes_at, published_at; /* TIME_NONE if not set */
	int64_t computation_id;                    /* made last; 0: none yet */
	int64_t public_computation_id;             /* in force for everybody but organisers; 0: none yet */
	int64_t rulebook_id;                       /* of the edition, in force */
	int64_t version;
	bool edition_closed; /* nothing changes any more */
	bool undecided;      /* by what was computed last, others take part in a later round that has begun */
};

enum round_access {
	ROUND_READ,   /* as organizer or auditor of the edition, or as a judge of it */
	ROUND_MANAGE, /* as organizer or auditor; reading only */
	ROUND_ANY,    /* whoever asks has been checked by the caller; nothing is locked */
	ROUND_CHANGE  /* as organizer; the row stays locked until the end of the transaction */
};

/* The text in tables and answers: "planned", … */
const char *round_state_text(enum round_state);

/* Reads a round; *ROUND lives in the arena, NULL if there is none or the actor may not have that access. Whoever changes anything of a
 * round locks its row first of all (ROUND_CHANGE), so that all writers queue in the same order and none deadlocks. */
__attribute__((warn_unused_result)) enum db_status round_get(struct request *, int64_t round_id, enum round_access, struct round **round);

/* Locks all rounds of an edition: for what concerns several of them (recusals, departures, judges). */
__attribute__((warn_unused_result)) enum db_status rounds_lock(struct request *, int64_t edition_id);

/* Whether a round of the edition has left the state planned: from then on what the rounds rest on (submissions, eligibility, investments)
 * stays as it is. All rounds stay locked in share mode, so that none opens before the caller has committed; call it before any row of the
 * edition is locked. */
__attribute__((warn_unused_result)) enum db_status rounds_begun(struct request *, int64_t edition_id, bool *begun);

/* What a decision about entries may still change once rounds have begun. */
struct rounds_course {
	struct round
	    *running; /* the last round that has begun, its row locked; NULL: none has, and none does until the transaction is over */
	const struct round *all; /* every round, in order */
	size_t count;
};

/* Locks the rounds as rounds_begun() does while none has begun, and each alone once one has: for decisions, by whoever may make them, before any row of the edition is
 * locked. */
__attribute__((warn_unused_result)) enum db_status rounds_course(struct request *, int64_t edition_id, struct rounds_course *);

/* Whether an entry's part in the rounds from position FROM to before TO (which has not begun, or has to be kept out of, unless it is behind all) may still
 * change: none of them is published, and TO has not begun. */
bool rounds_may_change(const struct rounds_course *, int64_t from, int64_t to);

/* Whether an entry may still come into the running round: judged rounds need its sheets. True if none is running. */
bool rounds_may_join(const struct rounds_course *);

/* Goes on if ROUND may be worked on and is in one of STATES; otherwise the answer is 404, or 409 naming the state. */
__attribute__((warn_unused_result)) enum handled round_ready(struct request *, const struct round *, unsigned states);

/* Whether the table has the move from the round's present state. */
bool round_may(const struct round *, const char *verb);

/* Moves a round whose row the caller has locked, and writes the audit row (REASON may be NULL, DETAIL is stolen and may be NULL).
 * Only moves for which round_may() is true; anything else is fatal. ROUND's state and version are brought up to date. computation_id is the
 * caller's to write; "publish" makes it the public one. */
__attribute__((warn_unused_result)) enum db_status round_move(
    struct request *, struct round *, const char *verb, const char *reason, json_t *detail);

/* A fact of the round has changed: if it was computed but not yet published, it must be computed again (judged: back to closed,
 * indicators: back to planned). In other states nothing happens. The row must be locked. */
__attribute__((warn_unused_result)) enum db_status round_outdate(struct request *, struct round *, const char *reason);

/* Freezes the edition's rulebook in force, if it is not frozen yet: called when a round opens or is computed for the first time. */
__attribute__((warn_unused_result)) enum db_status round_freeze_rulebook(struct request *, const struct round *);

#endif
