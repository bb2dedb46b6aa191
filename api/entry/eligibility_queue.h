/* What an organiser's filter finds among the submitted entries of an edition. */
#ifndef API_ENTRY_ELIGIBILITY_QUEUE_H
#define API_ENTRY_ELIGIBILITY_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "api/rules/rule_check.h"

/* NULL: whichever. */
struct eligibility_filter {
	const char *state;       /* of eligibility_states */
	const char *industry;    /* id in the rulebook */
	const char *returned;    /* "1": sent back for correction, "0": not */
	const char *represented; /* "1": somebody has shown that they act for its firm, "0": nobody */
	const char *q;           /* text search */
	const char *rule;        /* of eligibility_verdicts: what the rule says of it */
};

/* For input tables. */
extern const char *const eligibility_states[], *const eligibility_verdicts[];

/* All that the filter finds, in the order of the queue; SUBJECTS are the request's. Takes four queries however many they are. */
__attribute__((warn_unused_result)) enum db_status eligibility_found(
    struct request *, int64_t edition_id, const struct eligibility_filter *, struct rule_subject **subjects, size_t *count);

#endif
