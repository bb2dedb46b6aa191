/* The bounded job queue and the worker threads, each with its own database connection.
 *
 * A worker resolves the session (one query, for a whole group at once), checks the role, runs the handler — for ROUTE_WRITE in a transaction
 * that ends with the audit rows and COMMIT — and hands the exchange back. Requests of a ROUTE_GROUPED route that wait together are folded
 * into one transaction of up to LIMIT_GROUP; if anything fails in it, it is rolled back and each is run alone.
 * A transaction that the database rolled back (deadlock, lost connection before COMMIT was sent) is run again, up to LIMIT_RERUNS times. */
#ifndef CORE_WORK_WORKER_H
#define CORE_WORK_WORKER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/app.h"
#include "core/request/exchange.h"

struct workers;

/* Starts COUNT threads. DONE is called on the worker's thread when an exchange has its reply: it hands it to the owning loop. */
struct workers *workers_start(const struct app *, size_t count, void (*done)(struct exchange *));
/* Queues; false if the queue is full or stopping (then the loop answers 503 with Retry-After). */
bool workers_submit(struct workers *, struct exchange *);
/* True once at least one worker has a live connection with an up-to-date schema (for /readyz). */
bool workers_ready(const struct workers *);
size_t workers_queue_depth(const struct workers *);
/* Finishes what is queued, then joins the threads and frees. */
void workers_stop(struct workers *);

#endif
