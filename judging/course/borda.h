/* Scores by the places that each judge gives (名次分, after Borda): judges' scales no longer matter. */
#ifndef JUDGING_COURSE_BORDA_H
#define JUDGING_COURSE_BORDA_H

#include "judging/course/run.h"

/* Sets the scores of a group: the mean over an entry's judges of 100 × (sheets of lower total + half of the others of equal total) ÷ (n − 1)
 * among the judge's n sheets in the group; 50 from a judge with a single sheet. Exact. */
void borda_score(struct round_run *, const struct group *);

#endif
