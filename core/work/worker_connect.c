#include "core/work/worker_private.h"

#include <stdio.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/secret.h"
#include "core/db/migrate.h"
#include "core/request/metrics.h"

/* A database whose schema is behind answers with errors that nobody understands: rather none. */
static bool schema_is_current(struct worker *w, char *why, size_t size)
{
	struct arena *arena = arena_new();
	int64_t number;
	bool known = migrate_newest_applied(w->db, arena, &number) == DB_OK;
	arena_free(arena);
	if (!known)
		snprintf(why, size, "%s", db_error_text(w->db));
	else if (number < w->pool->schema)
		snprintf(why, size, "the schema is at %lld, the program needs %lld: run saitouctl migrate", (long long)number,
		    (long long)w->pool->schema);
	return known && number >= w->pool->schema;
}

bool worker_connect(struct worker *w)
{
	char why[512];
	w->db = db_open(&w->pool->target, why, sizeof why);
	if (w->db != NULL && schema_is_current(w, why, sizeof why)) {
		atomic_fetch_add(&w->pool->connected, 1);
		metrics_add(METRIC_DB_CONNECTS, 1);
		metrics_gauge_add(METRIC_WORKERS_CONNECTED, 1);
		return true;
	}
	log_event(LOG_WARNING, "db.connect_failed", "{s:s}", "error", why);
	db_close(w->db);
	w->db = NULL;
	return false;
}

void worker_disconnect(struct worker *w)
{
	if (w->db == NULL)
		return;
	if (db_lost(w->db))
		metrics_add(METRIC_DB_LOST, 1);
	db_close(w->db);
	w->db = NULL;
	atomic_fetch_sub(&w->pool->connected, 1);
	metrics_gauge_add(METRIC_WORKERS_CONNECTED, -1);
}

/* Doubles from LIMIT_DB_RETRY_FIRST_US to LIMIT_DB_RETRY_LAST_US; half of it is chance, so that a returning database is not stormed. */
int64_t worker_pause(unsigned attempt)
{
	int64_t pause = LIMIT_DB_RETRY_FIRST_US;
	uint32_t chance;
	while (attempt-- > 0 && pause < LIMIT_DB_RETRY_LAST_US)
		pause *= 2;
	random_bytes(&chance, sizeof chance);
	return pause / 2 + (int64_t)(chance % (uint32_t)(pause / 2));
}

bool worker_connected_by(struct worker *w, int64_t deadline)
{
	if (w->db != NULL && db_lost(w->db))
		worker_disconnect(w);
	for (unsigned attempt = 0; w->db == NULL; attempt++) {
		if (worker_connect(w))
			break;
		int64_t pause = worker_pause(attempt);
		if (clock_monotonic() + pause > deadline)
			return false;
		clock_nanosleep(CLOCK_MONOTONIC, 0,
		    &(struct timespec){.tv_sec = (time_t)(pause / SECOND_US), .tv_nsec = (long)(pause % SECOND_US) * 1000}, NULL);
	}
	return true;
}
