#include "core/work/lookout.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/db/db_connection.h"

/* What is listened to. Only the lookout's own thread takes topics away, and moves their SEQ. */
struct topic {
	struct topic *next;
	const struct event_source *source; /* NULL: what belongs to no edition, for log-outs; always there */
	int64_t edition, seq;
	size_t listeners;
};

struct lookout {
	const struct app *app;
	size_t count;
	void (*tell)(void *, struct event_message *);
	void *context;
	struct db *db;
	pthread_t thread;
	bool started;
	pthread_mutex_t lock; /* over what follows */
	pthread_cond_t work;
	struct topic *topics;
	bool stopping;
};

void event_message_drop(struct event_message *m)
{
	if (atomic_fetch_sub(&m->references, 1) == 1)
		free(m);
}

/* ---- who listens ---- */

static struct topic *find(struct lookout *w, const struct event_source *source, int64_t edition)
{
	struct topic *t = w->topics;

	while (t != NULL && (t->source != source || t->edition != edition))
		t = t->next;
	return t;
}

static struct topic *topic_new(struct lookout *w, const struct event_source *source, int64_t edition, int64_t seq)
{
	struct topic *t = calloc(1, sizeof(*t));

	if (t == NULL)
		fatal("out of memory");
	*t = (struct topic){w->topics, source, edition, seq, 0};
	w->topics = t;
	return t;
}

int64_t lookout_add(struct lookout *w, const struct event_source *source, int64_t edition, int64_t seq)
{
	struct topic *t;

	pthread_mutex_lock(&w->lock);
	t = find(w, source, edition);
	if (t == NULL)
		t = topic_new(w, source, edition, seq);
	t->listeners++;
	seq = t->seq;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	return seq;
}

void lookout_remove(struct lookout *w, const struct event_source *source, int64_t edition)
{
	struct topic *t;

	pthread_mutex_lock(&w->lock);
	t = find(w, source, edition);
	if (t == NULL || t->listeners == 0)
		fatal("a listener leaves that never came");
	t->listeners--;
	pthread_mutex_unlock(&w->lock);
}

/* Forgets what nobody listens to; true if anything is left but log-outs. Under the lock. */
static bool tidy(struct lookout *w)
{
	bool any = false;

	for (struct topic **at = &w->topics; *at != NULL;) {
		struct topic *t = *at;

		if (t->source != NULL && t->listeners == 0) {
			*at = t->next;
			free(t);
		} else {
			any = any || t->source != NULL;
			at = &t->next;
		}
	}
	return any;
}

/* ---- what is told ---- */

static struct event_message *message_new(const struct lookout *w, const struct topic *t, const char *bytes, size_t length)
{
	struct event_message *m = calloc(1, sizeof(*m) + length);

	if (m == NULL)
		fatal("out of memory");
	atomic_init(&m->references, w->count);
	m->source = t->source;
	m->edition = t->edition;
	m->length = length;
	if (length > 0)
		memcpy(m->bytes, bytes, length);
	return m;
}

static void tell_rows(struct lookout *w, const struct topic *t, const struct event_row *rows, size_t count, int64_t last)
{
	struct event_message *m;
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		fatal("out of memory");
	if (count > LIMIT_EVENTS_AT_ONCE)
		event_write_reset(out, last);
	else
		for (size_t i = 0; i < count; i++)
			event_write(out, t->source, &rows[i]);
	if (fclose(out) != 0)
		fatal("out of memory");
	if (length > 0) {
		m = message_new(w, t, text, length);
		m->last = last;
		w->tell(w->context, m);
	}
	free(text);
}

/* Rows that may take a role or a session from somebody. */
static void tell_losses(struct lookout *w, const struct topic *t, const struct event_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct event_message *m;

		if (strcmp(rows[i].object, "accounts") != 0 && strcmp(rows[i].object, "grants") != 0)
			continue;
		if (strcmp(rows[i].action, "session.begin") == 0)
			continue;
		m = message_new(w, &(struct topic){.edition = t->edition}, NULL, 0);
		m->account = strcmp(rows[i].object, "accounts") == 0 && count <= LIMIT_EVENTS_AT_ONCE ? rows[i].object_id : 0;
		w->tell(w->context, m);
	}
}

