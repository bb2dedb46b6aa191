/* What saving one sheet (api/judges/sheets.c) and handing in many at once (api/judges/sheets_together.c) share. */
#ifndef API_JUDGES_SHEETS_H
#define API_JUDGES_SHEETS_H

#include "api/rules/criteria.h"

/* Columns of the row by which saving is answered: that of the procedure sheet_save (schema/0006). */
enum sheet_column { STATUS, EDITION, DIVISION, SHEET, VERSION, HANDED_IN_AT, ROUND_STATE_NOW, CLOSES_AT, STATE_BEFORE, SHEET_COLUMNS };

/* A sheet that was handed in together with others: in r->prepared of its request. */
struct sheet_saved {
	const struct criteria *criteria;
	struct marks marks;
	const char *points; /* marks as text */
	struct db_rows row; /* STATUS is "saved" */
};

/* Hands in what is the first sheet of its judge for an entry, complete, and with nothing in its way, all in one statement; the others are
 * left to their handlers. LIST is the group of a transaction, before the first of its handlers has written anything. */
__attribute__((warn_unused_result)) enum db_status sheets_hand_in_together(struct request *const *list, size_t count);

#endif
