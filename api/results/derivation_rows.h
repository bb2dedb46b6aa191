/* How the scores of a round came about, written down with the computation, so that reading them costs a look-up: on the day of publication every
 * firm asks for its own. */
#ifndef API_RESULTS_DERIVATION_ROWS_H
#define API_RESULTS_DERIVATION_ROWS_H

#include "api/results/computation.h"

/* Stores a row for each standing of the round CODE in the stored computation, with STEPS as dossier_derivations() gave them. */
__attribute__((warn_unused_result)) enum db_status derivation_rows_store(
    struct request *, const struct computation *, const char *code, const json_t *steps);

#endif
