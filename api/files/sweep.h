/* Taking away what uploads leave behind: unfinished ones that have expired, stray partial files, and files that were removed and that nobody
 * needs any more. Safe to run at any time, by several at once, and again after a crash. */
#ifndef API_FILES_SWEEP_H
#define API_FILES_SWEEP_H

#include "core/db/db.h"

struct sweep_counts {
	int64_t expired;  /* uploads that were given up */
	int64_t strays;   /* partial files without a living row */
	int64_t finished; /* files that had been stored and not yet moved */
	int64_t dropped;  /* removed files whose bytes are gone now */
};

/* ROOT is the folder of files, NOW the present time. DB has no open transaction. */
__attribute__((warn_unused_result)) enum db_status sweep(struct db *, const char *root, int64_t now, struct sweep_counts *);

#endif
