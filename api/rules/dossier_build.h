/* The dossier of an edition, read from the tables: everything its results depend on, and nothing else.
 *
 * It holds no personal data by construction: of firms, entries and investments only the facts that the rulebook in force names (and the
 * firm's district, which lists show); of judges the organisation; investors that are natural persons stand as "natural person"; reasons
 * stand as references to the decision and its audit row, never as free text; accounts do not appear at all. Only the reasons of
 * amendments, which are public, stand as they were written.
 * Ids are the table's with a letter before them: firm "f12", entry "e34", investment "i5", judge "j6"; rounds and panels have their codes. */
#ifndef API_RULES_DOSSIER_BUILD_H
#define API_RULES_DOSSIER_BUILD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"

/* Builds the dossier of EDITION_ID from one snapshot of the database: for routes with ROUTE_SNAPSHOT only. Lock what must not move
 * meanwhile (the round) before anything is read. *DOSSIER belongs to the request's arena, its arrays are in no particular order, and
 * nothing in it has been validated; it is NULL when the edition has no rulebook in force. Takes a few big queries, whatever the number of
 * entries. */
__attribute__((warn_unused_result)) enum db_status dossier_build(struct request *, int64_t edition_id, json_t **dossier);

/* The same without sheets, extras, tie orders and added seats of rounds after LAST_POSITION (0 is the first): what a round's result depends on, whatever
 * goes on in later ones. */
__attribute__((warn_unused_result)) enum db_status dossier_build_until(
    struct request *, int64_t edition_id, int64_t last_position, json_t **dossier);

/* The same as it would be with RULEBOOK (borrowed, kept alive by the dossier) in force, which may be none of the edition's and is not
 * validated. */
__attribute__((warn_unused_result)) enum db_status dossier_build_with(
    struct request *, int64_t edition_id, int64_t last_position, json_t *rulebook, json_t **dossier);

/* "e34" → 34 (LETTER 'e'), 0 if it is not such an id. */
int64_t dossier_row_id(const char *id, char letter);
/* 34 → "e34", in the request's arena. */
const char *dossier_id(struct request *, char letter, int64_t row_id);

#endif
