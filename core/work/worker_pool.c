#include "core/work/worker_private.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/db/migrate.h"
#include "core/request/metrics.h"

/* ---- The queue ---- */

static bool may_start(const struct workers *pool, unsigned flags)
{
	if ((flags & ROUTE_SLOW) != 0 && pool->slow_running >= (pool->count + 1) / 2)
		return false;
	return (flags & ROUTE_GROUPED) == 0 || pool->groups_running < LIMIT_GROUPS_AT_ONCE;
}

static void unlink_after(struct workers *pool, struct exchange *before, struct exchange *x)
{
	if (before == NULL)
		pool->first = x->next;
	else
		before->next = x->next;
	if (pool->last == x)
		pool->last = before;
	x->next = NULL;
	pool->depth--;
}

/* Takes the first job that may start, and with a grouped one the others of its route. Returns how many. Under the lock. */
static size_t take_jobs(struct workers *pool, struct exchange *list[LIMIT_GROUP])
{
	size_t taken = 0, wanted = 1;
	struct exchange *before = NULL;
	for (struct exchange *x = pool->first, *next; x != NULL && taken < wanted; x = next) {
		const struct route *route = x->request.route;
		next = x->next;
		bool fits = taken == 0 ? may_start(pool, route->flags) : route == list[0]->request.route;
		if (!fits) {
			before = x;
			continue;
		}
		unlink_after(pool, before, x);
		list[taken++] = x;
		if ((route->flags & ROUTE_GROUPED) != 0)
			wanted = LIMIT_GROUP;
	}
	metrics_gauge_set(METRIC_QUEUE_DEPTH, (int64_t)pool->depth);
	return taken;
}

bool workers_submit(struct workers *pool, struct exchange *x)
{
	x->queued_at = clock_monotonic();
	x->next = NULL;
	pthread_mutex_lock(&pool->lock);
	bool room = !pool->stopping && pool->depth < LIMIT_QUEUE;
	if (room) {
		if (pool->last == NULL)
			pool->first = x;
		else
			pool->last->next = x;
		pool->last = x;
		pool->depth++;
		metrics_gauge_set(METRIC_QUEUE_DEPTH, (int64_t)pool->depth);
		if (may_start(pool, x->request.route->flags))
			pthread_cond_signal(&pool->work); /* else nobody is woken in vain: who ends such a job looks for the next */
	}
	pthread_mutex_unlock(&pool->lock);
	return room;
}

bool workers_ready(const struct workers *pool)
{
	return atomic_load(&pool->connected) > 0;
}

size_t workers_queue_depth(const struct workers *pool)
{
	return atomic_load(&pool->depth);
}

/* ---- The threads ---- */

static void wait_until(struct workers *pool, pthread_cond_t *condition, int64_t monotonic_us)
{
	struct timespec end = {.tv_sec = (time_t)(monotonic_us / SECOND_US), .tv_nsec = (long)(monotonic_us % SECOND_US) * 1000};
	pthread_cond_timedwait(condition, &pool->lock, &end);
}

/* With no connection anywhere, jobs wait no longer than LIMIT_DB_WAIT_US: takes the next that waited so long. Under the lock. */
static struct exchange *take_expired(struct workers *pool)
{
	struct exchange *x = pool->first;
	if (x == NULL || atomic_load(&pool->connected) > 0)
		return NULL;
	if (!pool->stopping && clock_monotonic() - x->queued_at < LIMIT_DB_WAIT_US)
		return NULL;
	unlink_after(pool, NULL, x);
	metrics_gauge_set(METRIC_QUEUE_DEPTH, (int64_t)pool->depth);
	return x;
}

/* Tries to connect until it succeeds; false if the pool stops before. */
static bool connect_worker(struct worker *w)
{
	struct workers *pool = w->pool;
	for (unsigned attempt = 0; !worker_connect(w); attempt++) {
		struct exchange *x;
		pthread_mutex_lock(&pool->lock);
		while ((x = take_expired(pool)) != NULL) {
			pthread_mutex_unlock(&pool->lock);
			worker_answer_unavailable(w, x);
			pthread_mutex_lock(&pool->lock);
		}
		bool stopping = pool->stopping;
		if (!stopping)
			wait_until(pool, &pool->retry, clock_monotonic() + worker_pause(attempt));
		pthread_mutex_unlock(&pool->lock);
		if (stopping)
			return false;
	}
	return true;
}

