/* What has been recorded since a round was computed that may have changed what it was computed from.
 *
 * One place says so, for every page and every act: the audit trail, in which each change stands in the order of commits, behind the end that the
 * computation's snapshot saw (computations.audit_seq), or that an exact check has moved on since (result_checks). It says "perhaps": a cause
 * that is listed has touched facts of this round, and may have changed nothing in its results. Whether it has is found out by computing again
 * (api/rounds/result_check.h), which costs as much as that; this costs the reading of the trail's end. */
#ifndef API_SHARED_STALENESS_H
#define API_SHARED_STALENESS_H

#include <jansson.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"

/* For every round of the edition an object, in order: {"round": id, "code", "stale": causes, "rests_on": [codes]}. Causes are [{"cause",
 * "count", "at" (the last)}] of its own computation, empty if there is none; "rests_on" names the earlier rounds that are stale, whose last
 * result is not public, or waits for a decision about later rounds. */
__attribute__((warn_unused_result)) enum db_status staleness_of_rounds(struct request *, int64_t edition_id, json_t **rounds);

/* The object of one round; its array must live. */
json_t *staleness_of(const json_t *rounds, int64_t round_id);

/* Causes since the computation of an award list, whatever round they are about. */
__attribute__((warn_unused_result)) enum db_status staleness_of_computation(struct request *, int64_t computation_id, json_t **causes);

#endif
