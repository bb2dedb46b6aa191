/* How many seats a group has, and who gets them: cuts in a list of ranks. */
#ifndef JUDGING_COURSE_SEATS_H
#define JUDGING_COURSE_SEATS_H

#include "judging/course/run.h"

/* What a cut says of an entry. */
enum verdict { VERDICT_OUT, VERDICT_IN, VERDICT_OPEN };

/* Counts by group the seats that entries which advance directly take in the round just before theirs. */
void seats_count_within(struct contest *, const struct round_run *);

/* Sets the limits on a group's seats; `ranked` is known. */
void seats_limit(const struct round *, struct group *);

/* Gives SEATS to COUNT candidates, best first, a block of equal RANKS at a time. A block over the last seat goes by AT_CUT, and TIED, which has
 * an element for each candidate, gets its size. */
void seats_cut(enum tie_at_cut at_cut, int64_t seats, const size_t *ranks, size_t count, enum verdict *verdicts, uint32_t *tied);

#endif
