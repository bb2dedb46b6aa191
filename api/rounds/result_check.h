/* Whether results are still what comes of the facts: exactly, by computing them again. Where nothing was recorded since (api/shared/staleness.h)
 * that is known without. */
#ifndef API_ROUNDS_RESULT_CHECK_H
#define API_ROUNDS_RESULT_CHECK_H

#include <jansson.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"

/* Of a standing o and what would stand there now, n: that somebody left since, and who came into a seat because of it, is recorded and expected. */
#define SQL_LEFT_SINCE                                                                                                \
	"(n.score <=> o.score AND n.ranked <=> o.ranked AND (n.outcome IN ('withdrawn', 'disqualified', 'forfeited')" \
	" OR (o.outcome = 'eliminated' AND n.outcome IN ('advanced_as_substitute', 'advanced_as_wildcard'))))"

struct result_check {
	json_t *stale; /* [{"round": id, "code", "stale": causes, "total": differences, "items": the first hundred of them}] of rounds whose
			 * last result is no longer what the facts give; arena's, as all here */
	json_t
	    *errors; /* why it cannot be said what they give, as of a computation; NULL if it can. Every round with a cause is then stale */
};

/* Of the rounds up to LAST_POSITION that have been computed. What was found unchanged is remembered. SQL_LEFT_SINCE is
 * no difference. For routes with ROUTE_WRITE and ROUTE_SNAPSHOT. */
__attribute__((warn_unused_result)) enum db_status results_check(
    struct request *, int64_t edition_id, int64_t last_position, struct result_check *);

/* Goes on if none of them is stale; else answers 409 with the rounds, and what to do. */
__attribute__((warn_unused_result)) enum handled results_fresh(struct request *, int64_t edition_id, int64_t last_position);

#endif
