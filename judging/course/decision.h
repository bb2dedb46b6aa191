/* Whether an entry may take part, and which rule of direct advancement it takes; with the reasons. */
#ifndef JUDGING_COURSE_DECISION_H
#define JUDGING_COURSE_DECISION_H

#include "judging/base/node.h"
#include "judging/record/record.h"

/* The words of enum entry_status, NULL-terminated. */
extern const char *const decision_statuses[];

/* What is certain of an entry's eligibility while facts are missing (judging/rules/condition.h): OPEN if it hangs on such. */
enum prospect decision_prospect(const struct rulebook *, const struct subject *, enum entry_status);

/* Adds to MISSING the paths of all facts that division and eligibility ask about and the subject has not. */
void decision_missing(const struct rulebook *, const struct subject *, struct ids *missing);

/* Whether an entry of this status and division is eligible. WHY, an object or NULL, gets the reasons (judging/base/why.h, where eligibility). */
bool decision_eligible(const struct rulebook *, const struct subject *, enum entry_status, const char *status_why, struct node *why);

/* The rule of direct advancement that an eligible entry takes: the first whose condition holds among those whose round it can still reach
 * (LEFT_BEFORE: the round before which it left, SIZE_MAX if it has not). IDS_NONE: none. */
size_t decision_direct(const struct rulebook *, const struct subject *, size_t left_before);

/* Why that rule's condition holds, or does not, into WHY, an object. */
void decision_explain_direct(const struct direct_rule *, const struct rulebook *, const struct subject *, struct node *why);

#endif
