/* Scores of an indicators round: points by bands of facts, computed, not judged. */
#ifndef JUDGING_COURSE_INDICATORS_H
#define JUDGING_COURSE_INDICATORS_H

#include "judging/course/run.h"

/* Whether an entry meets the round's requirement. WHY as for condition_holds(). */
bool indicators_meet(const struct contest *, const struct round *, size_t entry, struct node *why);

/* The points of one entry: each indicator's, those inside a best_of too, by its number into POINTS (hundredths), and their sum into SCORE. */
void indicators_points(const struct round *, const struct subject *, int64_t *points, mpq_t score);

/* Scores of all groups that do not skip the round. */
void indicators_score(struct contest *, struct round_run *);

#endif
