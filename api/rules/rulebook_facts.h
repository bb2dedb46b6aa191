/* Which facts a rulebook asks about, and what kind of value each must be, read off its conditions and indicators. */
#ifndef API_RULES_RULEBOOK_FACTS_H
#define API_RULES_RULEBOOK_FACTS_H

#include <jansson.h>

/* A new object: path ("firm.revenue_fen", "entry.patents", "investment.received_fen") →
 *   {"type": "day" | "money" | "boolean" | "number" | "text" | "any", "required": bool, "values": [texts the rulebook compares it with]}.
 *
 * Required is a fact without which the entry is certainly not eligible, or would slip past the first division unseen: compared in `eligibility`
 * or in the first division's `when`, outside `any` and `not`, and nowhere asked about with `present`. Facts of investments are never required here. */
json_t *rulebook_facts(const json_t *rulebook);

#endif
