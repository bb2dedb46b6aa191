#include "core/work/pulse.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/db/db_connection.h"
#include "core/db/durability.h"
#include "core/request/metrics.h"

#define BEAT_US SECOND_US
/* How often the time is written down, by which what deletes files from outside decides: see schema/0001-foundation.sql, steady_time. */
#define WRITE_US (30 * SECOND_US)

struct pulse {
	struct db_target target;
	struct db *db;
	int64_t written_at; /* monotonic */
	struct memory_tide tide;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t end;
	bool stopping;
};

/* ---- The database ---- */

static void look_at_durability(struct pulse *p)
{
	struct arena *arena = arena_new();
	struct durability found;

	if (durability_ask(p->db, arena, &found) == DB_OK) {
		for (size_t i = 0; i < found.count; i++)
			log_event(LOG_WARNING, "db.not_durable", "{s:s}", "error", found.faults[i]);
		metrics_gauge_set(METRIC_DB_DURABLE, found.count == 0);
	}
	arena_free(arena);
}

/* Whether it answers, or at least refuses: who is turned away knows soon, by themselves. */
static bool answers(struct pulse *p)
{
	char why[512];

	if (p->db != NULL && db_ping(p->db))
		return true;
	db_close(p->db);
	int64_t before = clock_monotonic();
	p->db = db_open_briefly(&p->target, why, sizeof why);
	if (p->db != NULL)
		look_at_durability(p);
	return p->db != NULL || clock_monotonic() - before < LIMIT_DB_PULSE_CONNECT_SECONDS * SECOND_US * 9 / 10;
}

static void feel_database(struct pulse *p)
{
	bool silent = !answers(p);

	if (silent == db_silent())
		return;
	if (silent)
		log_event(LOG_ERROR, "db.silent", NULL);
	else
		log_event(LOG_WARNING, "db.answers_again", NULL);
	db_silence(silent);
}

/* ---- The clock ---- */

static void feel_clock(struct pulse *p)
{
	int64_t by;
	enum clock_course course = clock_watch(&by);

	metrics_gauge_set(METRIC_CLOCK_OFF, course == CLOCK_BACK || course == CLOCK_ADOPTED ? 0 : by / SECOND_US);
	if (course == CLOCK_JUMPED)
		log_event(LOG_ERROR, "clock.jumped", "{s:I, s:I}", "seconds", (json_int_t)(by / SECOND_US), "waits",
		    (json_int_t)(CLOCK_WAIT_US / SECOND_US));
	else if (course == CLOCK_BACK)
		log_event(LOG_WARNING, "clock.back", NULL);
	else if (course == CLOCK_ADOPTED)
		log_event(LOG_ERROR, "clock.adopted", "{s:I}", "seconds", (json_int_t)(by / SECOND_US));
	int64_t now = clock_monotonic();
	if (p->db == NULL || (p->written_at != 0 && now - p->written_at < WRITE_US))
		return;
	p->written_at = now;
	if (db_exec(p->db, NULL, "INSERT INTO steady_time (one, at) VALUES (1, :at) ON DUPLICATE KEY UPDATE at = VALUE(at)",
		P(at, TIME(clock_now()))) != DB_OK)
		p->written_at = 0; /* the schema may be behind, or the database slow: the next beat tries again */
}

/* ---- Memory ---- */

static void feel_memory(struct pulse *p)
{
	struct memory_state now;

	if (memory_ebb(&p->tide, &now))
		metrics_add(METRIC_MEMORY_RETURNED, 1);
	metrics_gauge_set(METRIC_MEMORY_RESIDENT, now.resident);
	metrics_gauge_set(METRIC_MEMORY_USED, now.used);
}

/* ---- The thread ---- */

static bool wait_for_beat(struct pulse *p)
{
	int64_t until = clock_monotonic() + BEAT_US;
	struct timespec end = {.tv_sec = (time_t)(until / SECOND_US), .tv_nsec = (long)(until % SECOND_US) * 1000};

	pthread_mutex_lock(&p->lock);
	while (!p->stopping && clock_monotonic() < until)
		pthread_cond_timedwait(&p->end, &p->lock, &end);
	bool go_on = !p->stopping;
	pthread_mutex_unlock(&p->lock);
	return go_on;
}

static void *run(void *context)
{
	struct pulse *p = context;

	db_thread_start();
	do {
		feel_memory(p);
		feel_database(p);
		feel_clock(p);
	} while (wait_for_beat(p));
	db_close(p->db);
	db_thread_stop();
	return NULL;
}

struct pulse *pulse_start(const struct app *app)
{
	struct pulse *p = calloc(1, sizeof *p);
	pthread_condattr_t monotonic;

	if (p == NULL)
		fatal("out of memory");
	p->target = db_target_of(app->config);
	p->tide = MEMORY_TIDE;
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&p->end, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (pthread_create(&p->thread, NULL, run, p) != 0)
		fatal("no thread for the pulse");
	return p;
}

void pulse_stop(struct pulse *p)
{
	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->stopping = true;
	pthread_cond_signal(&p->end);
	pthread_mutex_unlock(&p->lock);
	pthread_join(p->thread, NULL);
	pthread_cond_destroy(&p->end);
	pthread_mutex_destroy(&p->lock);
	free(p);
}
