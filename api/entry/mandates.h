/* Who acts for a firm in an edition has shown that they may (代表资格): claimed by entering, proved by a letter of authorisation (授权委托书), confirmed by an
 * organiser who has no part in the firm, or refused; what was confirmed can be revoked. Entries are drafted, submitted and judged without it; a list of awards is not
 * published or made final before each firm on it has somebody confirmed, where the edition asks for that (editions.mandates_required). */
#ifndef API_ENTRY_MANDATES_H
#define API_ENTRY_MANDATES_H

#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine mandate_states;

/* The actor's mandate for the firm in the edition, as a claim, if they have none. */
__attribute__((warn_unused_result)) enum db_status mandate_claim(struct request *, int64_t edition_id, int64_t firm_id);

/* Somebody who acts for FIRM still has been confirmed in EDITION. */
#define SQL_REPRESENTED(firm, edition)                                                                                        \
	"EXISTS (SELECT 1 FROM mandates md JOIN firm_members mm ON mm.firm_id = md.firm_id AND mm.account_id = md.account_id" \
	" WHERE md.firm_id = " firm " AND md.edition_id = " edition " AND md.state = 'confirmed')"

#endif
