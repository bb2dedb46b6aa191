/* The award list: pool by pool, then what becomes of the amounts. */
#ifndef JUDGING_AWARD_AWARD_H
#define JUDGING_AWARD_AWARD_H

#include "judging/award/budget.h"

struct award_list {
	struct grant *grants; /* sorted as in results; some may be dropped */
	size_t count;
	int64_t budget, allocated; /* fen */
};

/* The awards of a contest whose rounds are all computed, which gives the standings of those who get none their reasons. False with errors.
 * award_list_free() is needed in any case. */
bool award_list_make(struct contest *, struct award_list *);
void award_list_free(struct award_list *);

#endif
