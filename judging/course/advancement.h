/* Who goes on to the next round: ranks, seats, ties at the cut, wildcards, who is added by a decision, and what becomes of the seats of those who left. */
#ifndef JUDGING_COURSE_ADVANCEMENT_H
#define JUDGING_COURSE_ADVANCEMENT_H

#include "judging/course/run.h"

/* Rank, outcome and why of every standing of a round whose scores are computed. */
void advancement_decide(struct contest *, struct round_run *);

#endif
