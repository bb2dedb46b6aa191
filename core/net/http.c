#include "core/net/http.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/base/networks.h"
#include "core/base/secret.h"
#include "core/net/body.h"
#include "core/net/cache.h"
#include "core/net/site.h"
#include "core/net/static.h"
#include "core/request/address.h"
#include "core/request/etag.h"
#include "core/request/forwarded.h"
#include "core/request/gzip.h"
#include "core/request/input.h"
#include "core/request/locale.h"
#include "core/request/metrics.h"
#include "core/request/session.h"
#include "core/work/worker.h"

/* ---- the head ---- */

/* The system's random numbers cost more by the call than by the byte. */
static const char *request_id(struct loop *loop, struct arena *arena)
{
	char *id = arena_alloc(arena, 2 * LOOP_ID_BYTES + 1);

	if (loop->ids_left == 0) {
		random_bytes(loop->ids, sizeof(loop->ids));
		loop->ids_left = sizeof(loop->ids) / LOOP_ID_BYTES;
	}
	hex_text(loop->ids[--loop->ids_left], LOOP_ID_BYTES, id);
	return id;
}

/* Whoever has no session at all need not be asked about in the database. */
static bool may_come_in(const struct request *r)
{
	return (r->route->roles & ROLE_PUBLIC) != 0 || session_claimed(r);
}

static size_t body_limit(const struct route *route)
{
	bool action = (route->flags & (ROUTE_WRITE | ROUTE_RAW_BODY)) == ROUTE_WRITE;

	return route->body_limit == 0 && action ? LIMIT_BODY_EMPTY : route->body_limit;
}

/* Bodies that nobody would read are refused before they come. */
static const struct problem_kind *body_fault(const struct request *r, int64_t length)
{
	if (r->route == NULL)
		return length > LIMIT_BODY_UNROUTED ? &problem_too_large : NULL;
	if (length > (int64_t)body_limit(r->route))
		return &problem_too_large;
	return length > LIMIT_BODY_UNROUTED && !may_come_in(r) ? &problem_unauthenticated : NULL;
}

struct exchange *http_begin(struct loop *loop, struct channel *channel, const char *address, struct head **head)
{
	struct arena *arena = arena_new();
	struct exchange *x = arena_alloc(arena, sizeof(*x));

	*head = arena_alloc(arena, sizeof(**head));
	x->loop = loop;
	x->channel = channel;
	x->head = *head;
	x->reply.file = -1;
	x->arrived_mono = loop->now;
	x->request = (struct request){.arena = arena,
	    .app = loop->site->app,
	    .actor = {.roles = ROLE_PUBLIC},
	    .locale = LOCALE_ZH_CN,
	    .arrived_at = clock_now(),
	    .id = request_id(loop, arena),
	    .address = arena_strdup(arena, address),
	    .path = "",
	    .body = "",
	    .exchange = x};
	x->request.decided_at = x->request.arrived_at;
	x->place = route_index_place(loop->site->routes, NULL);
	loop->exchanges++;
	return x;
}

static void find_route(struct exchange *x)
{
	const struct route_index *routes = x->loop->site->routes;
	struct request *r = &x->request;

	r->route = route_find(routes, r->arena, x->head->method, r->path, r->params, &x->methods);
	x->place = route_index_place(routes, r->route);
}

/* From a proxy that is trusted, it is whom that speaks for. False: that cannot be said. */
static bool find_client(struct exchange *x)
{
	struct request *r = &x->request;
	const struct networks *trusted = r->app->config->trusted_proxies;
	char text[INET6_ADDRSTRLEN];
	struct in6_addr ip;

	if (trusted == NULL || x->again || !ip_parse(r->address, &ip) || !networks_contain(trusted, &ip))
		return true;
	if (!forwarded_client(r->arena, x->head, trusted, &ip))
		return false;
	ip_text(&ip, text);
	r->address = arena_strdup(r->arena, text);
	return true;
}

