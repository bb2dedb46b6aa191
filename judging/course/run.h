/* The state of a computation over a dossier: who stands where in each round. The other files of this folder fill it in, each one step; this
 * one only knows what there is. Nothing here is seen outside judging/. */
#ifndef JUDGING_COURSE_RUN_H
#define JUDGING_COURSE_RUN_H

#include "judging/base/why.h"
#include "judging/record/record.h"

struct standing {
	uint32_t entry;
	uint32_t barred_above, left_above; /* better ones that a minimum bars; better ones that left and make room */
	uint32_t tied;                     /* how many share its rank, if they span the last seat; else 0 */
	size_t group;
	const struct sheet *sheets; /* counted ones */
	size_t sheet_count;
	bool failed;        /* did not meet the round's requirement */
	bool barred;        /* is below a minimum of `advance` */
	bool has_score;     /* not in a skipped group */
	mpq_t score;        /* exact */
	mpz_t rounded;      /* score * 10^decimals, rounded half away from zero */
	double approximate; /* of what is ranked on, rounded towards zero: a cheap first comparison that never contradicts the exact one */
	int64_t sum, highest;      /* of sheet totals, in millionths */
	int64_t *indicator_points; /* hundredths, by the indicator's number */
	size_t rank;               /* from 1; 0: none */
	enum outcome outcome;
	struct node *why;                /* made when the outcome is; the lists below may be put into it */
	struct node *dropped, *no_award; /* NULL: empty */
};

struct group {
	const char *key;
	size_t first, count; /* its standings */
	size_t ranked;       /* of them: with a rank */
	bool skipped;
	size_t components; /* with adjust severity */
	int64_t within;    /* seats that entries advancing directly take from it */
	bool limited;      /* there are limits on the seats */
	int64_t seats;     /* the smallest of them */
	int64_t seats_rule, seats_share;
};

/* One round's standings: by group in text order of the keys; within a group by entry id. */
struct round_run {
	const struct round *round;
	size_t count;
	struct standing *standings;
	size_t group_count;
	struct group *groups;
	uint32_t *of; /* by entry: its standing, or RECORD_NONE */
};

/* A round whose scores are noted down while they are computed. */
struct watch {
	size_t round;
	json_t **steps; /* by entry: an array, or NULL as long as there is nothing to note */
};

struct contest {
	struct slab slab;
	const struct record *record;
	struct judging_errors *errors;
	bool explains;             /* somebody wants the whys of standings and awards */
	bool *eligible;            /* by entry */
	size_t *direct;            /* by entry: the rule of direct advancement it takes, or IDS_NONE */
	struct round_run *runs;    /* by round */
	size_t run_count;          /* rounds whose standings are set up */
	size_t complete;           /* rounds that are computed to the end */
	const struct watch *watch; /* NULL: nothing is noted */
};

/* Adds an error at the dossier's row of a round. */
__attribute__((format(printf, 3, 4))) void contest_error(const struct contest *, size_t round, const char *format, ...);

/* Whether the entry has left before this round (the number of rounds stands for the award). */
bool contest_left_before(const struct contest *, size_t entry, size_t round);

/* The slab for explanations, NULL if nobody wants any. */
struct slab *contest_why_slab(struct contest *);

/* A new row with its code at the end of *LIST, which is made if it is NULL yet. NULL as of node_row(), and if nobody wants any. */
struct node *contest_why_row(struct contest *, struct node **list, enum why_code);

/* Members of WHY that say when and how an entry left: as, before, reason. */
void contest_why_left(const struct contest *, struct node *why, const struct entry *);

#endif
