/* Of all facts that were stated those that the rulebook asks about: nothing else goes into a dossier or before a rule. */
#ifndef API_RULES_ASKED_FACTS_H
#define API_RULES_ASKED_FACTS_H

#include <jansson.h>
#include <stdbool.h>

#include "core/request/request.h"
#include "judging/rulebook.h"

enum fact_owner { OWNER_FIRM, OWNER_ENTRY, OWNER_INVESTMENT, FACT_OWNERS };

struct asked_facts {
	json_t *names[FACT_OWNERS]; /* objects whose keys are the names; the request's */
	bool submitted_on;          /* whether the day of submission may be stated of entries */
	bool verified;              /* whether it may be stated of investments that they are verified */
};

/* Every fact that the rulebook names anywhere, and the district, which is public in every list and says nothing about a person, where it may be
 * stated. With a rulebook that is not valid (NULL) nothing is named: whatever is computed with it is refused. */
struct asked_facts asked_facts_of(struct request *, const struct rulebook_view *);

/* The members of STATED (NULL: none) that are asked about, as a new object. Null is the same as missing, so it is left out. */
json_t *asked_facts_take(const struct asked_facts *, enum fact_owner, const json_t *stated);

/* The same of an investment, with whether it is VERIFIED. */
json_t *asked_facts_of_investment(const struct asked_facts *, const json_t *stated, bool verified);

#endif