const struct problem_kind *http_head(struct exchange *x, const struct problem_kind *why)
{
	const struct head *head = x->head;
	struct request *r = &x->request;

	locale_accepted(head_header(head, "Accept-Language"), &r->locale);
	if (why == NULL && !find_client(x))
		why = &problem_forwarded;
	if (head->path == NULL)
		return why;
	r->path = head->path;
	x->known =
	    why == NULL && (head->method == METHOD_GET || head->method == METHOD_HEAD) && cache_knows(x->loop->cache, x, x->loop->now);
	if (!x->known)
		find_route(x);
	x->ticket.of = route_class(r->route);
	return why != NULL ? why : body_fault(r, head->content_length);
}

size_t http_body_limit(const struct exchange *x)
{
	const struct request *r = &x->request;

	if (r->route == NULL || (!may_come_in(r) && body_limit(r->route) > LIMIT_BODY_UNROUTED))
		return LIMIT_BODY_UNROUTED;
	return body_limit(r->route);
}

/* ---- who it counts for ---- */

/* Before the session is looked up, its cookie stands for it. */
static void identify(struct exchange *x)
{
	const struct workers *workers = x->loop->site->workers;
	const char *subject = address_subject(x->request.arena, x->request.address), *session = session_claim(&x->request);

	if (x->ticket.address != 0)
		return;
	x->ticket.address = workers_key(workers, subject, strlen(subject));
	x->ticket.session = session == NULL ? 0 : workers_key(workers, session, strlen(session));
}

static bool submit_to_workers(struct exchange *x)
{
	identify(x);
	x->working = workers_submit(x->loop->site->workers, x);
	return x->working;
}

_Atomic int64_t *http_bodies(const struct exchange *x)
{
	return &x->loop->site->bodies[x->ticket.of];
}

bool http_bodies_full(const struct exchange *x)
{
	bool full = *http_bodies(x) > class_limits[x->ticket.of].bodies;

	if (full)
		metrics_class_refused(x->ticket.of, CLASS_REFUSED_BODIES);
	return full;
}

const struct problem_kind *http_expect(struct exchange *x, bool *wait)
{
	const struct request *r = &x->request;
	int64_t length = x->head->content_length;

	identify(x);
	if (!workers_expect(x->loop->site->workers, x))
		return &problem_overloaded;
	if (r->route == NULL || r->route->roles & ROLE_PUBLIC)
		return NULL;
	if ((length == 0 ? (int64_t)http_body_limit(x) : length) <= LIMIT_BODY_UNKNOWN)
		return NULL;
	x->knocking = true;
	*wait = submit_to_workers(x);
	x->knocking = *wait;
	return *wait ? NULL : &problem_overloaded;
}

/* ---- the checks ---- */

/* Browsers say where a request comes from; what says nothing is no browser, and has no cookie that was not given to it. */
static bool same_origin(const struct head *head, const char *public_url)
{
	const char *site = head_header(head, "Sec-Fetch-Site"), *origin = head_header(head, "Origin");

	if (site != NULL && strcasecmp(site, "same-origin") != 0 && strcasecmp(site, "none") != 0)
		return false;
	if (origin == NULL || (public_url != NULL && strcasecmp(origin, public_url) == 0))
		return true;
	return strncmp(origin, "https://", 8) == 0 && head->host != NULL && strcasecmp(origin + 8, head->host) == 0;
}

/* Whether no other site can have had a browser ask. A browser that sends a session but not where the request comes from (Safari before 16.4)
 * is believed nothing. */
static bool surely_same_origin(const struct head *head, const char *public_url)
{
	if (head_header(head, "Cookie") != NULL && head_header(head, "Sec-Fetch-Site") == NULL)
		return false;
	return same_origin(head, public_url);
}

static bool is_json(const char *type)
{
	static const char json[] = "application/json";
	const char *rest;

	if (type == NULL || strncasecmp(type, json, sizeof(json) - 1) != 0)
		return false;
	rest = type + sizeof(json) - 1;
	rest += strspn(rest, " \t");
	return *rest == '\0' || *rest == ';';
}

static void reply_without_route(struct exchange *x)
{
	struct request *r = &x->request;
	bool reads = x->head->method == METHOD_GET || x->head->method == METHOD_HEAD;

	if (x->methods == 0) {
		if (!reads || !pages_reply(x->loop->site->pages, r))
			reply_problem(r, &problem_not_found, NULL);
		return;
	}
	reply_header(r, "Allow", route_allow(r->arena, x->methods));
	if (x->head->method == METHOD_OPTIONS)
		reply_empty(r, 204);
	else
		reply_problem(r, &problem_method, NULL);
}

