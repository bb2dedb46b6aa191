#include "core/mail/mailer.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/db/db_connection.h"
#include "core/mail/mail_text.h"
#include "core/request/metrics.h"

struct mailer {
	const struct config *config;
	struct db_target target;
	struct db *db;
	pthread_t thread;
	bool stopping; /* under signals.lock */
};

/* One for the program, so that a nudge needs to know no mailer. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool nudged;
} signals = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

void mailer_nudge(void)
{
	pthread_mutex_lock(&signals.lock);
	signals.nudged = true;
	pthread_cond_signal(&signals.changed);
	pthread_mutex_unlock(&signals.lock);
}

/* ---- Ways out: NULL, or what went wrong ---- */

/* Written beside and renamed, so that nobody sees half a mail. */
static const char *write_file(const struct config *config, struct arena *arena, int64_t id, const char *text)
{
	const char *path = arena_printf(arena, "%s/%012lld.eml", config->mail_folder, (long long)id);
	const char *beside = arena_printf(arena, "%s.part", path);
	int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return arena_printf(arena, "%s: %s", beside, strerror(errno));
	FILE *file = fdopen(fd, "w");
	if (file == NULL)
		fatal("out of memory");
	bool written = fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fd) == 0;
	if (fclose(file) != 0 || !written || rename(beside, path) != 0)
		return arena_printf(arena, "%s: %s", path, strerror(errno));
	return NULL;
}

struct upload {
	const char *rest;
};

/* Of what the mail server speaks when it refuses: the recipient, or the mail itself. What it says before is about us, and passes; the QUIT that may
 * follow upon a refusal says nothing. */
static int note_command(CURL *curl, curl_infotype type, char *data, size_t size, void *about_mail)
{
	(void)curl;
	if (type == CURLINFO_HEADER_OUT && size >= 4 && memcmp(data, "QUIT", 4) != 0)
		*(bool *)about_mail = memcmp(data, "RCPT", 4) == 0 || memcmp(data, "DATA", 4) == 0;
	return 0;
}

/* RFC 5321: 5xx will not change. A full mailbox (552) does, and so does what has to do with a log-in (530 to 538). */
static bool refused_for_good(long code)
{
	return code >= 550 && code <= 559 && code != 552;
}

static size_t read_upload(char *into, size_t size, size_t count, void *pointer)
{
	struct upload *upload = pointer;
	size_t length = strnlen(upload->rest, size * count);
	memcpy(into, upload->rest, length);
	upload->rest += length;
	return length;
}

static void set_curl_options(CURL *curl, const struct config *config)
{
	bool encrypted = strcmp(config->mail_tls, "required") == 0;
	curl_easy_setopt(curl, CURLOPT_URL, config->mail_server);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, encrypted ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (config->mail_ca != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, config->mail_ca);
	if (config->mail_user != NULL)
		curl_easy_setopt(curl, CURLOPT_USERNAME, config->mail_user);
	if (config->mail_password != NULL)
		curl_easy_setopt(curl, CURLOPT_PASSWORD, config->mail_password);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)LIMIT_MAIL_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)LIMIT_MAIL_SECONDS * 2);
}

static const char *send_smtp(const struct config *config, struct arena *arena, const char *to, const char *text, bool *hopeless)
{
	bool about_mail = false;
	long answer = 0;
	char why[CURL_ERROR_SIZE] = "";
	struct upload upload = {text};
	CURL *curl = curl_easy_init();
	struct curl_slist *recipients = curl_slist_append(NULL, arena_printf(arena, "<%s>", to));
	if (curl == NULL || recipients == NULL)
		fatal("out of memory");
	set_curl_options(curl, config);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, arena_printf(arena, "<%s>", config->mail_from));
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_upload);
	curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, note_command);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &about_mail);
	CURLcode code = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
	*hopeless = code != CURLE_OK && about_mail && refused_for_good(answer);
	curl_slist_free_all(recipients);
	curl_easy_cleanup(curl);
	if (code == CURLE_OK)
		return NULL;
	return arena_strdup(arena, why[0] != '\0' ? why : curl_easy_strerror(code));
}

