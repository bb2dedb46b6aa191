/* What an approved takeover carries out, in the transaction of the approval. */
#ifndef API_RESULTS_TAKEOVER_FOLLOW_H
#define API_RESULTS_TAKEOVER_FOLLOW_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/rounds/round_state.h"
#include "core/request/request.h"

struct takeover {
	int64_t id;
	struct round *round; /* its row is locked, and those of all rounds of the edition */
	const char *state, *choice, *reason;
	int64_t computation_id, proposed_by;
	json_t *changes; /* as downstream_changes() said when it was proposed */
};

/* *FITS: whether the round's last computation is made of the facts as they are. */
__attribute__((warn_unused_result)) enum db_status takeover_fits(struct request *, const struct round *, bool *fits);

/* Publishes the new result, with added seats if these are kept, and brings the later rounds after it: who goes out loses assignments, and sheets
 * given are kept and not counted; who comes in can be assigned; a round that had ended waits for the sheets of those who come in, opened for them
 * alone if that was chosen. Goes on, with *DETAIL for the audit row; or answers 409 if what comes of it cannot be published. */
__attribute__((warn_unused_result)) enum handled takeover_follow(struct request *, struct takeover *, json_t **detail);

#endif
