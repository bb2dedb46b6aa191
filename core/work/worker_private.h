/* What worker_pool.c (threads, queue), worker_connect.c (their connections) and worker_run.c (one request, or one group, from session to
 * commit) share. */
#ifndef CORE_WORK_WORKER_PRIVATE_H
#define CORE_WORK_WORKER_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "core/db/db_connection.h"
#include "core/work/budget.h"
#include "core/work/room.h"
#include "core/work/worker.h"

struct worker {
	struct workers *pool;
	pthread_t thread;
	struct db *db; /* NULL: not connected */
};

struct workers {
	const struct app *app;
	void (*done)(struct exchange *);
	struct db_target target;
	int64_t schema; /* number of the newest migration: a database that lacks it is not used */

	pthread_mutex_t lock; /* over all that follows */
	pthread_cond_t work;  /* connected workers wait here for a job … */
	pthread_cond_t retry; /* … and those without a connection here for the next attempt */
	struct queue {
		struct exchange *first, *last;
		size_t waiting, running; /* jobs; a group is one that runs */
		size_t most_running;
	} queues[ROUTE_CLASSES];
	atomic_size_t depth; /* of all queues */
	size_t groups_running, heavy_running, most_heavy;
	bool stopping;
	atomic_size_t connected;
	struct budget *budget;
	struct room *room;

	size_t count;
	struct worker list[];
};

/* A usable connection before DEADLINE (monotonic µs): the present one, or a new one. False: none. */
bool worker_connected_by(struct worker *, int64_t deadline);
/* How long to wait before the next try, after ATTEMPT failed ones (from 0); in µs. */
int64_t worker_pause(unsigned attempt);
/* One try. */
bool worker_connect(struct worker *);
void worker_disconnect(struct worker *);

/* Takes room in memory for a request that may need much, once for all its runs; goes on, or has answered 503. It holds no transaction and no lock. */
__attribute__((warn_unused_result)) enum handled worker_take_room(struct worker *, struct exchange *);
/* It has its reply: what its arena does not hold is given back now, the rest with the arena. */
void worker_leave_room(struct exchange *);

/* Answers every exchange of LIST (of one route, if more than one) and hands each back. */
void worker_run(struct worker *, struct exchange *const *list, size_t count);
/* Answers without the database: 503, come back later. */
void worker_answer_unavailable(struct worker *, struct exchange *);

#endif
