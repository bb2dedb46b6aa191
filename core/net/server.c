#include "core/net/server.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/log.h"
#include "core/mail/mailer.h"
#include "core/net/addresses.h"
#include "core/net/answer.h"
#include "core/net/connection.h"
#include "core/net/listener.h"
#include "core/net/loop.h"
#include "core/net/site.h"
#include "core/net/static.h"
#include "core/net/tls.h"
#include "core/request/exchange.h"
#include "core/request/metrics.h"
#include "core/work/lookout.h"
#include "core/work/pulse.h"
#include "core/work/worker.h"

struct server {
	struct site site;
	struct mailer *mailer;
	struct pulse *pulse;
	struct loop **loops;
	size_t loop_count;
};

/* ---- what the server says about itself ---- */

static enum handled healthz(struct request *r)
{
	return reply_json(r, 200, json_pack("{s:s}", "status", "ok"));
}

static enum handled readyz(struct request *r)
{
	const struct loop *loop = r->exchange->loop;

	if (loop->drain_at != 0)
		return reply_json(r, 503, json_pack("{s:s}", "status", "draining"));
	if (!workers_ready(loop->site->workers))
		return reply_json(r, 503, json_pack("{s:s}", "status", "no database"));
	return reply_json(r, 200, json_pack("{s:s}", "status", "ok"));
}

/* For the machine's own Prometheus (or its agent): who else asks learns nothing. */
static enum handled metrics(struct request *r)
{
	const struct site *site = r->exchange->loop->site;
	const char *text;

	if (strcmp(r->address, "127.0.0.1") != 0 && strcmp(r->address, "::1") != 0)
		return reply_problem(r, &problem_not_found, NULL);
	metrics_gauge_set(METRIC_QUEUE_DEPTH, (int64_t)workers_queue_depth(site->workers));
	metrics_gauge_set(METRIC_CERTIFICATE_DAYS, tls_days_left(site->tls));
	for (size_t i = 0; i < ROUTE_CLASSES; i++)
		metrics_class_bodies((enum route_class)i, site->bodies[i]);
	text = metrics_text(r->arena);
	return reply_bytes(r, 200, "text/plain; version=0.0.4; charset=utf-8", text, strlen(text));
}

static const struct route rows[] = {
    {METHOD_GET, "/healthz", ROLE_PUBLIC, ROUTE_ON_LOOP, 0, NULL, NULL, healthz},
    {METHOD_GET, "/readyz", ROLE_PUBLIC, ROUTE_ON_LOOP, 0, NULL, NULL, readyz},
    {METHOD_GET, "/metrics", ROLE_PUBLIC, ROUTE_ON_LOOP, 0, NULL, NULL, metrics},
};

ROUTE_TABLE(server_routes, rows);

static struct route_index *index_routes(const struct route_table *const *tables, size_t count)
{
	const struct route_table **all = calloc(count + 1, sizeof(const struct route_table *));
	struct route_index *index;
	const struct route *const *listed;
	size_t rows_count;

	if (all == NULL)
		fatal("out of memory");
	all[0] = &server_routes;
	for (size_t i = 0; i < count; i++)
		all[i + 1] = tables[i];
	index = route_index_new(all, count + 1);
	free(all);
	listed = route_index_rows(index, &rows_count);
	metrics_routes(listed, rows_count);
	return index;
}

/* ---- start ---- */

/* Each connection is a descriptor; the shell's usual 1024 would be the cap. */
static void raise_descriptors(size_t connections)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < connections + 256)
		log_event(LOG_WARNING, "server.descriptors", "{s:I, s:I}", "limit", (json_int_t)limit.rlim_cur, "connections",
		    (json_int_t)connections);
}

static bool start_loops(struct server *server, char **mistake)
{
	const struct config *config = server->site.app->config;

	server->loops = calloc(config->loops, sizeof(struct loop *));
	if (server->loops == NULL)
		fatal("out of memory");
	for (; server->loop_count < config->loops; server->loop_count++) {
		int listener = listener_open(config, server->loop_count == 0, mistake);

		if (listener < 0)
			return false;
		server->loops[server->loop_count] = loop_start(&server->site, listener, &connection_duties);
	}
	return true;
}

