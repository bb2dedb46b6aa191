/* One computation: the dossier as it is now, what judging makes of it, and both stored for good with their standings as rows. */
#ifndef API_RESULTS_COMPUTATION_H
#define API_RESULTS_COMPUTATION_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/rounds/round_state.h"
#include "core/request/request.h"

/* Everything here lives in the request's arena. */
struct computation {
	int64_t id;        /* of its row, once stored */
	int64_t audit_seq; /* end of the edition's audit trail when the facts were read */
	bool unchanged;    /* the round's last one came out with the same bytes: its id, and nothing was stored */
	json_t *dossier;   /* in canonical order */
	json_t *results;
	const char *dossier_text; /* canonical bytes */
	size_t dossier_length;
	const char *results_text;
	size_t results_length;
	const char *dossier_sha256; /* 64 hex digits */
	const char *incomplete_at;  /* code of the round before which it stopped, or NULL */
};

/* Builds, computes, and stores the computation with its standings and direct advancements. ROUND: the one it is made for, whose derivations are
 * stored too; sheets of rounds after it stay out; if dossier and results have the bytes of the round's last computation, it is that one. NULL: for an
 * award list, from all there is. Goes on if that worked; else the answer is 409 when
 * the edition has no rulebook in force, 422 with the JSON path of each mistake when its facts do not make a valid dossier.
 * Needs a route with ROUTE_WRITE and ROUTE_SNAPSHOT. */
__attribute__((warn_unused_result)) enum handled computation_make(
    struct request *, int64_t edition_id, const struct round *, struct computation *);

/* The canonical dossier of the edition as it is now: bytes, without checking it; sheets of rounds after LAST_POSITION (COMPUTE_ALL:
 * none) stay out. *TEXT is NULL when it has no rulebook in force. */
__attribute__((warn_unused_result)) enum db_status computation_dossier(
    struct request *, int64_t edition_id, int64_t last_position, const char **text, size_t *length);
#define COMPUTE_ALL INT64_MAX

/* Empties dossier and results, millions of values, while still on the worker: the arena would do it on the loop, and hold up everybody there. */
void computation_release(struct computation *);

/* The results' object of the round with that code, or NULL if the computation stopped before it. */
json_t *computation_round(const struct computation *, const char *code);

/* Appends to CODES the rounds up to LAST_POSITION whose last standing is not what the computation found (a sheet was corrected since, or a
 * seat comes to another). That somebody left since, and who came into a seat because of it, is recorded and expected, and no such difference. */
__attribute__((warn_unused_result)) enum db_status computation_changed_rounds(
    struct request *, int64_t computation_id, int64_t last_position, json_t *codes);

#endif
