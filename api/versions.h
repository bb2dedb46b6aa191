/* Whether the history of the versioned tables (system versioning) is whole, and is the one that the audit trail tells of: for saitouctl verify, since
 * a dump without history, or somebody with a DELETE HISTORY, takes versions away without a trace in the trail.
 *
 * Of each row: its first version began when the row says that it was made (history_from), and each later one when the one before it ended. Of
 * the trail: each change that it tells of has left a version, what a row is in is the last state that the trail tells of, the points of each
 * sheet that it tells of stand in a version, and the submissions have the SHA-256 that it tells of. Every table with system versioning has its row in api/versions.c; a test compares. */
#ifndef API_VERSIONS_H
#define API_VERSIONS_H

#include <stdint.h>

#include "core/db/db.h"

enum versions_loss {
	LOST_BEGINNING, /* rows whose first version is gone */
	LOST_BETWEEN,   /* versions before which one is gone */
	LOST_CHANGE,    /* changes in the audit trail that have no version */
	OTHER_STATE,    /* rows that are not in the state that the trail told of last */
	OTHER_CONTENT,  /* changes whose content, as the trail has it, is in no version */
	VERSIONS_LOSSES
};

struct versions_report {
	const char *table;
	int64_t versions; /* read so far */
	struct {
		int64_t count;
		int64_t first; /* the smallest number of such a row; of many columns: the first of them */
	} lost[VERSIONS_LOSSES];
	bool finished; /* with this table */
};

/* Reads all of them in one snapshot, a few thousand versions at a time, and tells how far it is after each lot. */
__attribute__((warn_unused_result)) enum db_status versions_verify(
    struct db *, void (*tell)(void *, const struct versions_report *), void *teller);

#endif
