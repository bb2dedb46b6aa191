#include "core/net/loop.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/log.h"
#include "core/net/cache.h"

#define ACCEPTED_AT_ONCE 64 /* then the others' bytes have their turn */

/* ---- the listener ---- */

static void acceptable(evutil_socket_t fd, short what, void *context)
{
	struct loop *loop = context;

	(void)what;
	for (int i = 0; i < ACCEPTED_AT_ONCE; i++) {
		struct sockaddr_storage peer = {0};
		socklen_t length = sizeof(peer);
		int client = accept4(fd, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (client >= 0) {
			loop->duties->accepted(loop, client, (struct sockaddr *)&peer);
		} else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			/* Trying again at once would spin, so the next tick does. */
			log_event(LOG_ERROR, "listener.accept", "{s:s}", "error", strerror(errno));
			event_del(&loop->listen_event);
			return;
		} else if (errno == EAGAIN) {
			return;
		} /* else it went away again, or the network had something to say about it */
	}
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

struct loop_note {
	struct loop_note *next;
	struct event_message *message;
};

void loop_tell(struct loop *loop, struct event_message *message)
{
	struct loop_note *note = malloc(sizeof(*note)), *newest = atomic_load(&loop->notes);

	if (note == NULL)
		fatal("out of memory");
	note->message = message;
	do
		note->next = newest;
	while (!atomic_compare_exchange_weak(&loop->notes, &newest, note));
	if (newest == NULL)
		poke(loop);
}

static void take_notes(struct loop *loop)
{
	struct loop_note *newest = atomic_exchange(&loop->notes, NULL), *oldest = NULL;

	while (newest != NULL) {
		struct loop_note *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	while (oldest != NULL) {
		struct loop_note *next = oldest->next;

		loop->duties->told(loop, oldest->message);
		free(oldest);
		oldest = next;
	}
}

void loop_drain(struct loop *loop)
{
	atomic_store(&loop->drain, true);
	poke(loop);
}

/* In the order in which they came. */
static void take_back(struct loop *loop)
{
	struct exchange *newest = atomic_exchange(&loop->handed_back, NULL), *oldest = NULL;

	while (newest != NULL) {
		struct exchange *next = newest->next;

		newest->next = oldest;
		oldest = newest;
		newest = next;
	}
	while (oldest != NULL) {
		struct exchange *next = oldest->next;

		loop->duties->answered(oldest);
		oldest = next;
	}
}

static void woken(evutil_socket_t fd, short what, void *context)
{
	struct loop *loop = context;
	uint64_t count;

	(void)what;
	loop->now = clock_monotonic();
	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		fatal("eventfd: %s", strerror(errno));
	take_back(loop);
	take_notes(loop);
	if (atomic_load(&loop->drain) && loop->drain_at == 0)
		loop->drain_at = loop->now;
}

/* ---- time ---- */

static void close_listener(struct loop *loop)
{
	if (loop->listener < 0)
		return;
	event_del(&loop->listen_event);
	close(loop->listener);
	loop->listener = -1;
}

/* The first tick of a drain closes the listener, when whatever the kernel had accepted before is in. */
static void drain_tick(struct loop *loop, int64_t now)
{
	if (loop->listener >= 0)
		acceptable(loop->listener, EV_READ, loop);
	close_listener(loop);
	loop->gave_up = now - loop->drain_at > LIMIT_DRAIN_S * SECOND_US;
	if (loop->gave_up)
		log_event(LOG_ERROR, "drain.gave_up", "{s:I}", "requests", (json_int_t)loop->exchanges);
	if (loop->gave_up || (loop->exchanges == 0 && loop->wires == NULL && loop->ended_wires == NULL))
		event_base_loopbreak(loop->base);
}

static void tick(evutil_socket_t fd, short what, void *context)
{
	struct loop *loop = context;

	(void)fd;
	(void)what;
	loop->now = clock_monotonic();
	loop->duties->tick(loop, loop->now);
	if (loop->drain_at != 0)
		drain_tick(loop, loop->now);
	else
		event_add(&loop->listen_event, NULL); /* after an accept that failed */
}

const char *loop_date(struct loop *loop)
{
	if (loop->now >= loop->date_until) {
		int64_t us = clock_now();
		time_t second = (time_t)(us / SECOND_US);
		struct tm tm;

		if (gmtime_r(&second, &tm) == NULL || strftime(loop->date, sizeof(loop->date), "%a, %d %b %Y %H:%M:%S GMT", &tm) == 0)
			fatal("no calendar day for %lld", (long long)second);
		loop->date_until = loop->now + SECOND_US - us % SECOND_US;
	}
	return loop->date;
}

/* ---- start and end ---- */

static void *run(void *context)
{
	struct loop *loop = context;

	event_base_dispatch(loop->base);
	return NULL;
}

static void start_events(struct loop *loop)
{
	static const struct timeval every = {.tv_usec = LIMIT_TICK_MS * 1000};

	loop->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (loop->wake < 0)
		fatal("eventfd: %s", strerror(errno));
	if (event_assign(&loop->listen_event, loop->base, loop->listener, EV_READ | EV_PERSIST, acceptable, loop) != 0 ||
	    event_assign(&loop->wake_event, loop->base, loop->wake, EV_READ | EV_PERSIST, woken, loop) != 0 ||
	    event_assign(&loop->tick_event, loop->base, -1, EV_PERSIST, tick, loop) != 0 || event_add(&loop->listen_event, NULL) != 0 ||
	    event_add(&loop->wake_event, NULL) != 0 || event_add(&loop->tick_event, &every) != 0)
		fatal("out of memory");
}

struct loop *loop_start(struct site *site, int listener, const struct loop_duties *duties)
{
	struct loop *loop = calloc(1, sizeof(*loop));
	int error;

	if (loop == NULL)
		fatal("out of memory");
	loop->site = site;
	loop->duties = duties;
	loop->listener = listener;
	loop->now = clock_monotonic();
	/* Without a list of changes that are told to the kernel later: they name descriptors by number, and one that was closed meanwhile may be
	 * another loop's connection by then. */
	loop->base = event_base_new();
	if (loop->base == NULL)
		fatal("out of memory");
	loop->cache = cache_new();
	start_events(loop);
	duties->begin(loop);
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
	take_back(loop);
	take_notes(loop);
	loop->duties->end(loop);
	take_back(loop);
	close_listener(loop);
	event_del(&loop->wake_event);
	event_del(&loop->tick_event);
	event_base_free(loop->base);
	close(loop->wake);
	cache_free(loop->cache);
	free(loop);
}
