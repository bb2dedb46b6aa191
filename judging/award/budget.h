/* What becomes of amounts: one award a firm, money it had before, its cap, and the budget of all. */
#ifndef JUDGING_AWARD_BUDGET_H
#define JUDGING_AWARD_BUDGET_H

#include "judging/record/record.h"

/* One award of a tier to an entry. */
struct grant {
	uint32_t entry;
	size_t firm, pool, tier, rank;
	const char *group;
	int64_t amount; /* fen */
	bool dropped;   /* the firm keeps a larger one; the seat stays empty */
	json_t *why;    /* an array of sentences, one for every step that changed the amount */
};

/* GRANTS of one pool after the other. Each step follows the rulebook's award; steps 3 to 6 of the specification. */
void budget_apply(const struct record *, struct grant *grants, size_t count, struct judging_errors *);

/* The sum of the amounts that are not dropped. */
int128 budget_total(const struct grant *grants, size_t count);

/* Adds a sentence to a grant's why. FORMAT is printf's. */
__attribute__((format(printf, 2, 3))) void grant_explain(struct grant *, const char *format, ...);

#endif
