/* Scores of an indicators round: points by bands of facts, computed, not judged. */
#ifndef JUDGING_COURSE_INDICATORS_H
#define JUDGING_COURSE_INDICATORS_H

#include "judging/course/run.h"

/* Whether an entry meets the round's requirement. WHY as for condition_holds(). */
bool indicators_meet(const struct contest *, const struct round *, size_t entry, struct node *why);

/* Scores of all groups that do not skip the round. */
void indicators_score(struct contest *, struct round_run *);

#endif