/* ---- One mail ---- */

/* After 10 s, then four times as long each time, up to eleven hours. */
static int64_t pause_after(int64_t attempts)
{
	int64_t pause = 10 * SECOND_US;
	while (--attempts > 0 && pause < 6 * 3600 * SECOND_US)
		pause *= 4;
	return pause;
}

enum { ID, RECIPIENT, SUBJECT, BODY, ATTEMPTS, CREATED_AT };

static const char *send_row(const struct config *config, struct arena *arena, const struct db_rows *rows, size_t row, bool *hopeless)
{
	int64_t id = db_int(rows, row, ID);
	const char *host = strchr(config->mail_from, '@');
	struct mail mail = {.from = config->mail_from,
	    .from_name = config->mail_from_name,
	    .to = db_text(rows, row, RECIPIENT),
	    .subject = db_text(rows, row, SUBJECT),
	    .text = db_text(rows, row, BODY),
	    .at = db_time(rows, row, CREATED_AT),
	    .message_id = arena_printf(
		arena, "%lld.%lld@%s", (long long)id, (long long)db_time(rows, row, CREATED_AT), host == NULL ? "localhost" : host + 1)};
	const char *text = mail_compose(arena, &mail);
	*hopeless = text == NULL;
	if (text == NULL)
		return "the address or the subject cannot stand in a mail";
	return config->mail_server != NULL ? send_smtp(config, arena, mail.to, text, hopeless) : write_file(config, arena, id, text);
}

static const struct state states[] = {
    {"waiting", {"等待发送", "等待發送", "waiting"}, false},
    {"sent", {"已发送", "已發送", "sent"}, true},
    {"failed", {"发送失败", "發送失敗", "failed"}, true},
};

/* A mail that was sent loses its text: it may hold a token. */
#define SENT ", sent_at = :at, attempts = :attempts, last_error = NULL, body = ''"
#define FAILED ", attempts = :attempts, last_error = LEFT(:error, 500), next_attempt_at = :at"

#define AGAIN ", attempts = 0, last_error = NULL, next_attempt_at = :now"

static const struct state_move moves[] = {
    {"send", "waiting", "sent", NULL, 0, STATE_SET("outbox", SENT), NULL, NULL},
    {"put_off", "waiting", "waiting", NULL, 0, STATE_SET("outbox", FAILED), NULL, NULL},
    {"give_up", "waiting", "failed", NULL, 0, STATE_SET("outbox", FAILED), NULL, NULL},
    {"resend", "failed", "waiting", "outbox.resend", ROLE_ANY_ACCOUNT, STATE_SET("outbox", AGAIN), NULL, NULL},
};

STATE_MACHINE(outbox_states, "outbox", states, moves, .begins = STATES("waiting"));

/* The row is claimed. */
static enum db_status mark(struct db *db, int64_t id, int64_t attempts, const char *error, bool hopeless)
{
	if (error == NULL)
		return state_try(db, &outbox_states, "waiting", "send", NULL, P(at, TIME(clock_now())), P(attempts), P(id));
	return state_try(db, &outbox_states, "waiting", hopeless || attempts >= LIMIT_MAIL_ATTEMPTS ? "give_up" : "put_off", NULL,
	    P(attempts), P(error), P(at, TIME(clock_now() + pause_after(attempts))), P(id));
}

static enum db_status try_row(struct mailer *m, struct arena *arena, const struct db_rows *rows, size_t row)
{
	int64_t id = db_int(rows, row, ID), attempts = db_int(rows, row, ATTEMPTS) + 1;
	bool hopeless;
	const char *error = send_row(m->config, arena, rows, row, &hopeless);
	metrics_add(error == NULL ? METRIC_MAILS_SENT : METRIC_MAILS_FAILED, 1);
	if (error != NULL)
		log_event(
		    LOG_WARNING, "mail.failed", "{s:I, s:I, s:s}", "mail", (json_int_t)id, "attempt", (json_int_t)attempts, "error", error);
	return mark(m->db, id, attempts, error, hopeless);
}

