/* The states of a firm: whether its code is good. */
#ifndef API_ENTRY_FIRM_STATES_H
#define API_ENTRY_FIRM_STATES_H

#include "core/request/state_machine.h"

extern const struct state_machine firm_states;

#endif
