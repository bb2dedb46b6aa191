/* Which facts a rulebook asks about, and what kind of value each must be, for the entry form; judging/rulebook.h knows them. */
#ifndef API_RULES_RULEBOOK_FACTS_H
#define API_RULES_RULEBOOK_FACTS_H

#include <jansson.h>

#include "judging/rulebook.h"

/* A new object: path ("firm.revenue_fen", "entry.patents", "investment.received_fen") →
 *   {"type": "day" | "money" | "boolean" | "number" | "text" | "any", "required": bool, "values": [texts to choose from],
 *    "declared": what the rulebook's `facts` say of it, if they do, "worth" and "one_of": what it can bring, if it can}.
 * `required`, `worth` and `one_of` as in rulebook_asked_facts(). Empty without a rulebook (NULL). */
json_t *rulebook_facts(const struct rulebook_view *);

#endif
