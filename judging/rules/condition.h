/* Conditions of a rulebook: all, any, not, comparisons of facts with values or each other, and of queries over investments.
 *
 * condition_load() checks one and turns it into a tree; condition_holds() evaluates it for a subject, and explains it on request; the last three, in
 * condition_open.c, tell what is certain already while facts are missing, and which facts it asks for. */
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

/* ---- while facts are still to be stated ----
 * No result hangs on what follows: in a dossier a missing fact makes a comparison false, whatever might have been stated. */

/* OPEN: it hangs on facts that are missing. Without any missing it is what condition_holds() says. */
enum prospect { PROSPECT_NO, PROSPECT_YES, PROSPECT_OPEN };
enum prospect condition_prospect(const struct condition *, const struct subject *);

/* Adds to NEEDED the paths of facts that always have a say: compared outside alternatives (`any`, and `all` under `not`), or compared with true or
 * false, which is a question to be answered wherever it stands; and what queries need of investments. To OPTIONAL those asked about with `present`,
 * of which none is an answer, too. With ALTERNATIVE the whole is one way among others. */
void condition_needs(const struct condition *, struct ids *needed, struct ids *optional, bool alternative);

/* Adds to MISSING the paths of all facts that it compares, other than with `present`, and that the subject has not. */
void condition_missing(const struct condition *, const struct subject *, struct ids *missing);

#endif