/* Everything that can be said without database and session; true if the request goes on. */
static bool checks(struct exchange *x)
{
	struct request *r = &x->request;
	if (x->head->canonical != NULL) {
		const char *query = x->head->query;
		reply_header(r, "Location",
		    arena_printf(r->arena, "%s%s%s", x->head->canonical, query == NULL ? "" : "?", query == NULL ? "" : query));
		reply_empty(r, 308);
		return false;
	}
	bool changes = x->head->method != METHOD_GET && x->head->method != METHOD_HEAD && x->head->method != METHOD_OPTIONS;

	if (r->route == NULL) {
		reply_without_route(x);
		return false;
	}
	if (changes && !same_origin(x->head, r->app->config->public_url)) {
		reply_problem(r, &problem_cross_origin, NULL);
		return false;
	}
	if (!may_come_in(r)) {
		reply_problem(r, &problem_unauthenticated, NULL);
		return false;
	}
	if (r->body_length > 0 && !(r->route->flags & ROUTE_RAW_BODY) && !is_json(request_header(r, "Content-Type"))) {
		reply_problem(r, &problem_media_type, "Content-Type");
		return false;
	}
	return input_check(x);
}

static void reply_overloaded(struct exchange *x)
{
	const struct class_limits *limits = &class_limits[x->ticket.of];

	metrics_add(METRIC_OVERLOADED, 1);
	reply_header(&x->request, "Retry-After", arena_printf(x->request.arena, "%d", limits->retry_after));
	problem_member(&x->request, "class", json_string(limits->name));
	reply_problem(&x->request, &problem_overloaded, NULL);
}

/* What is kept for everybody must not be made with somebody's eyes. */
static void forget_session(struct exchange *x)
{
	for (size_t i = 0; i < x->head->header_count; i++)
		if (strcasecmp(x->head->headers[i].name, "Cookie") == 0)
			x->head->headers[i].value = "";
}

static void http_answer(struct exchange *);

static void submit(struct exchange *x)
{
	if (submit_to_workers(x))
		return;
	reply_overloaded(x);
	http_answer(x);
}

/* The cache's answer, or a place in the queue, or a wait for the answer to another. */
static void serve_cached(struct exchange *x)
{
	forget_session(x);
	if (!cache_reply(x->loop->cache, x, x->loop->now))
		submit(x);
	else if (x->reply.status != 0)
		http_answer(x);
	else
		x->working = true; /* at the one that is being made */
}

void http_again(struct loop *loop, struct channel *channel, const char *address, const char *path, const struct header *headers,
    size_t count, struct exchange **asking)
{
	struct head *head;
	struct exchange *x = http_begin(loop, channel, address, &head);
	struct arena *arena = x->request.arena;

	head->path = arena_strdup(arena, path);
	head->headers = arena_alloc(arena, (count + 1) * sizeof(*headers));
	for (size_t i = 0; i < count; i++)
		head->headers[head->header_count++] =
		    (struct header){arena_strdup(arena, headers[i].name), arena_strdup(arena, headers[i].value)};
	x->again = true;
	*asking = x;
	http_serve(x, http_head(x, NULL));
}

/* The body is here: who took long over it is decided on by when it ended. */
static void note_end(struct request *r)
{
	int64_t late = clock_now() - LIMIT_BODY_LATE_S * SECOND_US;

	if (r->body_length > 0 && late > r->arrived_at)
		r->decided_at = late;
}

