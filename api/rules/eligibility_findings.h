/* Entries that are to be decided, or decided again, because what their decision rests on is missing or has changed (rule_finding()): found out anew
 * in the transaction of every act that can bring it about, and kept in the table eligibility_findings. Lists, counts and the opening of a round read it
 * there, and need not ask the rule of thousands. */
#ifndef API_RULES_ELIGIBILITY_FINDINGS_H
#define API_RULES_ELIGIBILITY_FINDINGS_H

#include <stdint.h>

#include "core/request/request.h"

/* The words, NULL-terminated. */
extern const char *const eligibility_findings[];

/* Looks at all entries of the firm in the edition again, since facts of one are facts of all; its rows then say what is so. */
__attribute__((warn_unused_result)) enum db_status eligibility_review_firm(struct request *, int64_t edition_id, int64_t firm_id);

/* The same of all entries of the edition: after its rules changed. */
__attribute__((warn_unused_result)) enum db_status eligibility_review_edition(struct request *, int64_t edition_id);

/* What was found of the entry is settled: it has been decided. */
__attribute__((warn_unused_result)) enum db_status eligibility_settled(struct request *, int64_t entry_id);

#endif
