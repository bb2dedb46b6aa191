/* Conditions of a rulebook: all, any, not, comparisons of facts with values or each other, and of queries over investments.
 *
 * condition_load() checks one and turns it into a tree; condition_holds() evaluates it for a subject, and explains it on request. */
#ifndef JUDGING_RULES_CONDITION_H
#define JUDGING_RULES_CONDITION_H

#include "judging/base/node.h"
#include "judging/rules/fact.h"

struct condition;

/* Checks JSON and loads it. NULL if JSON is absent or hopeless; every fault is reported. The tree borrows from JSON and the scope. */
struct condition *condition_load(const struct rule_scope *, const struct place *, const json_t *json);

/* Whether the condition holds. WHY, an object or NULL, gets every part with the value it saw and whether it holds, as why_nodes[]
 * (judging/base/why.h) says: {"fact": "firm.revenue_fen", "at_most": 20000000000, "saw": 9600000000, "holds": true}. */
bool condition_holds(const struct condition *, const struct subject *, struct node *why);

/* Whether it asks about nothing but facts of the firm and of investments. */
bool condition_of_firm(const struct condition *);

#endif
