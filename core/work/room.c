#include "core/work/room.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/request/metrics.h"

/* Somebody who waits, on the waiter's stack. */
struct waiter {
	struct waiter *next;
	int64_t bytes;
};

struct room {
	int64_t bytes;
	pthread_mutex_t lock; /* over all that follows */
	pthread_cond_t moved; /* something was given back, or the first of the line has gone */
	int64_t taken;
	struct waiter *first, **last;
};

struct room *room_new(int64_t bytes)
{
	struct room *room = calloc(1, sizeof *room);
	pthread_condattr_t monotonic;

	if (room == NULL)
		fatal("out of memory");
	room->bytes = bytes;
	room->last = &room->first;
	pthread_mutex_init(&room->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&room->moved, &monotonic);
	pthread_condattr_destroy(&monotonic);
	metrics_gauge_set(METRIC_ROOM, bytes);
	return room;
}

void room_free(struct room *room)
{
	if (room == NULL)
		return;
	if (room->taken != 0)
		fatal("%lld bytes of the room were not given back", (long long)room->taken);
	pthread_cond_destroy(&room->moved);
	pthread_mutex_destroy(&room->lock);
	free(room);
}

int64_t room_bytes(const struct room *room)
{
	return room->bytes;
}

static void join_line(struct room *room, struct waiter *w)
{
	*room->last = w;
	room->last = &w->next;
	metrics_gauge_add(METRIC_ROOM_WAITING, 1);
}

static void leave_line(struct room *room, const struct waiter *w)
{
	struct waiter **at = &room->first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	if (room->last == &w->next)
		room->last = at;
	metrics_gauge_add(METRIC_ROOM_WAITING, -1);
	pthread_cond_broadcast(&room->moved); /* there may be enough for the next, too */
}

/* Whether it is W's turn, and there is enough. */
static bool may_take(const struct room *room, const struct waiter *w)
{
	return room->first == w && room->bytes - room->taken >= w->bytes;
}

enum room_verdict room_take(struct room *room, int64_t bytes, int64_t deadline)
{
	const struct timespec end = {.tv_sec = (time_t)(deadline / SECOND_US), .tv_nsec = (long)(deadline % SECOND_US) * 1000};
	struct waiter w = {.bytes = bytes};

	if (bytes > room->bytes)
		return ROOM_SMALL;
	pthread_mutex_lock(&room->lock);
	join_line(room, &w);
	while (!may_take(room, &w) && pthread_cond_timedwait(&room->moved, &room->lock, &end) == 0)
		;
	bool taken = may_take(room, &w);
	if (taken)
		room->taken += bytes;
	metrics_gauge_set(METRIC_ROOM_TAKEN, room->taken);
	leave_line(room, &w);
	pthread_mutex_unlock(&room->lock);
	return taken ? ROOM_TAKEN : ROOM_FULL;
}

void room_give(struct room *room, int64_t bytes)
{
	pthread_mutex_lock(&room->lock);
	if (bytes < 0 || bytes > room->taken)
		fatal("%lld bytes are given back of %lld that were taken", (long long)bytes, (long long)room->taken);
	room->taken -= bytes;
	metrics_gauge_set(METRIC_ROOM_TAKEN, room->taken);
	pthread_cond_broadcast(&room->moved);
	pthread_mutex_unlock(&room->lock);
}