/* Looks for new rows of the topic; false if the database failed. */
static bool look(struct lookout *w, struct topic *t)
{
	struct arena *arena = arena_new();
	struct event_row *rows = NULL;
	size_t count = 0;
	int64_t last;
	bool good = event_last(w->db, arena, t->edition, &last) == DB_OK;

	if (good && t->seq < 0)
		t->seq = last;
	good = good && (last <= t->seq || event_rows(w->db, arena, t->edition, t->seq, &rows, &count) == DB_OK);
	if (good && count > 0) {
		if (count <= LIMIT_EVENTS_AT_ONCE)
			last = rows[count - 1].seq;
		tell_losses(w, t, rows, count);
		/* Told and moved on at once: who comes now has either heard of it in its own answer, or is told. */
		pthread_mutex_lock(&w->lock);
		if (t->source != NULL && last > t->seq)
			tell_rows(w, t, rows, count, last);
		t->seq = last;
		pthread_mutex_unlock(&w->lock);
	}
	arena_free(arena);
	return good;
}

/* ---- the thread ---- */

static bool connected(struct lookout *w)
{
	struct db_target target = db_target_of(w->app->config);
	char why[512];

	if (w->db != NULL && db_lost(w->db)) {
		db_close(w->db);
		w->db = NULL;
	}
	if (w->db == NULL)
		w->db = db_open(&target, why, sizeof why);
	if (w->db == NULL)
		log_event(LOG_WARNING, "lookout.connect_failed", "{s:s}", "error", why);
	return w->db != NULL;
}

/* Until there is somebody to be told, and the next look is due; false: it is over. Under the lock. */
static bool wait_for_work(struct lookout *w, bool failed)
{
	int64_t until = clock_monotonic() + (failed ? LIMIT_DB_RETRY_LAST_US : LIMIT_EVENTS_POLL_MS * 1000);
	struct timespec end = {.tv_sec = (time_t)(until / SECOND_US), .tv_nsec = (long)(until % SECOND_US) * 1000};

	while (!w->stopping && !tidy(w))
		pthread_cond_wait(&w->work, &w->lock);
	while (!w->stopping && clock_monotonic() < until)
		pthread_cond_timedwait(&w->work, &w->lock, &end);
	return !w->stopping;
}

static void *run(void *context)
{
	struct lookout *w = context;
	bool failed = false;

	db_thread_start();
	pthread_mutex_lock(&w->lock);
	while (wait_for_work(w, failed)) {
		struct topic *first = w->topics;

		/* New topics are put in front, and only this thread takes any away. */
		pthread_mutex_unlock(&w->lock);
		failed = !connected(w);
		for (struct topic *t = first; t != NULL && !failed; t = t->next)
			failed = !look(w, t);
		pthread_mutex_lock(&w->lock);
	}
	pthread_mutex_unlock(&w->lock);
	db_close(w->db);
	db_thread_stop();
	return NULL;
}

struct lookout *lookout_new(const struct app *app, size_t count, void (*tell)(void *, struct event_message *), void *context)
{
	struct lookout *w = calloc(1, sizeof(*w));
	pthread_condattr_t monotonic;

	if (w == NULL)
		fatal("out of memory");
	w->app = app;
	w->count = count;
	w->tell = tell;
	w->context = context;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&w->work, &monotonic);
	pthread_condattr_destroy(&monotonic);
	topic_new(w, NULL, 0, -1);
	return w;
}

void lookout_start(struct lookout *w)
{
	if (pthread_create(&w->thread, NULL, run, w) != 0)
		fatal("no thread for the lookout");
	w->started = true;
}

void lookout_free(struct lookout *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	if (w->started)
		pthread_join(w->thread, NULL);
	while (w->topics != NULL) {
		struct topic *t = w->topics;

		w->topics = t->next;
		free(t);
	}
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
