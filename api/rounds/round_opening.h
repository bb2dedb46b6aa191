/* What is undecided when a round is opened, and what becomes of it: shown first, and acknowledged as it was shown. */
#ifndef API_ROUNDS_ROUND_OPENING_H
#define API_ROUNDS_ROUND_OPENING_H

#include "api/rounds/round_state.h"
#include "core/request/request.h"

/* Goes on if nothing is undecided, or ACKNOWLEDGED (NULL allowed) is the mark of exactly what is; otherwise the answer is 409 with what is, as the
 * member "opening". *UNDECIDED is for the audit: how many of what, the request's. The round's row is locked. */
__attribute__((warn_unused_result)) enum handled round_opening_seen(
    struct request *, const struct round *, const char *acknowledged, json_t **undecided);

#endif
