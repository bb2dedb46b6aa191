/* Every code that a `why` in results may have, with its members: the one table from which the words in any language are made and checked.
 *
 * A `why` is an object with `code` and the members that why_codes[] lists for it. Conditions, which have no code, are described by
 * why_nodes[]. `saitouctl why-codes` prints both. */
#ifndef JUDGING_BASE_WHY_H
#define JUDGING_BASE_WHY_H

#include "judging/base/node.h"

enum why_code {
	WHY_ELIGIBLE,
	WHY_NO_DIVISION,
	WHY_RULE_NOT_MET,
	WHY_ADMITTED,
	WHY_INELIGIBLE,
	WHY_UNDECIDED,
	WHY_DIRECT_MET,
	WHY_DIRECT_NOT_MET,
	WHY_DIRECT_LEFT,
	WHY_SKIPPED,
	WHY_FAILED_REQUIREMENT,
	WHY_RANKED,
	WHY_SEATS_FOR_ALL,
	WHY_WITHIN_SEATS,
	WHY_TIED_ALL,
	WHY_BEYOND_SEATS,
	WHY_TIED_NONE,
	WHY_TIED_OPEN,
	WHY_BELOW_MINIMUM,
	WHY_SUBSTITUTE,
	WHY_WILDCARD,
	WHY_WILDCARD_OPEN,
	WHY_ADDED,
	WHY_LEFT,
	WHY_MIN_SCORE,
	WHY_MIN_VALUE,
	WHY_WILDCARD_FROM_RANK,
	WHY_WILDCARD_BEYOND_SEATS,
	WHY_WILDCARD_TIED_NONE,
	WHY_TIE_RULE,
	WHY_TIE_ORDER,
	WHY_TIE_EQUAL,
	WHY_DROPPED_HIGH,
	WHY_DROPPED_LOW,
	WHY_AWARD,
	WHY_AWARD_TIED,
	WHY_AMOUNT_FIXED,
	WHY_AMOUNT_BY_DIVISION,
	WHY_AMOUNT_SHARE,
	WHY_AMOUNT_STEP,
	WHY_AMOUNT_NO_STEP,
	WHY_AMOUNT_BRACKETS,
	WHY_AMOUNT_SUM,
	WHY_AMOUNT_MISSING,
	WHY_PRIOR_EXCLUDED,
	WHY_PRIOR_TOPPED_UP,
	WHY_FIRM_CAP,
	WHY_PRO_RATA,
	WHY_FROM_THE_BOTTOM,
	WHY_NO_AWARD_OUTCOME,
	WHY_NO_AWARD_WHEN,
	WHY_NO_AWARD_EARLIER,
	WHY_NO_AWARD_LEFT,
	WHY_NO_AWARD_NO_VALUE,
	WHY_NO_AWARD_SEATS,
	WHY_NO_AWARD_TIED,
	WHY_NO_AWARD_MIN_SCORE,
	WHY_NO_AWARD_VACATED,
	WHY_NO_AWARD_REPEAT,
	WHY_COUNT_NO_DAY,
	WHY_COUNT_BEFORE,
	WHY_COUNT_AFTER,
	WHY_COUNT_WHERE,
	WHY_COUNT_NO_NUMBER,
	WHY_CODES
};

/* What stands in a member. */
enum why_kind {
	WHY_COUNT,  /* an integer from 0: ranks, seats, numbers of entries */
	WHY_POOL,   /* an integer: the place of a pool of awards in the rulebook, from 0 (people count from 1) */
	WHY_MONEY,  /* an integer: fen */
	WHY_POINTS, /* a number with at most two decimals */
	WHY_SCORE,  /* a text: a decimal with up to six decimals */
	WHY_SHARE,  /* a number above 0 and at most 1 */
	WHY_NUMBER, /* any number */
	WHY_VALUE,  /* a fact as the dossier has it: text, number, true or false */
	WHY_DAY,    /* a text YYYY-MM-DD */
	WHY_FLAG,   /* true or false */
	WHY_TEXT,   /* a text that somebody wrote, such as a reason */
	WHY_WORD,   /* a word of the dossier format, such as an outcome or `half_up` */
	WHY_ENTRY,  /* the id of an entry; so for the next ones */
	WHY_JUDGE,
	WHY_ROUND, /* or `award` */
	WHY_DIVISION,
	WHY_RULE, /* of direct advancement */
	WHY_CRITERION,
	WHY_TIER,
	WHY_SCHEME, /* of earlier awards */
	WHY_INVESTMENT,
	WHY_VALUE_NAME, /* the name of a tie rule: criterion:ID, round:ID, sum, most:PATH, … */
	WHY_FACT,       /* a PATH, such as firm.revenue_fen */
	WHY_FACT_NAME,  /* the name of an investment's fact */
	WHY_CONDITION,  /* a condition's node, see why_nodes[] */
	WHY_NODE,       /* a `why` of its own, with a code */
	WHY_LIST,       /* a list of them; or of what `of` says */
	WHY_MORE /* an integer from 1: how many more stand in the list whose name it has, before `_more`, than are shown (base/node.h) */
};

struct why_member {
	const char *name;
	enum why_kind kind;
	bool optional;
	const char *of; /* of a list, or a condition that is none: the `where` of what stands in it; else NULL */
};

struct why_row {
	const char *code;
	const char *where;             /* eligibility, direct, standing, award (a whole `why`); or the member of one in which it stands */
	const char *says;              /* in English, for the format page */
	struct why_member members[24]; /* ends with {0} */
};

extern const struct why_row why_codes[WHY_CODES];

/* The nodes of conditions, told apart by which of all, any, not, fact, investments they have. */
extern const struct why_row why_nodes[];

/* A new object with its code. NULL if SLAB is NULL. */
struct node *why_new(struct slab *, enum why_code);

/* The same at the end of a list, as node_row(); and as a member of an object. */
struct node *why_row(struct node *list, enum why_code);
struct node *why_in(struct node *object, const char *key, enum why_code);

/* Puts the code into an object. */
void why_put_code(struct node *, enum why_code);

/* The table as JSON: {"codes": [{"code", "where", "says", "members": [{"name", "kind", "optional", "of"}]}], "nodes": […], "shown": {"list",
 * "in_all", "text"}}, the last how much of a list, a whole `why` and a text is shown (base/node.h); a new reference. */
json_t *why_table(void);

#endif
