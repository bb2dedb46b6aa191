/* Who scores what: a balanced assignment of judges to entries.
 *
 * Every entry gets as many different judges as it needs from those that may score it (its panel, no conflict, expertise), and the loads of
 * the judges are as even as the restrictions allow: the sum of the squares of the loads is as small as possible, so two judges who
 * could take over from each other, directly or by way of others, never differ by more than one.
 *
 * Entries, the most restricted first, take the judges with the smallest load; then load is moved along shortest paths from judge to
 * judge until no path leads from one judge to another whose load is smaller by two or more. For convex costs the absence of such a
 * path means that nothing better exists (N. Harvey, R. Ladner, L. Lovász, T. Tamir: Semi-matchings for bipartite graphs and load
 * balancing, 2006). Among equals a seeded mix decides, so that judges meet in ever new combinations (which adjusting for severity
 * needs), and the same problem with the same seed always gives the same plan, whatever the order of the input. */
#ifndef JUDGING_ASSIGN_ASSIGNMENT_H
#define JUDGING_ASSIGN_ASSIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum assign_expertise {
	ASSIGN_REQUIRE, /* only judges with expertise in the entry's industry */
	ASSIGN_PREFER,  /* the others too where those are too few */
	ASSIGN_IGNORE
};

struct assign_judge {
	int64_t id;        /* unique */
	int64_t load;      /* entries of this round that the judge has already */
	const int *panels; /* panels the judge sits in */
	size_t panel_count;
	const char *const *expertise; /* industries, NULL-terminated; NULL or empty: all */
};

struct assign_entry {
	int64_t id;           /* unique */
	int panel;            /* only judges of this panel; -1: any judge */
	const char *industry; /* NULL: none, every judge knows it */
	int needed;           /* judges still to be found; 0 or less: none */
};

/* Positions in the arrays of the problem. */
struct assign_pair {
	size_t entry, judge;
};

struct assign_problem {
	const struct assign_judge *judges;
	size_t judge_count;
	const struct assign_entry *entries;
	size_t entry_count;
	const struct assign_pair *conflicts; /* recusals */
	size_t conflict_count;
	const struct assign_pair *taken; /* pairs that exist, or existed and were released */
	size_t taken_count;
	enum assign_expertise expertise;
	uint64_t seed;
};

/* An entry for which judges are lacking, and why: of the judges of its panel (or all), so many fall out. */
struct assign_shortage {
	size_t entry;
	int needed, possible;
	int judges;       /* of the panel, or all */
	int taken;        /* … score the entry already, or were released from it */
	int conflicts;    /* … have a conflict */
	int no_expertise; /* … know other industries only */
};

struct assign_plan {
	struct assign_pair *pairs; /* by id of the entry, then of the judge */
	size_t pair_count;
	struct assign_shortage *shortages; /* by id of the entry */
	size_t shortage_count;
	int64_t *loads; /* of the judges, with the plan carried out */
};

/* Makes the plan; entries with a shortage get the judges that are possible. Free it with assignment_plan_free(). */
void assignment_plan(const struct assign_problem *, struct assign_plan *);
void assignment_plan_free(struct assign_plan *);

#endif
