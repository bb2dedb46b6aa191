/* The course of a contest: who is eligible, who advances directly, and round after round who takes part, stands where and goes on.
 * results.c, participants.c and derivation.c ask for it. */
#ifndef JUDGING_COURSE_CONTEST_H
#define JUDGING_COURSE_CONTEST_H

#include "judging/course/run.h"

/* Begins a computation, and decides who is eligible and who advances directly; contest_free() is needed in the end. RECORD has been loaded
 * without errors. EXPLAINS: the whys of standings and awards are wanted. */
void contest_start(struct contest *, const struct record *, struct judging_errors *, bool explains);
void contest_free(struct contest *);

/* Computes the rounds before UNTIL. Returns the round before which the computation must stop (because it is yet to be held, or because of an
 * open tie), or UNTIL when there is none or when there are errors. */
size_t contest_run(struct contest *, size_t until);

/* Finds who takes part in a round, when those before are computed, and groups them. */
void contest_gather(struct contest *, size_t round, bool with_panels);

/* Why an entry is eligible or not; and of an eligible one that takes no rule of direct advancement, why it does not. Into WHY, an object. */
void contest_why_eligible(const struct contest *, size_t entry, struct node *why);

/* Why an entry advances directly, which it does. Into WHY, an object. */
void contest_why_direct(const struct contest *, size_t entry, struct node *why);

#endif
