/* The audit trail: one row for every change of state, in the same transaction, chained by SHA-256 per edition.
 *
 * Handlers call audit() at any point; the worker writes the rows as the last thing before COMMIT, so that the chain's head is locked
 * for the shortest time and always last (no deadlocks). `saitouctl verify` walks the chains. */
#ifndef CORE_AUDIT_H
#define CORE_AUDIT_H

#include "core/request.h"

struct audit_event {
	int64_t edition_id;   /* 0: not of one edition (accounts) */
	const char *action;   /* "entry.submit": object, dot, verb */
	const char *object;   /* table name of what changed: "entries" */
	int64_t object_id;
	const char *reason;   /* what the person gave as reason, or NULL */
	json_t *detail;       /* what changed, no personal data beyond ids; stolen; NULL allowed */
};

/* Notes the event for the request's transaction: actor, time of arrival, address and request id are added. Texts are copied. */
void audit(struct request *, struct audit_event);

#endif
