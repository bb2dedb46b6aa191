/* How the scores of a round came about, step by step, noted down while the round is computed. */
#ifndef JUDGING_DERIVATION_H
#define JUDGING_DERIVATION_H

#include <jansson.h>

/* An object with the steps of every entry that stands in the round, by its id: an array in the order of the computation, each
 * {"step", "name", "weight", "saw", "value"}; `value` is a text with six decimals, rounded half away from zero, or null if the entry has
 * no such value; name, weight and saw only where they apply:
 *   aggregate           what the sheet totals come to
 *   adjusted            the same after the adjustment of the round, if it has one
 *   part                each part with its name and weight, if there are others than the sheets alone
 *   indicator           each indicator, those inside best_of after it, with the fact or query that it saw and its points
 *   score               the exact score
 *   tie                 each rule for ties with its value for this entry
 * It is empty for an entry whose group skips the round, or that failed the round's requirement.
 * NULL if the dossier has faults, or no such round, or none that is computed to its end. One computation for all. The caller owns the result. */
json_t *dossier_derivations(const json_t *dossier, const char *round_id);

#endif
