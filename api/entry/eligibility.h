/* Decisions on eligibility (资格审查), for one entry and for many. */
#ifndef API_ENTRY_ELIGIBILITY_H
#define API_ENTRY_ELIGIBILITY_H

#include "api/entry/part_change.h"
#include "api/rules/rule_check.h"
#include "api/rounds/round_state.h"

/* An organiser's decision about entries. */
struct eligibility_decision {
	const char *decision; /* "follow_rule", "ineligible", "admitted" */
	const char *reason;   /* for the firm; "" allowed with follow_rule only */
	const char *note;     /* for organisers and auditors; "" allowed */
};

/* Why an entry cannot be decided on now. */
enum eligibility_bar {
	ELIGIBILITY_FREE,
	ELIGIBILITY_UNKNOWN,     /* no such entry in the edition, or never submitted, or withdrawn */
	ELIGIBILITY_RESUBMITTED, /* another submission than the one that was looked at counts */
	ELIGIBILITY_BEGUN,       /* an award list is published or final: it leaves by departure only */
	ELIGIBILITY_RUNNING,     /* a round has begun: nothing is returned or withdrawn any more, a new decision may still be possible */
	ELIGIBILITY_CLOSED,      /* it would come into the first round, which takes no sheets any more */
	ELIGIBILITY_OWN_FIRM,    /* who decides acts for its firm */
	ELIGIBILITY_NO_DIVISION, /* admitted, it would still take no part */
	ELIGIBILITY_MISSING,     /* the decision would hang on facts that are missing */
	ELIGIBILITY_NO_RULE      /* the rulebook cannot be applied */
};

/* What the rule says of an entry, what holds now, and what would hold by the decision: {"eligible", "division", "missing", "why"}; the request's, NULL if the
 * rulebook cannot be applied. */
struct eligibility_outcomes {
	json_t *rule, *before, *after;
	struct part_change change; /* of the rounds, once one has begun */
};

/* The outcomes of DECISION about SUBJECT, which is loaded and whose entry is locked, and in *BAR whether it may be decided so. COURSE is rounds_course() of
 * the edition. ORDINAL: the submission that was looked at; OWN: who decides acts for its firm. */
__attribute__((warn_unused_result)) enum db_status eligibility_bar(struct request *, const struct rounds_course *,
    const struct rule_subject *, int64_t ordinal, bool own, const char *decision, struct eligibility_outcomes *, enum eligibility_bar *bar);

/* The same for one entry, which is locked and loaded first. */
__attribute__((warn_unused_result)) enum db_status eligibility_prepare(struct request *, const struct rounds_course *, int64_t edition_id,
    int64_t entry_id, int64_t ordinal, const char *decision, struct rule_subject *, struct eligibility_outcomes *,
    enum eligibility_bar *bar);

/* Writes the decision with what the rule says, its audit row, and the letter to the firm that waits to be released. What of rounds follows at once is
 * added to MOVES, which part_moves_follow() then is given once for all that was decided. */
__attribute__((warn_unused_result)) enum db_status eligibility_record(struct request *, const struct rounds_course *,
    const struct rule_subject *, const struct eligibility_decision *, const struct eligibility_outcomes *, struct part_moves *moves);

/* The sentence for a bar, in the caller's language. */
const char *eligibility_bar_text(enum locale, enum eligibility_bar);

/* Checks the input "decision", "reason" and "note" together. */
__attribute__((warn_unused_result)) enum handled eligibility_input(struct request *, struct eligibility_decision *);

/* For input tables. */
extern const char *const eligibility_decisions[];

#endif
