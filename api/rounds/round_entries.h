/* Who takes part in a round, as rows of round_entries: fixed when the round opens, brought up to date when somebody leaves. */
#ifndef API_ROUNDS_ROUND_ENTRIES_H
#define API_ROUNDS_ROUND_ENTRIES_H

#include <jansson.h>
#include <stdint.h>

#include "api/rounds/round_state.h"
#include "core/db/db.h"
#include "core/request/request.h"

struct round_sync {
	json_t *errors;  /* NULL if it went well; else an array of {"field", "detail"}: why it cannot be said who takes part. Arena's */
	int64_t entries; /* that take part */
	int64_t added;   /* rows that were not there before: all, or substitutes */
};

/* Asks the rules who takes part in ROUND according to everything recorded so far, adds rows for those who have none, brings group and
 * division of the others up to date, and marks rows of entries that no longer take part. The round's row must be locked. With errors
 * nothing has been changed. Takes as long as building a dossier. */
__attribute__((warn_unused_result)) enum db_status round_entries_sync(struct request *, const struct round *, struct round_sync *);

/* After decisions about ENTRIES (ids; borrowed) that change who takes part in ROUND, which has begun and is not published: brings its rows up to date,
 * takes back what the judges of those that take no part any more have not handed in, and marks a computed round for a new computation. Once for all that
 * are decided together, as it builds a dossier; nothing for an empty list. Goes on, or has answered. */
__attribute__((warn_unused_result)) enum handled round_entries_follow(
    struct request *, struct round *, const json_t *entries, const char *reason);

/* What the rules say against who takes part, without changing anything. */
struct round_difference {
	json_t *errors; /* NULL if it can be said; arena's, as all here */
	json_t *in;     /* [{"entry_id", "via", "group", "skips"}]: who would come in */
	json_t *out;    /* [entry ids]: who would go out */
};

/* By DOSSIER, borrowed: one of the whole edition. */
__attribute__((warn_unused_result)) enum db_status round_entries_compare(
    struct request *, const struct round *, const json_t *dossier, struct round_difference *);

/* Goes on if those who take part in ROUND, whose row is locked, are those whom the results of earlier rounds let through. Else the answer is 409
 * with what to do: who comes in and who goes out is decided with the result that says so. Of the first round there is nothing to ask. */
__attribute__((warn_unused_result)) enum handled round_entries_settled(struct request *, const struct round *);

/* Answers 409 with the errors of a failed sync. */
enum handled round_sync_refused(struct request *, const struct round_sync *);

#endif
