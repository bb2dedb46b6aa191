/* What the facts of one entry come to before there is a dossier: whether it may take part, in which division, whether it advances directly, and what it
 * scores in the rounds that are computed from indicators; and what is still open because facts are missing.
 *
 * For forms while they are filled in. It is the code that computes results, so that what is shown here of facts that do not change is what results will
 * say: a test compares both over whole dossiers. */
#ifndef JUDGING_YIELD_H
#define JUDGING_YIELD_H

#include "judging/base/errors.h"
#include "judging/eligibility_case.h"

/* A new object:
 *   {"eligibility": {"verdict": "yes" | "no" | "open", "division": "startup" or null, "why": {…}, "missing": [PATH…]},
 *    "direct": [{"rule": "invest", "to": "final", "verdict", "why": {…}}], in the rulebook's order; "takes": the rule it takes, or null,
 *    "rounds": [{"round": "prelim", "require": {"verdict", "why"} or null, "score": "58.00", "most": 100, "min_score": 60 or null,
 *                "reaches": true, "minimums": [{"value_of": "indicator:staff", "value": 12, "limit": 4, "holds": true}],
 *                "ranked": true, "verdict": "yes" | "no" | "open", "missing": [PATH…],
 *                "indicators": [{"id", "points": 12, "most": 20, "fact": PATH, "saw": 0.24, "next": {"at_least": 0.25, "points": 16},
 *                                "parts": [INDICATOR…]}]}]}
 * `why` as in results, a condition's node. `missing` lists in text order what is not stated and asked about. Points and limits are numbers. In an
 * indicator `fact` is given if it looks at one, `saw` if it was stated (or found, of a query), `next` is the lowest band that would bring more, `parts`
 * are those of a best_of. `ranked`: who meets all that is said here still needs one of limited seats. The verdict of a round: whether the entry meets
 * what the round requires and every minimum that hangs on nothing but indicators.
 *
 * NULL with errors as of eligibility_explain(). The caller owns the result. */
json_t *case_yield(const json_t *rulebook, const struct eligibility_case *, struct judging_errors *);

#endif
