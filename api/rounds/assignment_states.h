/* The states of an assignment: here and not beside api/judges/assignments.c, because departures release them too. */
#ifndef API_ROUNDS_ASSIGNMENT_STATES_H
#define API_ROUNDS_ASSIGNMENT_STATES_H

#include "core/request/state_machine.h"

/* "release", alone or many at once, and "assign", which only state_move_many() does: what was released comes back. */
extern const struct state_machine assignment_states;

#endif
