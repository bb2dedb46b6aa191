/* Whether the actor may work on an edition: for handlers whose own tables do not tell. */
#ifndef API_SHARED_EDITION_ACCESS_H
#define API_SHARED_EDITION_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"

enum edition_access {
	EDITION_READ,  /* organizer or auditor */
	EDITION_CHANGE /* organizer, and the edition is not closed */
};

/* Goes on if the edition is there and the actor has that access; otherwise the answer is 404, or 409 if it is closed. */
__attribute__((warn_unused_result)) enum handled edition_may(struct request *, int64_t edition_id, enum edition_access);

#endif
