/* Takeovers: what becomes of later rounds when a result on which they rest changes. One organiser proposes, with a reason, another one approves or
 * rejects; with the approval the new result is published and the later rounds follow, in one transaction. */
#ifndef API_RESULTS_TAKEOVERS_H
#define API_RESULTS_TAKEOVERS_H

#include "api/rounds/round_state.h"
#include "core/db/db.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine takeover_states;

/* Withdraws what is proposed for another computation of ROUND than the last one. */
__attribute__((warn_unused_result)) enum db_status takeovers_outdate(struct request *, const struct round *);

#endif
