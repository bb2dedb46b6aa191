/* The one gate of conflicts of interest (利益冲突). Whoever runs or audits an edition and has an interest in an entry of it neither acts on the entry nor
 * reads what the office keeps of it. Four things make an interest: to act for the firm; to claim it (api/entry/firm_claims.h); to have acted for it in this
 * edition (made or submitted the entry, declared an investment); and a tie that one has declared (api/entry/staff_ties.c).
 *
 * The gate stands before the handlers and goes by the parameters of the routes' paths and the ids in their bodies, so that no handler can forget it:
 * - of one entry (an assignment, a sheet, a letter, an investment …) nothing is done or read;
 * - what is done to many at once (a round, a panel, a list, a notice, the rules) is for somebody who has no interest in any that takes part: in what
 *   they share, each decides about all. Acts that name their entries one by one leave out their own (api/entry/eligibility_queue.c, decision_releases.c);
 * - lists about many are read without the rows of such entries; header Saitou-Withheld says how many are missing. A file, whose rows cannot be taken out, and
 *   what is looked at before an act on all, are refused.
 * Where a route serves a firm's own people as well, its members get what the firm gets. */
#ifndef API_SHARED_CONFLICT_GATE_H
#define API_SHARED_CONFLICT_GATE_H

#include "core/request/route.h"

extern const struct request_gate conflict_gate;

/* Where the actor has an interest, as a table of SQL: firm_id, edition_id (NULL: in all). */
#define SQL_INTERESTS                                                                                                                                                                        \
	"(SELECT firm_id, NULL AS edition_id FROM firm_members WHERE account_id = :account"                                                                                                  \
	" UNION SELECT k.id, NULL FROM firm_claims c JOIN firms k ON k.jurisdiction = c.jurisdiction AND k.code = c.code WHERE c.claimed_by = :account AND c.state IN ('filed', 'proposed')" \
	" UNION SELECT firm_id, edition_id FROM investments WHERE created_by = :account"                                                                                                     \
	" UNION SELECT firm_id, edition_id FROM entries WHERE created_by = :account"                                                                                                         \
	" UNION SELECT n.firm_id, n.edition_id FROM submissions u JOIN entries n ON n.id = u.entry_id WHERE u.submitted_by = :account"                                                       \
	" UNION SELECT f.id, NULL FROM staff_ties t JOIN firms f ON f.jurisdiction = t.jurisdiction AND f.code = t.code WHERE t.account_id = "                                               \
	":account)"

/* Whether one is in the firm FIRM as one of the edition EDITION, as a condition of SQL: for acts that name many. */
#define SQL_INTEREST(firm, edition)                                               \
	"EXISTS (SELECT 1 FROM " SQL_INTERESTS " mine WHERE mine.firm_id = " firm \
	" AND (mine.edition_id IS NULL OR mine.edition_id = " edition "))"

/* Fatal if a route of the office has a parameter that the gate does not know, or acts on an edition as a whole and is in neither of its lists. */
void conflict_gate_covers(const struct route_table *const *tables, size_t count);

#endif
