#include "core/net/loop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <event2/util.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/net/cache.h"
#include "core/net/connection.h"
#include "core/net/http.h"

/* ---- the listener ---- */

/* Every loop listens for itself and the kernel spreads connections. */
static bool share_port(int fd)
{
	int on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) == 0;
}

static bool set_options(int fd)
{
	int on = 1, off = 0, family = 0, buffer = LIMIT_SEND_BUFFER;
	socklen_t length = sizeof(family);

	/* Accepted sockets inherit the rest; without TCP_NODELAY, TLS records wait 40 ms for acknowledgements. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer)) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &length) < 0)
		return false;
	return family != AF_INET6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) == 0;
}

/* The first loop's socket listens before it shares the port, so that it fails where anybody listens already: among themselves, two servers of one
 * user would share the port as loops do, and each get half of the other's requests. */
static bool bind_and_listen(int fd, const struct addrinfo *at, bool first)
{
	return (first || share_port(fd)) && bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, LIMIT_LISTEN_BACKLOG) == 0 &&
	       (!first || share_port(fd));
}

/* -1 and errno on failure. */
static int listen_on(const char *address, unsigned port, bool first)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found;
	char service[8];
	int fd, saved;

	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(address, service, &hints, &found) != 0) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && set_options(fd) && bind_and_listen(fd, found, first)) {
		freeaddrinfo(found);
		return fd;
	}
	saved = errno;
	freeaddrinfo(found);
	if (fd >= 0)
		close(fd);
	errno = saved;
	return -1;
}

/* Out of descriptors: trying again at once would spin, so the next tick does. */
static void accept_failed(struct evconnlistener *listener, void *context)
{
	(void)context;
	log_event(LOG_ERROR, "listener.accept", "{s:s}", "error", strerror(errno));
	evconnlistener_disable(listener);
}

/* ---- what other threads hand over ---- */

static void poke(struct loop *loop)
{
	uint64_t one = 1;

	if (write(loop->wake, &one, sizeof(one)) != sizeof(one) && errno != EAGAIN)
		fatal("eventfd: %s", strerror(errno));
}

void loop_hand_back(struct exchange *x)
{
	struct loop *loop = x->loop;
	struct exchange *newest = atomic_load(&loop->handed_back);

	do
		x->next = newest;
	while (!atomic_compare_exchange_weak(&loop->handed_back, &newest, x));
	if (newest == NULL)
		poke(loop); /* otherwise somebody did already, and the loop has not looked yet */
}

void loop_drain(struct loop *loop)
{
	atomic_store(&loop->drain, true);
	poke(loop);
}

static void woken(int fd, short what, void *context)
{
	struct loop *loop = context;
	struct exchange *newest, *oldest = NULL;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		fatal("eventfd: %s", strerror(errno));
	newest = atomic_exchange(&loop->handed_back, NULL);
	while (newest != NULL) {
		struct exchange *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	while (oldest != NULL) {
		struct exchange *next = oldest->next;

		http_answer(oldest);
		oldest = next;
	}
	if (atomic_load(&loop->drain) && loop->drain_at == 0)
		loop->drain_at = clock_monotonic();
}

/* ---- time ---- */

/* The first tick of a drain closes the listener, when whatever the kernel had accepted before is in. */
static void drain_tick(struct loop *loop, int64_t now)
{
	if (loop->listener != NULL) {
		evhttp_del_accept_socket(loop->evhttp, loop->listener);
		loop->listener = NULL;
	}
	loop->gave_up = now - loop->drain_at > LIMIT_DRAIN_S * SECOND_US;
	if (loop->gave_up)
		log_event(LOG_ERROR, "drain.gave_up", "{s:I}", "requests", (json_int_t)loop->exchanges);
	if (loop->gave_up || (loop->exchanges == 0 && loop->connections == NULL))
		event_base_loopbreak(loop->base);
}

static void tick(int fd, short what, void *context)
{
	struct loop *loop = context;
	int64_t now = clock_monotonic();

	(void)fd;
	(void)what;
	connections_tick(loop, now);
	if (loop->drain_at != 0)
		drain_tick(loop, now);
	else
		evconnlistener_enable(evhttp_bound_socket_get_listener(loop->listener)); /* after accept_failed() */
}

/* ---- start and end ---- */

static void *run(void *context)
{
	struct loop *loop = context;

	event_base_dispatch(loop->base);
	return NULL;
}

static bool start_events(struct loop *loop)
{
	static const struct timeval every = {.tv_usec = LIMIT_TICK_MS * 1000};

	loop->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (loop->wake < 0)
		fatal("eventfd: %s", strerror(errno));
	loop->wake_event = event_new(loop->base, loop->wake, EV_READ | EV_PERSIST, woken, loop);
	loop->tick_event = event_new(loop->base, -1, EV_PERSIST, tick, loop);
	loop->greet_event = event_new(loop->base, -1, 0, connections_greet, loop);
	return loop->wake_event != NULL && loop->tick_event != NULL && loop->greet_event != NULL &&
	       event_add(loop->wake_event, NULL) == 0 && event_add(loop->tick_event, &every) == 0;
}

static void configure_evhttp(struct loop *loop)
{
	evhttp_set_bevcb(loop->evhttp, connection_new, loop);
	evhttp_set_gencb(loop->evhttp, connection_request, loop);
	/* What evhttp reads is written by connection.c; these bounds only hold it to that. */
	evhttp_set_max_headers_size(loop->evhttp, 256);
	evhttp_set_max_body_size(loop->evhttp, 0);
	evhttp_set_allowed_methods(loop->evhttp, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_default_content_type(loop->evhttp, NULL);
}

/* Changes of what to wait for are collected and told to the kernel once a round: a third of the system calls of a request. That is safe as
 * long as no descriptor is a duplicate of another, and none is. */
static struct event_base *base_new(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	if (config != NULL && event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST) == 0)
		base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

struct loop *loop_start(struct server *server, char **mistake)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	const struct config *config = server->app->config;
	struct evconnlistener *listener;
	int fd = listen_on(config->listen_address, config->listen_port, server->loop_count == 0), error;

	if (fd < 0) {
		if (asprintf(mistake, "listen on %s port %u: %s", config->listen_address, config->listen_port,
			errno == EADDRINUSE ? "another process listens there already" : strerror(errno)) < 0)
			fatal("out of memory");
		free(loop);
		return NULL;
	}
	if (loop == NULL || (loop->base = base_new()) == NULL || (loop->evhttp = evhttp_new(loop->base)) == NULL || !start_events(loop))
		fatal("out of memory");
	loop->server = server;
	loop->cache = cache_new();
	configure_evhttp(loop);
	listener = evconnlistener_new(loop->base, NULL, NULL, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (listener == NULL || (loop->listener = evhttp_bind_listener(loop->evhttp, listener)) == NULL)
		fatal("out of memory");
	evconnlistener_set_error_cb(listener, accept_failed);
	error = pthread_create(&loop->thread, NULL, run, loop);
	if (error != 0)
		fatal("no thread: %s", strerror(error));
	return loop;
}

void loop_join(struct loop *loop)
{
	pthread_join(loop->thread, NULL);
}

void loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	evhttp_free(loop->evhttp);
	event_base_loop(loop->base, EVLOOP_NONBLOCK); /* bufferevents are freed by the loop itself */
	event_free(loop->wake_event);
	event_free(loop->tick_event);
	event_free(loop->greet_event);
	event_base_free(loop->base);
	close(loop->wake);
	cache_free(loop->cache);
	free(loop);
}
