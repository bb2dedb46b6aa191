/* Scores of a judged round: sheet totals aggregated, adjusted, and put together with the other parts. */
#ifndef JUDGING_COURSE_SCORING_H
#define JUDGING_COURSE_SCORING_H

#include "judging/course/run.h"

/* Scores of all groups that do not skip the round; errors for entries that cannot be scored. */
void scoring_score(struct contest *, struct round_run *);

#endif
