/* Who takes part in a round, according to everything recorded so far. */
#ifndef JUDGING_PARTICIPANTS_H
#define JUDGING_PARTICIPANTS_H

#include "judging/base/errors.h"

#include <jansson.h>

/* An array, in text order of the entries, with {"entry": "e1", "via": "advanced", "group": "startup/biomed", "division": "startup",
 * "skips": false} for everybody who takes part in the round ROUND_ID of DOSSIER. "via" is first (the first round), direct (direct advancement
 * to this round), or how the entry came through the round before: advanced, substitute, wildcard, skipped. "group" is computed without panels, which
 * may not be assigned yet: that part of the key is empty. "skips" tells whether the group is too small and skips the round.
 * The rounds before must be complete; this one's sheets need not exist. NULL with errors if the dossier has faults, if there is no such
 * round, or if an earlier round is yet to be held or waits for a tie to be decided. The caller owns the result. */
json_t *round_participants(const json_t *dossier, const char *round_id, struct judging_errors *);

#endif
