#include "core/net/connection.h"

#include <arpa/inet.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "core/base/app.h"
#include "core/base/clock.h"
#include "core/base/config.h"
#include "core/base/limits.h"
#include "core/net/addresses.h"
#include "core/net/http.h"
#include "core/net/http1.h"
#include "core/net/hub.h"
#include "core/net/http2.h"
#include "core/net/site.h"
#include "core/net/tls.h"
#include "core/net/wire.h"
#include "core/request/metrics.h"

/* ---- until the handshake is finished ---- */

static void ready(struct wire *w)
{
	metrics_add(METRIC_HANDSHAKES, 1);
	if (SSL_session_reused(w->ssl))
		metrics_add(METRIC_HANDSHAKES_RESUMED, 1);
	if (tls_speaks_http2(w->ssl))
		http2_start(w);
	else
		http1_start(w);
}

/* Not before the handshake is finished. */
static void nothing_received(struct wire *w, const char *bytes, size_t length)
{
	(void)w, (void)bytes, (void)length;
}

static void nothing(struct wire *w)
{
	(void)w;
}

static void give_up(struct wire *w)
{
	wire_end(w, false);
}

static const struct wire_events greeting = {
    .ready = ready, .received = nothing_received, .drained = nothing, .struck = give_up, .gone = nothing};

/* ---- who comes, and who goes ---- */

static struct in6_addr address_of(const struct sockaddr *peer)
{
	const struct sockaddr_in6 *six = (const void *)peer;
	const struct sockaddr_in *four = (const void *)peer;
	struct in6_addr mapped = {.s6_addr = {[10] = 0xff, [11] = 0xff}};

	if (peer->sa_family == AF_INET6)
		return six->sin6_addr;
	memcpy(&mapped.s6_addr[12], &four->sin_addr, 4);
	return mapped;
}

/* There is room for it, in all and for its address: then it is counted. */
static bool admit(struct site *site, const struct in6_addr *peer)
{
	if (atomic_fetch_add(&site->connections, 1) < site->app->config->connections && addresses_enter(site->addresses, peer))
		return true;
	atomic_fetch_sub(&site->connections, 1);
	return false;
}

static void left(struct wire *w)
{
	struct site *site = w->loop->site;

	addresses_leave(site->addresses, &w->peer);
	atomic_fetch_sub(&site->connections, 1);
	metrics_gauge_add(METRIC_CONNECTIONS_OPEN, -1);
}

static void accepted(struct loop *loop, int fd, const struct sockaddr *from)
{
	struct in6_addr peer = address_of(from);
	struct wire *w;

	if (!admit(loop->site, &peer)) {
		metrics_add(METRIC_CONNECTIONS_REFUSED, 1);
		close(fd);
		return;
	}
	metrics_add(METRIC_CONNECTIONS, 1);
	metrics_gauge_add(METRIC_CONNECTIONS_OPEN, 1);
	w = wire_new(loop, fd, tls_accept(loop->site->tls), &greeting);
	w->left = left;
	w->deadline = clock_monotonic() + LIMIT_HEAD_S * SECOND_US;
	w->peer = peer;
	if (IN6_IS_ADDR_V4MAPPED(&peer))
		inet_ntop(AF_INET, &peer.s6_addr[12], w->address, sizeof(w->address));
	else
		inet_ntop(AF_INET6, &peer, w->address, sizeof(w->address));
}

static void begin(struct loop *loop)
{
	loop->hub = hub_new(loop);
}

static void tick(struct loop *loop, int64_t now)
{
	hub_tick(loop->hub, now);
	wires_tick(loop, now);
}

static void told(struct loop *loop, struct event_message *message)
{
	hub_told(loop->hub, message);
}

static void end(struct loop *loop)
{
	wires_end(loop);
	hub_free(loop->hub);
}

const struct loop_duties connection_duties = {
    .begin = begin, .accepted = accepted, .answered = http_answer, .told = told, .tick = tick, .end = end};
