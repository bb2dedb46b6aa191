/* How the scores of a round came about, written down with the computation, so that reading them costs a look-up: on the day of publication every
 * firm asks for its own. */
#ifndef API_RESULTS_DERIVATION_ROWS_H
#define API_RESULTS_DERIVATION_ROWS_H

#include <jansson.h>
#include <stdint.h>

#include "core/request/request.h"

/* How many of STANDINGS have a rank, by group; the caller's. */
json_t *ranked_by_group(const json_t *standings);

/* Stores with the computation a row for each of STANDINGS, the results of the round CODE of DOSSIER: the answer that its firm gets, with
 * its sheets, and its steps as dossier_derivations() gave them. */
__attribute__((warn_unused_result)) enum db_status derivation_rows_store(
    struct request *, int64_t computation_id, const json_t *dossier, const char *code, const json_t *standings, const json_t *steps);

#endif
