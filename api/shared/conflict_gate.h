/* The one gate of conflicts of interest (利益冲突). Whoever runs or audits an edition and has an interest in an entry of it neither acts on the entry nor
 * reads what the office keeps of it. Four things make an interest: to act for the firm; to claim it (api/entry/firm_claims.h); to have acted for it in this
 * edition (made or submitted the entry, declared an investment, or left the firm while the edition went on); and a tie that one has declared
 * (api/entry/staff_ties.c).
 *
 * The gate stands before the handlers and goes by the parameters of the routes' paths and the ids in their bodies, so that no handler can forget it:
 * - of one entry (an assignment, a sheet, a letter, an investment …) nothing is done or read;
 * - what is done to many at once (a round, a panel, a list, a notice, the rules) is for somebody who has no interest in any that takes part: in what
 *   they share, each decides about all. Acts that name their entries one by one leave out their own (api/entry/eligibility_queue.c, decision_releases.c);
 * - lists about many are read without the rows of such entries: their SQL leaves them out (api/shared/interests.h), so that pages and totals tell nothing of
 *   them; header Saitou-Withheld says in how many firms the reader has an interest, whatever is listed. Files, whose rows cannot be taken out, what is looked at
 *   before an act on all, and rankings that are not public yet, whose gaps would tell, are refused.
 * Before a change is committed the gate is asked again, in its transaction: an interest that came in between has it run again, from the gate on.
 * Where a route serves a firm's own people as well, its members get what the firm gets. */
#ifndef API_SHARED_CONFLICT_GATE_H
#define API_SHARED_CONFLICT_GATE_H

#include <stdbool.h>

#include "api/shared/interests.h"
#include "core/request/route.h"

extern const struct request_gate conflict_gate;

/* Whether the request's actor has an interest in anything, as the gate found: then lists for the office are without some rows. */
bool conflict_gate_interested(const struct request *);

/* Fatal if a route of the office has a parameter that the gate does not know, or acts on an edition as a whole and is in neither of its lists. */
void conflict_gate_covers(const struct route_table *const *tables, size_t count);

#endif
