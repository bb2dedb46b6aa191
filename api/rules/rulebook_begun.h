/* What of a rulebook has begun, and so stays as it is. The one place that says when. */
#ifndef API_RULES_RULEBOOK_BEGUN_H
#define API_RULES_RULEBOOK_BEGUN_H

#include <jansson.h>
#include <stdint.h>

#include "core/request/request.h"

/* How far an edition is. */
struct rulebook_progress {
	int64_t rounds; /* that have begun: the first of them */
	bool noticed;   /* an award list is, or was, on public notice */
};

/* Reads it. Lock the rounds before, if it has to stay so. */
__attribute__((warn_unused_result)) enum db_status rulebook_progress(struct request *, int64_t edition_id, struct rulebook_progress *);

/* What PROPOSED, a valid rulebook, changes of IN_FORCE although it has begun: [{"part", "id", "begun"}], an array of the request's, empty if nothing. PART
 * is a member of the rulebook, ID that of the round or the rule, or null, BEGUN what has: "first_round", "round", "award_list". Names and the title are
 * no part of it. */
json_t *rulebook_begun_changes(struct request *, const struct rulebook_progress *, const json_t *in_force, const json_t *proposed);

/* The part NAME of such a change in the reader's words, with the name of the round or the rule ID if there is one; the arena's. */
const char *rulebook_part_words(struct request *, const json_t *in_force, const json_t *proposed, const char *name, const char *id);

/* All parts that PROPOSED changes, begun or not: ["eligibility", "rounds", …] in the order of the table; the request's. Names count. */
json_t *rulebook_changed_parts(struct request *, const json_t *in_force, const json_t *proposed);

/* From which round on an entry is out that left before round CODE of IN_FORCE, once PROPOSED is: CODE itself, if PROPOSED has it; else the first round that
 * has not begun and came after it, or is new; "award" if there is none. */
const char *rulebook_successor(const struct rulebook_progress *, const json_t *in_force, const json_t *proposed, const char *code);

#endif