static bool something_may_start(const struct workers *pool)
{
	const struct exchange *x = pool->first;
	while (x != NULL && !may_start(pool, x->request.route->flags))
		x = x->next;
	return x != NULL;
}

/* Waits for jobs and takes them; 0 if the pool stops, or if the connection turned out to be lost. */
static size_t next_jobs(struct worker *w, struct exchange *list[LIMIT_GROUP], bool *stop)
{
	struct workers *pool = w->pool;
	size_t count;
	*stop = false;
	pthread_mutex_lock(&pool->lock);
	while ((count = take_jobs(pool, list)) == 0) {
		if (pool->stopping && pool->depth == 0) {
			*stop = true;
			break;
		}
		int64_t until = clock_monotonic() + LIMIT_DB_IDLE_US;
		wait_until(pool, &pool->work, until);
		if (pool->depth > 0 || clock_monotonic() < until)
			continue;
		/* Nothing to do for a while: is the database still there? */
		pthread_mutex_unlock(&pool->lock);
		bool there = db_ping(w->db);
		pthread_mutex_lock(&pool->lock);
		if (!there)
			break;
	}
	if (count > 0) {
		unsigned flags = list[0]->request.route->flags;
		pool->slow_running += (flags & ROUTE_SLOW) != 0;
		pool->groups_running += (flags & ROUTE_GROUPED) != 0;
	}
	/* Whoever is woken for one job may find another that could not start before: the next sleeper is told by whoever wakes. */
	if (count > 0 && something_may_start(pool))
		pthread_cond_signal(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	return count;
}

/* This worker takes the next job itself, unless it has lost its connection. */
static void end_jobs(struct worker *w, unsigned flags)
{
	struct workers *pool = w->pool;
	pthread_mutex_lock(&pool->lock);
	pool->slow_running -= (flags & ROUTE_SLOW) != 0;
	pool->groups_running -= (flags & ROUTE_GROUPED) != 0;
	if (pool->stopping) /* somebody may wait for the end of the queue */
		pthread_cond_broadcast(&pool->work);
	else if ((w->db == NULL || db_lost(w->db)) && something_may_start(pool))
		pthread_cond_signal(&pool->work);
	pthread_mutex_unlock(&pool->lock);
}

static void *run_worker(void *argument)
{
	struct worker *w = argument;
	struct exchange *list[LIMIT_GROUP];
	bool stop = false;
	db_thread_start();
	while (!stop && (w->db != NULL || connect_worker(w))) {
		size_t count = next_jobs(w, list, &stop);
		if (count > 0) {
			unsigned flags = list[0]->request.route->flags;
			metrics_gauge_add(METRIC_WORKERS_BUSY, 1);
			worker_run(w, list, count);
			metrics_gauge_add(METRIC_WORKERS_BUSY, -1);
			end_jobs(w, flags);
		}
		if (w->db != NULL && db_lost(w->db))
			worker_disconnect(w);
	}
	worker_disconnect(w);
	db_thread_stop();
	return NULL;
}

struct workers *workers_start(const struct app *app, size_t count, void (*done)(struct exchange *))
{
	struct workers *pool = calloc(1, sizeof *pool + count * sizeof pool->list[0]);
	pthread_condattr_t monotonic;
	if (pool == NULL)
		fatal("out of memory");
	pool->app = app;
	pool->done = done;
	pool->target = db_target_of(app->config);
	pool->schema = migrate_newest_file(app->config->schema);
	pool->count = count;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&pool->work, &monotonic);
	pthread_cond_init(&pool->retry, &monotonic);
	pthread_condattr_destroy(&monotonic);
	metrics_gauge_set(METRIC_WORKERS, (int64_t)count);
	db_library_start();
	for (size_t i = 0; i < count; i++) {
		pool->list[i].pool = pool;
		if (pthread_create(&pool->list[i].thread, NULL, run_worker, &pool->list[i]) != 0)
			fatal("no thread for worker %zu", i);
	}
	return pool;
}

void workers_stop(struct workers *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->work);
	pthread_cond_broadcast(&pool->retry);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < pool->count; i++)
		pthread_join(pool->list[i].thread, NULL);
	pthread_cond_destroy(&pool->work);
	pthread_cond_destroy(&pool->retry);
	pthread_mutex_destroy(&pool->lock);
	free(pool);
}
