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

/* ---- The queues ---- */

static bool is_grouped(const struct exchange *x)
{
	return !x->knocking && (x->request.route->flags & ROUTE_GROUPED) != 0;
}

/* The class's limit of jobs that run at once, of all workers as of sixteen. */
static size_t most_running(const struct class_limits *limits, size_t workers)
{
	size_t most = workers * limits->workers / 16;

	return most == 0 ? 1 : most;
}

static bool may_start(const struct workers *pool, const struct exchange *x)
{
	const struct queue *queue = &pool->queues[x->ticket.of];

	if (queue->running >= queue->most_running || (class_limits[x->ticket.of].heavy && pool->heavy_running >= pool->most_heavy))
		return false;
	return !is_grouped(x) || pool->groups_running < LIMIT_GROUPS_AT_ONCE;
}

static void show(const struct workers *pool, enum route_class of)
{
	metrics_gauge_set(METRIC_QUEUE_DEPTH, (int64_t)pool->depth);
	metrics_class_set(of, (int64_t)pool->queues[of].running, (int64_t)pool->queues[of].waiting);
}

static void unlink_after(struct workers *pool, struct queue *queue, struct exchange *before, struct exchange *x)
{
	if (before == NULL)
		queue->first = x->next;
	else
		before->next = x->next;
	if (queue->last == x)
		queue->last = before;
	x->next = NULL;
	queue->waiting--;
	pool->depth--;
}

/* The job of a queue that may start: the first, or, where groups must wait, the first that is none. */
static struct exchange *startable(const struct workers *pool, const struct queue *queue, struct exchange **before)
{
	struct exchange *x = queue->first;

	*before = NULL;
	while (x != NULL && !may_start(pool, x)) {
		if (!is_grouped(x)) /* what holds it up holds up all of its class */
			return NULL;
		*before = x;
		x = x->next;
	}
	return x;
}

/* Of the jobs that may start, the one that has waited longest; NULL: none. */
static struct exchange *next_job(struct workers *pool, struct queue **queue, struct exchange **before)
{
	struct exchange *oldest = NULL;

	for (size_t i = 0; i < ROUTE_CLASSES; i++) {
		struct exchange *previous, *x = startable(pool, &pool->queues[i], &previous);

		if (x != NULL && (oldest == NULL || x->queued_at < oldest->queued_at)) {
			oldest = x;
			*queue = &pool->queues[i];
			*before = previous;
		}
	}
	return oldest;
}

/* Takes the next job, and with a grouped one the others of its route. Returns how many. Under the lock. */
static size_t take_jobs(struct workers *pool, struct exchange *list[LIMIT_GROUP])
{
	struct queue *queue = NULL;
	struct exchange *before = NULL, *x = next_job(pool, &queue, &before), *next;
	size_t taken = 1;

	if (x == NULL)
		return 0;
	list[0] = x;
	next = x->next;
	unlink_after(pool, queue, before, x);
	for (x = next; is_grouped(list[0]) && x != NULL && taken < LIMIT_GROUP; x = next) {
		next = x->next;
		if (x->request.route == list[0]->request.route && is_grouped(x)) {
			unlink_after(pool, queue, before, x);
			list[taken++] = x;
		} else {
			before = x;
		}
	}
	queue->running++;
	pool->groups_running += is_grouped(list[0]);
	pool->heavy_running += class_limits[list[0]->ticket.of].heavy;
	show(pool, list[0]->ticket.of);
	return taken;
}

uint64_t workers_key(const struct workers *pool, const void *bytes, size_t length)
{
	return budget_key(pool->budget, bytes, length);
}

bool workers_expect(struct workers *pool, struct exchange *x)
{
	static const enum class_refusal why[] = {
	    [BUDGET_ADDRESS] = CLASS_REFUSED_ADDRESS, [BUDGET_SESSION] = CLASS_REFUSED_SESSION, [BUDGET_ACCOUNT] = CLASS_REFUSED_ACCOUNT};

	if (x->ticket.held)
		return true;
	enum budget_verdict verdict = budget_enter(pool->budget, &x->ticket);
	if (verdict != BUDGET_GOOD)
		metrics_class_refused(x->ticket.of, why[verdict]);
	return verdict == BUDGET_GOOD;
}