/* Claims what is due, or lies further ahead than any pause reaches (whoever put it there had another clock), and tries to send it: by SMTP one mail at a time, so that a crash repeats one at most; a file that is written twice
 * is the same file. *FOUND: there was something. */
static enum db_status send_due(struct mailer *m, struct arena *arena, bool *found)
{
	struct db_rows rows;
	int64_t now = clock_now();
	*found = false;
	enum db_status status = db_begin(m->db);
	if (status == DB_OK)
		status = db_query(m->db, arena, &rows,
		    "SELECT id, recipient, subject, body, attempts, created_at FROM outbox"
		    " WHERE state = 'waiting' AND (next_attempt_at <= :now OR next_attempt_at > :beyond)"
		    " ORDER BY next_attempt_at LIMIT :most FOR UPDATE SKIP LOCKED",
		    P(now, TIME(now)), P(beyond, TIME(now + pause_after(LIMIT_MAIL_ATTEMPTS))),
		    P(most, (m->config->mail_server != NULL ? 1 : 16)));
	if (status != DB_OK)
		return status;
	for (size_t row = 0; status == DB_OK && row < rows.count; row++)
		status = try_row(m, arena, &rows, row);
	*found = rows.count > 0;
	return status == DB_OK ? db_commit(m->db) : status;
}

/* ---- The thread ---- */

/* Until a nudge, the end, or LIMIT_MAIL_LOOK_S. True: go on. */
static bool wait_for_mail(struct mailer *m, bool at_once)
{
	int64_t until = clock_monotonic() + LIMIT_MAIL_LOOK_S * SECOND_US;
	struct timespec end = {.tv_sec = (time_t)(until / SECOND_US), .tv_nsec = (long)(until % SECOND_US) * 1000};
	pthread_mutex_lock(&signals.lock);
	if (!at_once && !signals.nudged && !m->stopping)
		pthread_cond_clockwait(&signals.changed, &signals.lock, CLOCK_MONOTONIC, &end);
	signals.nudged = false;
	bool go_on = !m->stopping;
	pthread_mutex_unlock(&signals.lock);
	return go_on;
}

static bool connected(struct mailer *m)
{
	char why[512];
	if (m->db != NULL && db_lost(m->db)) {
		db_close(m->db);
		m->db = NULL;
	}
	if (m->db == NULL && (m->db = db_open(&m->target, why, sizeof why)) == NULL)
		log_event(LOG_WARNING, "mail.no_database", "{s:s}", "error", why);
	return m->db != NULL;
}

static void *run_mailer(void *argument)
{
	struct mailer *m = argument;
	bool found = false;
	db_thread_start();
	while (wait_for_mail(m, found)) {
		found = false;
		if (!connected(m))
			continue;
		struct arena *arena = arena_new();
		if (send_due(m, arena, &found) != DB_OK) {
			db_rollback(m->db);
			found = false;
		}
		arena_free(arena);
	}
	db_close(m->db);
	db_thread_stop();
	return NULL;
}

struct mailer *mailer_start(const struct config *config)
{
	struct mailer *m = calloc(1, sizeof *m);
	if (m == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		fatal("out of memory");
	m->config = config;
	m->target = db_target_of(config);
	mailer_nudge(); /* what an earlier run left behind */
	if (pthread_create(&m->thread, NULL, run_mailer, m) != 0)
		fatal("no thread for the mailer");
	return m;
}

void mailer_stop(struct mailer *m)
{
	if (m == NULL)
		return;
	pthread_mutex_lock(&signals.lock);
	m->stopping = true;
	pthread_cond_signal(&signals.changed);
	pthread_mutex_unlock(&signals.lock);
	pthread_join(m->thread, NULL);
	free(m);
}
