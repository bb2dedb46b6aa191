/* What becomes of amounts: one award a firm, money it had before, its cap, and the budget of all. */
#ifndef JUDGING_AWARD_BUDGET_H
#define JUDGING_AWARD_BUDGET_H

#include "judging/course/run.h"

/* One award of a tier to an entry. */
struct grant {
	uint32_t entry;
	struct standing *standing;
	size_t firm, pool, tier, rank, of; /* its rank among those of its group in the pool */
	const char *group;
	bool special;             /* of a pool beside the main awards */
	int64_t amount;           /* fen */
	bool dropped;             /* the firm keeps a larger one; the seat stays empty */
	struct node *why, *steps; /* an award's why; what changed the amount, to be put into it (NULL: nothing) */
};

/* GRANTS of one pool after the other. Each step follows the rulebook's award; steps 3 to 6 of the specification. */
void budget_apply(struct contest *, struct grant *grants, size_t count);

/* The sum of the amounts that are not dropped. */
int128 budget_total(const struct grant *grants, size_t count);

#endif
