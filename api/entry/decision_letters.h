/* What was decided about an entry and is to be told to its firm: deciding and telling are two acts. A decision is recorded with a letter that waits;
 * an organiser releases letters (api/entry/decision_releases.c), and before that nothing of it is seen by the firm. What is decided anew, or
 * withdrawn, before its letter was released is never told. */
#ifndef API_ENTRY_DECISION_LETTERS_H
#define API_ENTRY_DECISION_LETTERS_H

#include <jansson.h>
#include <stdbool.h>

#include "api/shared/zones.h"
#include "core/request/request.h"

/* One decision; what is not an eligibility decision has only a reason and a note. */
struct decision_letter {
	int64_t edition_id, entry_id, submission_id;
	const char *kind;     /* "eligibility", "return", "withdrawal" */
	const char *decision; /* of eligibility; else NULL */
	bool eligible;        /* rule and decision taken together */
	json_t *rule;         /* what the rule said; NULL with DECISION */
	const char *division; /* that it had then, or NULL */
	const char *reason;   /* for the firm; never NULL */
	const char *note;     /* for organisers and auditors; never NULL */
};

/* Puts the letter in the place of the one that waits for the entry, whose decision is undone. The entry is locked. */
__attribute__((warn_unused_result)) enum db_status decision_letter_put(struct request *, const struct decision_letter *);

/* Drops the letter that waits for the entry, and makes the eligibility decision in force the one that was last told; *KIND is that of the letter,
 * NULL if none waits. The entry is locked. */
__attribute__((warn_unused_result)) enum db_status decision_letter_drop(struct request *, int64_t entry_id, const char **kind);

/* A waiting or told letter as its firm gets it, in LOCALE. */
struct letter_view {
	const char *kind, *number, *title, *reason;
	bool eligible;
	int64_t corrects_at; /* TIME_NONE: corrects none */
	int64_t mend_until;  /* of a return */
	const struct zone *zone;
};
void decision_letter_words(struct request *, const struct letter_view *, enum locale, const char **subject, const char **text);

#endif
