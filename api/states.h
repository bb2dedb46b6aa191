/* All state machines of the program, for the program to print and for tests to hold against the schema. */
#ifndef API_STATES_H
#define API_STATES_H

#include "core/request/state_machine.h"

extern const struct state_machine *const state_machines[];
extern const size_t state_machines_count;

#endif
