/* What the judge's pages of a sheet (api/judges/sheets.c) and the saving of sheets (api/judges/sheet_save.c) share. */
#ifndef API_JUDGES_SHEETS_H
#define API_JUDGES_SHEETS_H

#include "api/rules/criteria.h"

/* A sheet that somebody wants to save, and what came of it; in its request's arena. */
struct sheet_saved {
	const struct criteria *criteria;
	bool hand_in;     /* or else a draft */
	const char *role; /* of its judge, where the criteria depend on it; NULL: none */
	struct marks marks;
	const char *points;    /* marks as text */
	const char *comment;   /* never NULL */
	const char *divisions; /* for which the points are complete, "/startup/growth/"; NULL: makes no difference */

	const char *verdict;  /* "saved", "same" (was handed in so before), or a word of the refusals in api/judges/sheets.c */
	const char *division; /* of the entry in the round; NULL: none */
	int64_t edition_id;
	int64_t sheet_id, version;
	int64_t handed_in_at; /* TIME_NONE: a draft */
	const char *round_state;
	int64_t closes_at;        /* of the round; TIME_NONE: open end */
	const char *state_before; /* of the sheet; NULL: it is the first */
};

/* Takes the role of the judge who saves, if SHEET is to be handed in and its criteria depend on it. Locks the round as saving does: whoever
 * changes a role locks it first. */
__attribute__((warn_unused_result)) enum db_status sheet_role(struct request *, struct sheet_saved *, bool hand_in);

/* Reads the points of the body, held against SHEET's criteria and role. False if they cannot be saved whatever the entry's division is; ERRORS says
 * why, as far as that can be said without the division. */
bool sheet_read(struct request *, struct sheet_saved *, bool hand_in, json_t *errors);

/* Saves the sheets of LIST as far as they may be saved, and leaves in each request's `prepared` what came of it. LIST is one request whose
 * points can be saved, or the group of a transaction before the first of its handlers has written anything. In a group it is left NULL where
 * the points cannot be saved, where it is the second for the same sheet, and where another transaction was quicker: those are for
 * their handlers, alone. */
__attribute__((warn_unused_result)) enum db_status sheets_save(struct request *const *list, size_t count, bool hand_in);

#endif
