/* What the files about entries share. An entry is worked on in entries.c (made, listed, shown), entry_save.c (saved piece by piece) and
 * entry_states.c (submitted, returned, withdrawn); receipts.c shows its submissions. */
#ifndef API_ENTRY_ENTRIES_H
#define API_ENTRY_ENTRIES_H

#include "core/request/request.h"

/* Answers with the entry as its firm, an organiser or an auditor sees it, and its ETag; 404 for others. */
enum handled entry_show(struct request *, int64_t entry_id, int status);

/* Why an entry cannot be changed or submitted now, from the columns of ENTRY_WINDOW_COLUMNS in the first row of ROWS: not open yet, closed, or
 * the edition is not running. Adds the announced times to the problem. */
enum handled entry_window_problem(struct request *, const struct db_rows *, size_t first_column);
/* Columns about entry e and edition d for entry_window_problem(). */
#define ENTRY_WINDOW_COLUMNS "d.state, d.entries_open_at, " SQL_ENTRY_CLOSES ", d.id"
#define ENTRY_WINDOW_COLUMN_COUNT 4

/* An entry e with its draft w, read in the order in which both are locked: whoever moves an entry, or saves its draft, takes the draft first. */
#define ENTRY_WITH_DRAFT "drafts w STRAIGHT_JOIN entries e ON e.id = w.entry_id"

/* For a stale If-Match: 412 with the present version, when it was saved and by whom. */
enum handled entry_stale(struct request *, int64_t version, int64_t saved_at, const char *saved_by);

#endif
