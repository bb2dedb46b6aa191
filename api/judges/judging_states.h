/* The machines of this folder: judges, their recusals, sheets and corrections. Each table stands beside the handlers of its object. */
#ifndef API_JUDGES_JUDGING_STATES_H
#define API_JUDGES_JUDGING_STATES_H

#include "core/request/state_machine.h"

extern const struct state_machine judge_states, recusal_states, sheet_states, correction_states;

#endif
