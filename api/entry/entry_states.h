/* The states of an entry, and the one function that moves it from one to another. */
#ifndef API_ENTRY_ENTRY_STATES_H
#define API_ENTRY_ENTRY_STATES_H

#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine entry_states;

/* What was withdrawn is restored as what it was: submitted, or a draft. */
enum entry_verb { ENTRY_SUBMIT, ENTRY_RETURN, ENTRY_WITHDRAW, ENTRY_RESTORE, ENTRY_RESTORE_DRAFT };

/* Goes on if an entry in STATE can be moved so; otherwise the answer is 409. */
__attribute__((warn_unused_result)) enum handled entry_ready(struct request *, const char *state, enum entry_verb);

/* A move of an entry that its transaction has locked, with its draft, and whose state allows it. */
struct entry_move {
	int64_t entry_id, edition_id;
	const char *state; /* it is in */
	enum entry_verb verb;
	const char *reason; /* for the audit trail; what is to be mended, for ENTRY_RETURN */
	json_t *detail;     /* likewise; stolen; NULL allowed */
	/* ENTRY_SUBMIT only: what counts from now on */
	int64_t submission_id;
	const char *number, *title, *industry;
};

/* Writes the new state, a new version (so that nothing is saved any more by who has not seen it) and the audit row. */
__attribute__((warn_unused_result)) enum db_status entry_move(struct request *, const struct entry_move *);

#endif