/* What the configuration names and the server only reads. */
static bool read_files(struct server *server, const struct config *config, char **mistake)
{
	server->site.tls = tls_new(config->tls_certificate, config->tls_key, mistake);
	if (server->site.tls == NULL)
		return false;
	server->site.pages = pages_load(config->pages, mistake);
	return server->site.pages != NULL;
}

/* A folder that the server writes into; its parent must be there. */
static bool make_folder(const char *path, char **mistake)
{
	if (path == NULL || ((mkdir(path, 0700) == 0 || errno == EEXIST) && access(path, W_OK | X_OK) == 0))
		return true;
	if (asprintf(mistake, "folder %s: %s", path, strerror(errno)) < 0)
		fatal("out of memory");
	return false;
}

/* The lookout's thread, which starts when all loops run, tells each of them. */
static void tell_loops(void *context, struct event_message *message)
{
	struct server *server = context;

	for (size_t i = 0; i < server->site.app->config->loops; i++)
		loop_tell(server->loops[i], message);
}

static bool start(struct server *server, char **mistake)
{
	const struct config *config = server->site.app->config;

	if (!read_files(server, config, mistake) || !make_folder(config->files, mistake) || !make_folder(config->mail_folder, mistake))
		return false;
	server->site.addresses = addresses_new(config->connections_per_address);
	server->site.workers = workers_start(server->site.app, config->workers, loop_hand_back);
	server->mailer = mailer_start(config);
	server->pulse = pulse_start(server->site.app);
	server->site.lookout = lookout_new(server->site.app, config->loops, tell_loops, server);
	if (!start_loops(server, mistake))
		return false;
	lookout_start(server->site.lookout);
	return true;
}

/* ---- end ---- */

/* The loops first, while the workers still answer them; false if a loop had to give up on requests. */
static bool stop(struct server *server)
{
	bool finished = true;

	for (size_t i = 0; i < server->loop_count; i++)
		loop_drain(server->loops[i]);
	for (size_t i = 0; i < server->loop_count; i++) {
		struct loop *loop = server->loops[i];
		if (loop == NULL)
			continue;
		loop_join(loop);
		finished = finished && !loop->gave_up;
	}
	workers_stop(server->site.workers);
	lookout_free(server->site.lookout);
	mailer_stop(server->mailer);
	pulse_stop(server->pulse);
	for (size_t i = 0; i < server->loop_count; i++)
		loop_free(server->loops[i]);
	free(server->loops);
	workers_free(server->site.workers);
	addresses_free(server->site.addresses);
	pages_free(server->site.pages);
	tls_free(server->site.tls);
	metrics_end();
	route_index_free(server->site.routes);
	return finished;
}

static void wait_for_end(struct server *server, const sigset_t *signals)
{
	int signal_number;

	for (;;) {
		if (sigwait(signals, &signal_number) != 0)
			fatal("signals cannot be waited for");
		if (signal_number != SIGHUP)
			break;
		log_reopen();
		tls_reload(server->site.tls);
	}
	log_event(LOG_INFO, "server.drain", "{s:s}", "signal", strsignal(signal_number));
}

int server_run(const struct app *app, const struct route_table *const *tables, size_t count)
{
	struct server server = {.site.app = app};
	char *mistake = NULL;
	sigset_t signals;
	bool started, finished;

	/* Blocked in every thread made from here on; only sigwait() sees them. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	raise_descriptors(app->config->connections);
	answer_begin(app->config->public_url);
	server.site.routes = index_routes(tables, count);
	started = start(&server, &mistake);
	if (started) {
		tls_warn(server.site.tls);
		log_event(
		    LOG_INFO, "server.ready", "{s:s, s:i}", "address", app->config->listen_address, "port", (int)app->config->listen_port);
		wait_for_end(&server, &signals);
	} else {
		log_event(LOG_ERROR, "server.start", "{s:s}", "error", mistake);
		if (app->config->log_file != NULL) /* whoever started it looks here first */
			fprintf(stderr, "saitoud: %s\n", mistake);
		free(mistake);
	}
	finished = stop(&server);
	libevent_global_shutdown();
	log_event(LOG_INFO, "server.end", "{s:b}", "finished", (int)finished);
	return started && finished ? 0 : 1;
}
