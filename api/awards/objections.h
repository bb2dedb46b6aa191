/* The states of an objection. */
#ifndef API_AWARDS_OBJECTIONS_H
#define API_AWARDS_OBJECTIONS_H

#include "core/request/state_machine.h"

extern const struct state_machine objection_states;

#endif
