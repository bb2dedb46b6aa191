/* What a large computation takes of the room in memory, from before its transaction until its arena is freed. */
#include "core/work/worker_private.h"

#include "core/base/app.h"
#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/request/metrics.h"

#define MB INT64_C(1000000)

/* In the arena of the request whose share it is. */
struct share {
	struct room *room;
	int64_t bytes;
};

static void give_back(void *share)
{
	const struct share *s = share;

	room_give(s->room, s->bytes);
}

static enum handled refuse(struct exchange *x, const struct room *room, enum room_verdict verdict, int64_t bytes)
{
	struct request *r = &x->request;

	metrics_class_refused(x->ticket.of, CLASS_REFUSED_MEMORY);
	log_event(LOG_WARNING, "memory.refused", "{s:s, s:s, s:I, s:I, s:b}", "request_id", r->id, "route", r->route->path, "bytes",
	    (json_int_t)bytes, "of", (json_int_t)room_bytes(room), "ever", verdict == ROOM_FULL);
	if (verdict == ROOM_SMALL)
		return reply_problem(
		    r, &problem_memory_budget, NULL, (long long)((bytes + MB - 1) / MB), (long long)(room_bytes(room) / MB));
	reply_header(r, "Retry-After", arena_printf(r->arena, "%d", class_limits[x->ticket.of].retry_after));
	problem_member(r, "class", json_string(class_limits[x->ticket.of].name));
	return reply_problem(r, &problem_overloaded, NULL);
}

enum handled worker_take_room(struct worker *w, struct exchange *x)
{
	struct request *r = &x->request;
	const struct request_scale *scale = r->app->scale;
	struct room *room = w->pool->room;
	int64_t bytes = 0;

	if (x->share || !scale || !(r->route->flags & ROUTE_SLOW))
		return GO_ON;
	r->db = w->db;
	DB_TRY(scale->weigh(r, &bytes));
	enum room_verdict verdict = room_take(room, bytes, clock_monotonic() + LIMIT_ROOM_WAIT_US);
	if (verdict != ROOM_TAKEN)
		return refuse(x, room, verdict, bytes);
	x->share = arena_alloc(r->arena, sizeof *x->share);
	*x->share = (struct share){room, bytes};
	arena_defer(r->arena, give_back, x->share);
	return GO_ON;
}

void worker_leave_room(struct exchange *x)
{
	struct share *s = x->share;
	int64_t kept = s ? (int64_t)arena_size(x->request.arena) : 0;

	if (!s || s->bytes <= kept)
		return;
	room_give(s->room, s->bytes - kept);
	s->bytes = kept;
}
