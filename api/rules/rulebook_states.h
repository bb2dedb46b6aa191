/* The states of a rulebook: frozen by an organiser, or when the first round that uses it begins. */
#ifndef API_RULES_RULEBOOK_STATES_H
#define API_RULES_RULEBOOK_STATES_H

#include "core/request/state_machine.h"

/* The verb is "freeze"; the row is locked, and its edition goes on. */
extern const struct state_machine rulebook_states;

/* Of an amendment: proposed by one organiser, decided by another; api/rules/rulebook_amendments.c. */
extern const struct state_machine rulebook_amendment_states;

#endif
