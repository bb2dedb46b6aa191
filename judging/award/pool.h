/* One pool of awards: who is in it, how they are ranked, and who gets a seat of which tier. */
#ifndef JUDGING_AWARD_POOL_H
#define JUDGING_AWARD_POOL_H

#include "judging/award/budget.h"

/* The pools filled so far; starts with CONTEST, and AWARDED zeroed. */
struct pool_list {
	struct contest *contest;
	uint32_t *awarded; /* by entry: 1 + the pool that gave it an award or a seat that stays empty, special pools apart; 0: none yet */
	struct grant *grants;
	size_t count, capacity;
};

/* Fills one pool: adds its grants, and to the standings of all who get nothing why not. */
void pool_fill(struct pool_list *, size_t number);

#endif
