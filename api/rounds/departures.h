/* What recording and revoking a departure share: what it changes in the rounds. */
#ifndef API_ROUNDS_DEPARTURES_H
#define API_ROUNDS_DEPARTURES_H

#include <jansson.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"

struct departure_effect {
	int64_t released;    /* assignments */
	int64_t substitutes; /* new in rounds that are going on */
	json_t *errors;      /* why it could not be said who takes part; NULL if it could. Arena's */
};

json_t *departure_effect_json(const struct departure_effect *);

/* The rounds going on, later than the first, whose participants are not those whom the results before let through: an earlier result has changed,
 * and what becomes of it is decided with that. A departure must not decide it in passing. A set of codes; asked before anything is written. */
__attribute__((warn_unused_result)) enum db_status departure_unsettled_rounds(struct request *, int64_t edition_id, json_t **set);

/* Rounds that were computed and not published are to be computed again; those going on, but for the UNSETTLED, learn who takes part now. The
 * edition's rounds are locked. */
__attribute__((warn_unused_result)) enum db_status departure_update_rounds(
    struct request *, int64_t edition_id, const json_t *unsettled, const char *reason, struct departure_effect *);

/* The position of the round with that code; INT64_MAX for "award", -1 if there is none. *STATE is the round's, or "". */
__attribute__((warn_unused_result)) enum db_status departure_position(
    struct request *, int64_t edition_id, const char *code, int64_t *position, const char **state);

#endif
