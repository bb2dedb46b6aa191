/* Whether the actor may work on an edition: for handlers whose own tables do not tell. */
#ifndef API_SHARED_EDITION_ACCESS_H
#define API_SHARED_EDITION_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

enum edition_access {
	EDITION_READ,  /* organizer or auditor */
	EDITION_CHANGE /* organizer, and the edition is not closed */
};

/* Goes on if the edition is there and the actor has that access; otherwise the answer is 404, or 409 if it is closed. With EDITION_CHANGE it stays
 * as it is until the transaction is over. */
__attribute__((warn_unused_result)) enum handled edition_may(struct request *, int64_t edition_id, enum edition_access);

/* Nothing changes in a closed edition: goes on unless it is closed (0: of no edition), which it then stays until the transaction is over; otherwise
 * the answer is 409. Whoever closes an edition holds its row alone and only reads the others', so it does not matter when this is asked. */
__attribute__((warn_unused_result)) enum handled edition_goes_on(struct request *, int64_t edition_id);
/* The same as the guard of every machine whose objects belong to an edition. */
__attribute__((warn_unused_result)) enum handled edition_guard(struct request *, const struct state_row *);

#endif
