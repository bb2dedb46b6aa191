#include "api/files/slides.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "api/files/file_store.h"
#include "api/files/slides_convert.h"
#include "api/shared/limits.h"
#include "core/base/fatal.h"
#include "core/base/log.h"
#include "core/db/db_connection.h"
#include "core/request/metrics.h"

/* ---- the rows ---- */

static const struct state states[] = {
    {"waiting", {"等待转换", "等待轉換", "waiting"}, false},
    {"made", {"已转换", "已轉換", "made"}, true},
    {"impossible", {"无法转换", "無法轉換", "impossible"}, true},
};

/* How long a row is left to the one who converts it, and after a try that failed. */
#define CLAIM ", next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL :pause SECOND, attempts = attempts + 1"
#define CLAIMED_S (4 * LIMIT_SLIDES_SECONDS)

static const struct state_move moves[] = {
    {"claim", "waiting", "waiting", NULL, 0, STATE_SET_WHERE("renditions", CLAIM, "id = :id AND next_attempt_at <= UTC_TIMESTAMP(6)"), NULL,
	NULL},
    {"make", "waiting", "made", NULL, 0, STATE_SET("renditions", ", pdf_sha256 = :hash, pdf_size = :size, made_at = UTC_TIMESTAMP(6)"),
	NULL, NULL},
    {"give_up", "waiting", "impossible", NULL, 0, STATE_SET("renditions", ""), NULL, NULL},
};

STATE_MACHINE(rendition_states, "renditions", states, moves, .begins = STATES("waiting"));

static const struct {
	const char *media_type, *extension;
} kinds[] = {
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"},
    {"application/vnd.ms-powerpoint", ".ppt"},
};

static const char *extension_of(const char *media_type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].media_type, media_type) == 0)
			return kinds[i].extension;
	return NULL;
}

/* ---- the thread ---- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool nudged; /* under the lock */
	bool started;
	_Atomic bool stopping;
	pthread_t thread;
	const struct config *config;
	struct db_target target;
} slides = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

bool slides_converted(void)
{
	return slides.started;
}

static void nudge(struct request *r, void *unused)
{
	(void)r, (void)unused;
	pthread_mutex_lock(&slides.lock);
	slides.nudged = true;
	pthread_cond_signal(&slides.changed);
	pthread_mutex_unlock(&slides.lock);
}

enum db_status slides_want(struct request *r, const char *media_type, const unsigned char hash[HASH_BYTES])
{
	if (!extension_of(media_type))
		return DB_OK;
	request_after_commit(r, nudge, NULL);
	return sql_exec(r, NULL,
	    "INSERT INTO renditions (source_sha256, next_attempt_at) VALUES (:hash, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE id = id",
	    P(hash, BYTES(hash, HASH_BYTES)));
}

enum { ID, ATTEMPTS, SOURCE, TOKEN, TYPE };

/* What came of it. A try that says nothing of the file is repeated when the claim has run out; one that was refused is not. */
static enum db_status settle(struct db *db, int64_t id, int64_t attempts, enum conversion outcome, const struct converted *c)
{
	metrics_add(outcome == CONVERSION_MADE ? METRIC_SLIDES_MADE : METRIC_SLIDES_FAILED, 1);
	if (outcome == CONVERSION_MADE)
		return state_try(
		    db, &rendition_states, "waiting", "make", NULL, P(hash, BYTES(c->hash, HASH_BYTES)), P(size, c->size), P(id));
	log_event(LOG_WARNING, "slides.failed", "{s:I, s:I, s:b, s:s?}", "rendition", (json_int_t)id, "attempt", (json_int_t)attempts,
	    "final", (int)(outcome == CONVERSION_REFUSED), "error", c->why);
	return outcome == CONVERSION_REFUSED || attempts >= LIMIT_SLIDES_ATTEMPTS
		   ? state_try(db, &rendition_states, "waiting", "give_up", NULL, P(id))
		   : DB_OK;
}

