/* What the last result of a round means for later rounds that have begun: who would come into them, who would go out, and what has been done there
 * already. As long as that is not decided, the result is not published (rounds.undecided). */
#ifndef API_RESULTS_DOWNSTREAM_H
#define API_RESULTS_DOWNSTREAM_H

#include <jansson.h>
#include <stdbool.h>

#include "api/rounds/round_state.h"
#include "core/db/db.h"
#include "core/request/request.h"

/* [{"round": id, "code", "state", "unknown": false, "in": [entry ids], "out": [entry ids]}] for every later judged round that has begun and in which
 * something changes; "unknown" where it cannot be said yet, because a round between has to be judged again first. *ANY: whether anybody comes in
 * or goes out. Takes as long as building a dossier, if there are such rounds. For routes with ROUTE_SNAPSHOT. */
__attribute__((warn_unused_result)) enum db_status downstream_changes(struct request *, const struct round *, json_t **changes, bool *any);

/* Those changes for people: entries by name with their sheets, the seats that can be kept, award lists and notices concerned. */
__attribute__((warn_unused_result)) enum db_status downstream_preview(
    struct request *, const struct round *, const json_t *changes, json_t **preview);

/* Entries whose seat can be kept: they go out of a later round, and took part in ROUND without coming through, or tied. Ids. */
__attribute__((warn_unused_result)) enum db_status downstream_keepable(
    struct request *, const struct round *, const json_t *changes, json_t **entries);

/* Brings rounds.undecided up to date after a computation. *CHANGES as above. */
__attribute__((warn_unused_result)) enum db_status downstream_note(struct request *, struct round *, json_t **changes);

#endif
