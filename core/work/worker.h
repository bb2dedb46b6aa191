/* The bounded job queues, one for each class of routes (core/request/route_class.h), and the worker threads, each with its own database connection.
 *
 * A worker resolves the session (one query, for a whole group at once), checks the role, runs the handler — for ROUTE_WRITE in a transaction
 * that ends with the audit rows and COMMIT — and hands the exchange back. Requests of a ROUTE_GROUPED route that wait together are folded
 * into one transaction of up to LIMIT_GROUP; if anything fails in it, it is rolled back and each is run alone.
 * A transaction that the database rolled back (deadlock, lost connection before COMMIT was sent) is run again, up to LIMIT_RERUNS times. */
#ifndef CORE_WORK_WORKER_H
#define CORE_WORK_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/app.h"
#include "core/request/exchange.h"

struct workers;

/* Starts COUNT threads. DONE is called on the worker's thread when an exchange has its reply: it hands it to the owning loop. */
struct workers *workers_start(const struct app *, size_t count, void (*done)(struct exchange *));
/* Counts the exchange, whose ticket says of which class, address and session it is, in the budget of these, if it is not counted yet; false if
 * there is no room. It is counted until a worker has answered it, or workers_forget(). */
__attribute__((warn_unused_result)) bool workers_expect(struct workers *, struct exchange *);
/* Nothing comes of it. */
void workers_forget(struct workers *, struct exchange *);
/* A number for a client address or a session, for a ticket. */
uint64_t workers_key(const struct workers *, const void *bytes, size_t length);
/* Counts it and queues it; false if the queue of its class is full, its address or session has enough on its way, or the pool is stopping (then the
 * loop answers 503 with the class's Retry-After). */
__attribute__((warn_unused_result)) bool workers_submit(struct workers *, struct exchange *);
/* True once at least one worker has a live connection with an up-to-date schema, while the database answers (for /readyz). */
bool workers_ready(const struct workers *);
size_t workers_queue_depth(const struct workers *);
/* Finishes what is queued, then joins the threads. NULL is allowed, here and below. */
void workers_stop(struct workers *);
/* After the last exchange that was counted has gone. */
void workers_free(struct workers *);

#endif
