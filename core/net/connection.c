#include "core/net/connection.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "core/base/app.h"
#include "core/base/clock.h"
#include "core/base/config.h"
#include "core/base/limits.h"
#include "core/base/networks.h"
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
	w->deadline = w->since + LIMIT_HEAD_S * SECOND_US;
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

/* Who has said something has until the end of the head's time to go on. */
static void silent_for_long(struct wire *w)
{
	int64_t until = w->since + LIMIT_HEAD_S * SECOND_US;

	if (w->heard && w->loop->now < until)
		w->deadline = until;
	else
		wire_end(w, false);
}

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

/* Of the connections that nobody has asked anything on yet, the oldest of the address that has most, or of ONE client (NULL: of any); NULL: there is
 * none on this loop. */
static struct wire *most_idle(const struct loop *loop, const struct client *one)
{
	struct wire *found = NULL;
	size_t most = 0;

	for (struct wire *w = loop->silent_wires; w != NULL; w = w->next_silent) {
		size_t count = addresses_count(w->client);

		if ((one != NULL && w->client != one) || count < most)
			continue;
		most = count;
		found = w;
	}
	return found;
}

/* Where there is no room in all, or for the address, one that says nothing makes room. False: nobody does. */
static bool make_room(struct loop *loop, const struct client *client, bool address_full, bool all_full)
{
	struct wire *w = !address_full && !all_full ? NULL : most_idle(loop, address_full ? client : NULL);

	if (!address_full && !all_full)
		return true;
	if (w == NULL)
		return false;
	metrics_add(METRIC_CONNECTIONS_EVICTED, 1);
	wire_end(w, false);
	return true;
}

static void count_out(struct site *site, struct client *client)
{
	addresses_leave(site->addresses, client);
	atomic_fetch_sub(&site->connections, 1);
}

static void left(struct wire *w)
{
	count_out(w->loop->site, w->client);
	metrics_gauge_add(METRIC_CONNECTIONS_OPEN, -1);
}

/* A trusted proxy has said whom it passes on: that counts, and is capped, instead of the proxy. */
static void introduced(struct wire *w, const struct in6_addr *named)
{
	struct site *site = w->loop->site;
	struct client *proxy = w->client;
	bool full = false;

	if (named == NULL)
		return;
	w->client = addresses_enter(site->addresses, named, &full);
	addresses_leave(site->addresses, proxy);
	ip_text(named, w->address);
	if (full && !networks_contain(site->app->config->trusted_proxies, named))
		make_room(w->loop, w->client, true, false); /* maybe by going itself */
}

static const struct wire_events greeting = {
    .ready = ready, .introduced = introduced, .received = nothing_received, .drained = nothing, .struck = silent_for_long, .gone = nothing};

static void accepted(struct loop *loop, int fd, const struct sockaddr *from)
{
	struct site *site = loop->site;
	struct in6_addr peer = address_of(from);
	bool address_full, all_full = atomic_fetch_add(&site->connections, 1) >= site->app->config->connections;
	struct client *client = addresses_enter(site->addresses, &peer, &address_full);
	bool proxied = networks_contain(site->app->config->trusted_proxies, &peer);
	struct wire *w;

	if (!make_room(loop, client, address_full && !proxied, all_full)) {
		count_out(site, client);
		metrics_add(METRIC_CONNECTIONS_REFUSED, 1);
		close(fd);
		return;
	}
	metrics_add(METRIC_CONNECTIONS, 1);
	metrics_gauge_add(METRIC_CONNECTIONS_OPEN, 1);
	w = wire_new(loop, fd, tls_accept(site->tls), &greeting);
	w->left = left;
	w->client = client;
	w->deadline = w->since + LIMIT_SILENT_S * SECOND_US;
	w->proxied = proxied;
	ip_text(&peer, w->address);
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
    .begin = begin, .accepted = accepted, .answered = http_returned, .told = told, .tick = tick, .end = end};
