#include "core/net/hub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/secret.h"
#include "core/net/http.h"
#include "core/net/site.h"
#include "core/request/head.h"
#include "core/request/metrics.h"
#include "core/work/lookout.h"

/* Who listens keeps no exchange: only what it takes to ask its handler again. */
struct listener {
	struct channel check; /* first: where the handler's word goes when it is asked again */
	struct hub *hub;
	struct listener *next, **previous;
	struct channel *channel;
	const struct event_source *source;
	int64_t edition, account;
	int64_t seq;               /* it has heard of this row, and all before */
	int64_t beat_at, check_at; /* monotonic µs */
	struct exchange *asking;   /* NULL: it is not being asked */
	char *cookie, *address;    /* behind path, in one piece */
	char path[];
};

struct hub {
	struct loop *loop;
	struct listener *listeners;
	struct listener *next; /* the one to be looked at next: what one hears may be the end of others */
};

struct hub *hub_new(struct loop *loop)
{
	struct hub *hub = calloc(1, sizeof(*hub));

	if (hub == NULL)
		fatal("out of memory");
	hub->loop = loop;
	return hub;
}

void hub_free(struct hub *hub)
{
	free(hub);
}

/* ---- coming and going ---- */

static void checked(struct exchange *);
static const struct channel_kind check_kind = {.answer = checked};

static struct listener *listener_new(const struct request *r)
{
	const char *cookie = request_header(r, "Cookie");
	size_t path = strlen(r->path) + 1, cookies = cookie == NULL ? 1 : strlen(cookie) + 1, address = strlen(r->address) + 1;
	struct listener *l = calloc(1, sizeof(*l) + path + cookies + address);

	if (l == NULL)
		fatal("out of memory");
	memcpy(l->path, r->path, path);
	l->cookie = l->path + path;
	if (cookie != NULL)
		memcpy(l->cookie, cookie, cookies);
	l->address = l->cookie + cookies;
	memcpy(l->address, r->address, address);
	return l;
}

struct listener *hub_open(struct hub *hub, const struct exchange *x, struct channel *channel)
{
	struct listener *l = listener_new(&x->request);
	int64_t now = hub->loop->now;

	l->check.kind = &check_kind;
	l->hub = hub;
	l->channel = channel;
	l->source = x->reply.events.source;
	l->edition = x->reply.events.edition;
	l->account = x->request.actor.account_id;
	l->seq = lookout_add(hub->loop->site->lookout, l->source, l->edition, x->reply.events.seq);
	l->beat_at = now + LIMIT_EVENTS_BEAT_S * SECOND_US;
	l->check_at = now + LIMIT_EVENTS_CHECK_S * SECOND_US;
	l->next = hub->listeners;
	l->previous = &hub->listeners;
	if (l->next != NULL)
		l->next->previous = &l->next;
	hub->listeners = l;
	metrics_gauge_add(METRIC_LISTENERS, 1);
	if (l->seq > x->reply.events.seq)
		l->beat_at = 0; /* it missed some: see beat() */
	else
		l->seq = x->reply.events.seq;
	return l;
}

static void part(struct listener *l)
{
	if (l->hub->next == l)
		l->hub->next = l->next;
	*l->previous = l->next;
	if (l->next != NULL)
		l->next->previous = l->previous;
	lookout_remove(l->hub->loop->site->lookout, l->source, l->edition);
	metrics_gauge_add(METRIC_LISTENERS, -1);
	if (l->asking != NULL)
		http_gone(l->asking);
	secret_wipe(l->cookie, strlen(l->cookie));
	free(l);
}

void hub_close(struct listener *l)
{
	part(l);
}

static void send_away(struct listener *l)
{
	struct channel *channel = l->channel;

	part(l);
	channel->kind->finish(channel);
}

/* ---- what they hear ---- */

static void say(struct listener *l, const char *bytes, size_t length)
{
	struct channel *channel = l->channel;

	l->beat_at = l->hub->loop->now + LIMIT_EVENTS_BEAT_S * SECOND_US;
	if (channel->kind->push(channel, bytes, length))
		return;
	metrics_add(METRIC_LISTENERS_DROPPED, 1);
	part(l);
}

static void beat(struct listener *l)
{
	static const char beat_text[] = ":\n\n";
	char text[80];
	int length;

	if (l->beat_at != 0) {
		say(l, beat_text, sizeof(beat_text) - 1);
		return;
	}
	length = snprintf(text, sizeof(text), "id: %lld\nevent: reset\ndata: {}\n\n", (long long)l->seq);
	say(l, text, (size_t)length);
}

/* ---- whether they still may ---- */

/* The handler's word, as a worker brings it. */
static void checked(struct exchange *x)
{
	struct listener *l = (struct listener *)x->channel;
	bool may = x->reply.events.source == l->source && x->reply.events.edition == l->edition;
	bool unknown = x->reply.status >= 500; /* no database, or too much to do: so nothing is known */

	l->asking = NULL;
	http_sent(x);
	if (!may && !unknown)
		send_away(l);
}

static void check(struct listener *l)
{
	const struct header headers[] = {{"Cookie", l->cookie}};

	l->check_at = l->hub->loop->now + LIMIT_EVENTS_CHECK_S * SECOND_US;
	if (l->asking == NULL)
		http_again(l->hub->loop, &l->check, l->address, l->path, headers, 1, &l->asking);
}

void hub_told(struct hub *hub, struct event_message *m)
{
	for (struct listener *l = hub->listeners; l != NULL; l = hub->next) {
		hub->next = l->next;
		if (m->source == NULL && (m->account == 0 || m->account == l->account)) {
			check(l);
		} else if (m->source == l->source && m->edition == l->edition && m->last > l->seq) {
			l->seq = m->last;
			say(l, m->bytes, m->length);
		}
	}
	event_message_drop(m);
}

void hub_tick(struct hub *hub, int64_t now)
{
	for (struct listener *l = hub->listeners; l != NULL; l = hub->next) {
		hub->next = l->next;
		if (hub->loop->drain_at != 0)
			send_away(l);
		else if (now >= l->check_at)
			check(l);
		else if (now >= l->beat_at)
			beat(l);
	}
}