void http_serve(struct exchange *x, const struct problem_kind *refusal)
{
	struct request *r = &x->request;

	note_end(r);
	if (x->known && refusal != NULL)
		exchange_reset(x); /* a body came that nobody wants */
	if (x->known && refusal == NULL) {
		/* was answered when its head came */
	} else if (refusal == &problem_overloaded) {
		reply_overloaded(x);
	} else if (refusal != NULL) {
		if (refusal == &problem_database_unavailable)
			reply_header(r, "Retry-After", arena_printf(r->arena, "%d", LIMIT_RETRY_AFTER_S));
		reply_problem(r, refusal, NULL);
	} else if (checks(x)) {
		if (r->route->flags & ROUTE_CACHED) {
			serve_cached(x);
			return;
		}
		if (!(r->route->flags & ROUTE_ON_LOOP)) {
			x->compressible = exchange_compressible(x, surely_same_origin(x->head, r->app->config->public_url));
			submit(x);
			return;
		}
		r->route->handler(r);
	}
	http_answer(x);
}

/* ---- the answer ---- */

static void log_request(const struct exchange *x, int64_t us)
{
	const struct request *r = &x->request;
	char line[LIMIT_TARGET_BYTES + 512];
	struct arena *arena = r->arena;
	int length;

	if (!log_enabled(LOG_INFO))
		return;
	length = snprintf(line, sizeof(line),
	    "{\"time\":\"%s\",\"level\":\"info\",\"event\":\"request\",\"request_id\":\"%s\",\"address\":\"%s\",\"account\":%lld,"
	    "\"method\":\"%s\",\"path\":\"%s\",\"status\":%d,\"bytes\":%lld,\"us\":%lld}\n",
	    time_text(arena, r->arrived_at), r->id, r->address, (long long)r->actor.account_id, method_names[x->head->method], r->path,
	    x->reply.status, (long long)(x->reply.file >= 0 ? x->reply.file_length : (int64_t)x->reply.length), (long long)us);
	log_line(LOG_INFO, line, (unsigned long)length);
}

/* If the client has it already, it is not sent again. */
static void shorten(struct exchange *x)
{
	const char *known = head_header(x->head, "If-None-Match"), *etag = NULL;

	if (known == NULL || x->reply.status != 200 || (x->head->method != METHOD_GET && x->head->method != METHOD_HEAD))
		return;
	for (const struct reply_header *h = x->reply.headers; h != NULL; h = h->next)
		if (strcasecmp(h->name, "ETag") == 0)
			etag = h->value;
	if (etag != NULL && etag_listed(known, etag)) {
		x->reply.status = 304;
		x->reply.content_type = NULL;
		x->reply.ready = NULL;
	}
}

static void http_answer(struct exchange *x)
{
	int64_t us = clock_monotonic() - x->arrived_mono;

	if (x->reply.status == 0)
		fatal("request %s has no answer", x->request.id);
	if (x->request.route != NULL && x->request.route->flags & ROUTE_PAGE && x->reply.status >= 400)
		pages_refuse(x->loop->site->pages, &x->request);
	if (x->cached != NULL)
		cache_filled(x->loop->cache, x, x->loop->now, http_answer);
	x->working = false;
	body_forget(x); /* a client that takes its time for the answer keeps none of what is bounded */
	workers_forget(x->loop->site->workers, x);
	shorten(x);
	if (!x->again) {
		metrics_request(x->place, x->reply.status, us);
		log_request(x, us);
	}
	if (x->channel != NULL)
		x->channel->kind->answer(x);
	else
		http_sent(x); /* there is nobody any more to send it to */
}

/* What a worker found out about whom the exchange knocked for. */
static const struct problem_kind *refused_at_door(const struct request *r)
{
	if (r->exchange->nobody_knows)
		return &problem_database_unavailable;
	if (r->actor.account_id == 0)
		return &problem_unauthenticated;
	return r->route->roles & r->actor.roles ? NULL : &problem_forbidden;
}

void http_returned(struct exchange *x)
{
	if (!x->knocking) {
		http_answer(x);
		return;
	}
	x->knocking = x->working = false;
	if (x->channel == NULL)
		http_sent(x);
	else
		x->channel->kind->knocked(x, refused_at_door(&x->request));
}

void http_sent(struct exchange *x)
{
	body_forget(x);
	workers_forget(x->loop->site->workers, x);
	x->loop->exchanges--;
	if (x->reply.file >= 0)
		close(x->reply.file);
	arena_free(x->request.arena);
}

void http_gone(struct exchange *x)
{
	x->channel = NULL;
	if (!x->working)
		http_sent(x);
}
