/* Whether an entry may take part, in which division, and whether it advances directly; with the reasons, for people.
 *
 * For live checks before there is a dossier: what is asked here of one entry's facts is what results will say of it. */
#ifndef JUDGING_ELIGIBILITY_H
#define JUDGING_ELIGIBILITY_H

#include "judging/base/errors.h"
#include "judging/eligibility_case.h"
#include "judging/rulebook.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* {"eligible": true, "division": "startup" or null, "missing": [PATH…], "why": {…}}, where `why` is as in results (judging/base/why.h). `missing` is
 * not empty if the entry is not eligible for want of facts only: then it cannot be decided, and lists in text order what is asked about and not
 * stated; what no division would take, and what a condition refuses whatever is still stated, is decided. NULL with errors if
 * the rulebook (as in a dossier) or the facts have faults; paths then are relative to the rulebook, or begin with firm_facts,
 * entry_facts, investments[i].facts. The caller owns the result. */
json_t *eligibility_explain(const json_t *rulebook, const struct eligibility_case *, struct judging_errors *);

/* The same by a rulebook that is open already: for many entries of one edition. */
json_t *eligibility_explain_by(const struct rulebook_view *, const struct eligibility_case *, struct judging_errors *);

/* An array with {"rule": "invest", "to": "final", "holds": true, "why": {…}} (a condition's node) for every rule of direct advancement,
 * in rulebook order. Whether the entry is eligible, and which rule it takes, is not considered. NULL with errors as above. The caller
 * owns the result. */
json_t *direct_advancement_explain(const json_t *rulebook, const struct eligibility_case *, struct judging_errors *);

#endif
