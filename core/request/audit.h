/* The audit trail: one row for every change of state, in the same transaction, chained by SHA-256 per edition.
 *
 * Handlers call audit() at any point; the worker writes the rows as the last thing before COMMIT, so that the chain's head is locked
 * for the shortest time and always last (no deadlocks). `saitouctl verify` walks the chains. */
#ifndef CORE_REQUEST_AUDIT_H
#define CORE_REQUEST_AUDIT_H

#include "core/request/audit_event.h"
#include "core/request/request.h"

/* Notes the event for the request's transaction: actor, time of arrival, address and request id are added. Texts are copied. */
void audit(struct request *, struct audit_event);

#endif
