/* Writing and checking the audit chains; handlers only use audit.h.
 *
 * A row's hash is SHA-256(prev_hash ‖ text), where text is the compact JSON array
 * [edition_id, seq, at in µs, account_id or null, roles as bits, address, request_id, action, object, object_id, reason or null,
 * detail as text or null]; the first row of a chain has 32 zero bytes before it. */
#ifndef CORE_REQUEST_AUDIT_TRAIL_H
#define CORE_REQUEST_AUDIT_TRAIL_H

#include "core/request/exchange.h"

/* Appends the rows of all exchanges that changed something, edition by edition: the last thing before COMMIT, for it locks the
 * chains' heads. */
__attribute__((warn_unused_result)) enum db_status audit_write(struct db *, struct exchange *const *list, size_t count);

/* Appends one row without a request: for what is done on the command line. */
__attribute__((warn_unused_result)) enum db_status audit_write_one(struct db *, struct arena *, struct audit_event, int64_t at);

struct audit_verdict {
	int64_t rows; /* read in all */
	int64_t chains;
	const char *broken; /* what is wrong with the first broken row, a sentence in the arena; NULL: nothing */
};

/* Walks all chains from first to last row and compares the ends with audit_heads. */
__attribute__((warn_unused_result)) enum db_status audit_verify(struct db *, struct arena *, struct audit_verdict *);
/* The same for the chain of one edition, or of 0 for what belongs to none. A chain without rows is intact. */
__attribute__((warn_unused_result)) enum db_status audit_verify_edition(
    struct db *, struct arena *, int64_t edition_id, struct audit_verdict *);

#endif