/* Makes one that is due; *FOUND: there was one. */
static enum db_status make_due(struct db *db, struct arena *arena, bool *found)
{
	struct db_rows rows;
	struct converted made = {0};
	int64_t size, claimed;
	/* Of several attachments with the same bytes any will do. */
	enum db_status status = db_query(db, arena, &rows,
	    "SELECT r.id, r.attempts + 1, r.source_sha256, a.token, a.media_type FROM renditions r"
	    " JOIN attachments a ON a.sha256 = r.source_sha256 AND a.media_type IS NOT NULL"
	    " WHERE r.state = 'waiting' AND r.next_attempt_at <= UTC_TIMESTAMP(6) ORDER BY r.next_attempt_at LIMIT 1");

	*found = false;
	if (status != DB_OK || rows.count == 0)
		return status;
	int64_t id = db_int(&rows, 0, ID);
	status = state_try(db, &rendition_states, "waiting", "claim", &claimed, P(pause, CLAIMED_S), P(id));
	if (status != DB_OK || claimed == 0)
		return status;
	*found = true;
	const char *extension = extension_of(db_text(&rows, 0, TYPE));
	int fd = file_store_open(slides.config->files, (const unsigned char *)db_text(&rows, 0, SOURCE), db_text(&rows, 0, TOKEN), &size);
	enum conversion outcome = CONVERSION_FAILED;
	if (fd < 0 || !extension)
		made.why = fd < 0 ? strerror(errno) : "no slides";
	else
		outcome = slides_convert(arena, slides.config->files, fd, extension, &slides.stopping, &made);
	if (slides.stopping && outcome == CONVERSION_FAILED)
		return DB_OK; /* it was not the file's fault, and is nobody's news */
	return settle(db, id, db_int(&rows, 0, ATTEMPTS), outcome, &made);
}

/* Until a nudge, the end, or LIMIT_SLIDES_LOOK_S. True: go on. */
static bool wait_for_slides(bool at_once)
{
	struct timespec end;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += LIMIT_SLIDES_LOOK_S;
	pthread_mutex_lock(&slides.lock);
	if (!at_once && !slides.nudged && !slides.stopping)
		pthread_cond_timedwait(&slides.changed, &slides.lock, &end);
	slides.nudged = false;
	pthread_mutex_unlock(&slides.lock);
	return !slides.stopping;
}

static struct db *connected(struct db *db)
{
	char why[512];

	if (db && db_lost(db)) {
		db_close(db);
		db = NULL;
	}
	if (!db && !(db = db_open(&slides.target, why, sizeof why)))
		log_event(LOG_WARNING, "slides.no_database", "{s:s}", "error", why);
	return db;
}

static void *make_slides(void *unused)
{
	struct db *db = NULL;
	bool found = false;

	db_thread_start();
	slides_tidy(slides.config->files);
	while (wait_for_slides(found)) {
		found = false;
		if (!(db = connected(db)))
			continue;
		struct arena *arena = arena_new();
		if (make_due(db, arena, &found) != DB_OK)
			found = false;
		arena_free(arena);
	}
	db_close(db);
	db_thread_stop();
	return unused;
}

void slides_begin(const struct config *config)
{
	const char *program = slides_converter();

	if (!program) {
		log_event(LOG_INFO, "slides.no_converter", "{s:s}", "package", "libreoffice-impress-nogui");
		return;
	}
	log_event(LOG_INFO, "slides.converter", "{s:s}", "program", program);
	slides.config = config;
	slides.target = db_target_of(config);
	slides.stopping = false;
	slides.nudged = true; /* what an earlier run left behind */
	/* Signals are for the thread that waits for them. */
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&slides.thread, NULL, make_slides, NULL) != 0)
		fatal("no thread for slides");
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	slides.started = true;
}

void slides_end(void)
{
	if (!slides.started)
		return;
	pthread_mutex_lock(&slides.lock);
	slides.stopping = true;
	pthread_cond_signal(&slides.changed);
	pthread_mutex_unlock(&slides.lock);
	pthread_join(slides.thread, NULL);
	slides.started = false;
}
