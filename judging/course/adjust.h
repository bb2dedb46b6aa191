/* Adjustments for panels and judges that differ in severity. IEEE doubles, summed in text order of (entry, judge). */
#ifndef JUDGING_COURSE_ADJUST_H
#define JUDGING_COURSE_ADJUST_H

#include "judging/course/run.h"

/* Replaces the scores of all groups that do not skip the round by adjusted ones, as the round says; errors where they cannot be. */
void adjust_groups(struct contest *, struct round_run *);

#endif
