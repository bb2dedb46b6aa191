/* The states of an account. */
#ifndef API_PEOPLE_ACCOUNT_STATES_H
#define API_PEOPLE_ACCOUNT_STATES_H

#include "core/request/state_machine.h"

extern const struct state_machine account_states;

#endif