void workers_forget(struct workers *pool, struct exchange *x)
{
	budget_leave(pool->budget, &x->ticket);
}

bool workers_submit(struct workers *pool, struct exchange *x)
{
	struct queue *queue = &pool->queues[x->ticket.of];

	if (!workers_expect(pool, x))
		return false;
	x->queued_at = clock_monotonic();
	x->next = NULL;
	pthread_mutex_lock(&pool->lock);
	bool room = !pool->stopping && queue->waiting < class_limits[x->ticket.of].waiting;
	if (room) {
		if (queue->last == NULL)
			queue->first = x;
		else
			queue->last->next = x;
		queue->last = x;
		queue->waiting++;
		pool->depth++;
		show(pool, x->ticket.of);
		if (may_start(pool, x))
			pthread_cond_signal(&pool->work); /* else nobody is woken in vain: who ends such a job looks for the next */
	}
	pthread_mutex_unlock(&pool->lock);
	if (!room)
		metrics_class_refused(x->ticket.of, CLASS_REFUSED_QUEUE);
	return room;
}

bool workers_ready(const struct workers *pool)
{
	return atomic_load(&pool->connected) > 0 && !db_silent();
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
	int64_t since = clock_monotonic() - LIMIT_DB_WAIT_US;
	if (atomic_load(&pool->connected) > 0)
		return NULL;
	for (size_t i = 0; i < ROUTE_CLASSES; i++) {
		struct exchange *x = pool->queues[i].first;
		if (x == NULL || (!pool->stopping && x->queued_at > since))
			continue;
		unlink_after(pool, &pool->queues[i], NULL, x);
		show(pool, (enum route_class)i);
		return x;
	}
	return NULL;
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

static bool something_may_start(struct workers *pool)
{
	struct queue *queue;
	struct exchange *before;
	return next_job(pool, &queue, &before) != NULL;
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
	/* Whoever is woken for one job may find another that could not start before: the next sleeper is told by whoever wakes. */
	if (count > 0 && something_may_start(pool))
		pthread_cond_signal(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	return count;
}

/* What is to be counted out when jobs have ended, whose exchanges are the loops' by then. */
struct run {
	enum route_class of;
	bool grouped;
	size_t count;
	struct ticket tickets[LIMIT_GROUP];
};

/* A request that only knocked goes on being counted: it comes again. */
static void begin_run(struct run *run, struct exchange *const *list, size_t count)
{
	run->of = list[0]->ticket.of;
	run->grouped = is_grouped(list[0]);
	run->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (list[i]->knocking)
			continue;
		run->tickets[run->count++] = list[i]->ticket;
		list[i]->ticket.held = false;
	}
}

/* This worker takes the next job itself, unless it has lost its connection. */
static void end_run(struct worker *w, struct run *run)
{
	struct workers *pool = w->pool;
	for (size_t i = 0; i < run->count; i++)
		budget_leave(pool->budget, &run->tickets[i]);
	pthread_mutex_lock(&pool->lock);
	pool->queues[run->of].running--;
	pool->groups_running -= run->grouped;
	pool->heavy_running -= class_limits[run->of].heavy;
	show(pool, run->of);
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
			struct run run;
			begin_run(&run, list, count);
			metrics_gauge_add(METRIC_WORKERS_BUSY, 1);
			worker_run(w, list, count);
			metrics_gauge_add(METRIC_WORKERS_BUSY, -1);
			end_run(w, &run);
		}
		if (w->db != NULL && (db_lost(w->db) || db_swollen(w->db)))
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
	pool->budget = budget_new();
	pool->room = room_new((int64_t)app->config->computation_memory * 1000000);
	pool->most_heavy = count > 1 ? count - 1 : 1;
	for (size_t i = 0; i < ROUTE_CLASSES; i++)
		pool->queues[i].most_running = most_running(&class_limits[i], count);
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
	if (pool == NULL)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->work);
	pthread_cond_broadcast(&pool->retry);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < pool->count; i++)
		pthread_join(pool->list[i].thread, NULL);
}

void workers_free(struct workers *pool)
{
	if (pool == NULL)
		return;
	pthread_cond_destroy(&pool->work);
	pthread_cond_destroy(&pool->retry);
	pthread_mutex_destroy(&pool->lock);
	budget_free(pool->budget);
	room_free(pool->room);
	free(pool);
}
