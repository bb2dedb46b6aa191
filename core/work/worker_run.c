/* One request, or one group of requests, from session to commit, and again where that is safe.
 *
 * What may be run again: a transaction that the database rolled back or that we can roll back (deadlock, lock wait), and one whose
 * connection was lost before COMMIT was sent. When the connection is lost during COMMIT nobody knows the outcome: only a route that is
 * marked as idempotent is run again; others are answered with problem_outcome_unknown. */
#include "core/work/worker_private.h"

#include <string.h>

#include "core/base/app.h"
#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/request/audit_trail.h"
#include "core/request/gzip.h"
#include "core/request/metrics.h"
#include "core/request/session.h"

enum outcome {
	ANSWERED,    /* and what was written is committed */
	ROLLED_BACK, /* may be run again */
	UNKNOWN,     /* lost during COMMIT */
	UNWILLING,   /* the database is full, or takes nothing for another reason that passes */
	FAILED       /* an error that would come again */
};

static bool writes(const struct exchange *x)
{
	return (x->request.route->flags & ROUTE_WRITE) != 0;
}

static bool stands(const struct exchange *x)
{
	return x->reply.status < 400 || x->commit_anyway;
}

/* ---- Answers of the worker's own ---- */

static void answer(struct exchange *x, const struct problem_kind *kind, bool retry)
{
	exchange_reset(x);
	if (retry)
		reply_header(&x->request, "Retry-After", arena_printf(x->request.arena, "%d", LIMIT_RETRY_AFTER_S));
	reply_problem(&x->request, kind, NULL);
}

static void finish(struct worker *w, struct exchange *x)
{
	x->request.db = NULL;
	gzip_reply(x);
	worker_leave_room(x);
	w->pool->done(x);
}

void worker_answer_unavailable(struct worker *w, struct exchange *x)
{
	if (x->knocking) {
		x->nobody_knows = true;
		w->pool->done(x);
		return;
	}
	answer(x, &problem_database_unavailable, true);
	finish(w, x);
}

/* ---- The gate: session and role ---- */

#define PAGE_HEADER "Saitou-Account" /* the account whose page sends the request; named in api/openapi.yaml */

/* A page says whose it is. Somebody else may have logged in since, in another tab of the same browser, whose cookie this page now sends. */
static bool of_other_page(const struct request *r)
{
	const char *page = request_header(r, PAGE_HEADER);

	return page && r->actor.account_id != 0 && strcmp(page, arena_printf(r->arena, "%lld", (long long)r->actor.account_id)) != 0;
}

/* False: the request may not, and has its answer. */
static bool admit(struct exchange *x)
{
	struct request *r = &x->request;
	if (of_other_page(r)) {
		reply_problem(r, &problem_other_account, NULL, r->actor.name);
		return false;
	}
	if ((r->route->roles & r->actor.roles) != 0)
		return true;
	reply_problem(r, r->actor.account_id == 0 ? &problem_unauthenticated : &problem_forbidden, NULL);
	return false;
}

/* ---- One attempt ---- */

static enum outcome failure(struct worker *w, const struct exchange *x, bool in_commit)
{
	if (in_commit && db_lost(w->db))
		return UNKNOWN;
	if (db_rerunnable(w->db))
		return ROLLED_BACK;
	if (db_unwilling(w->db))
		return UNWILLING; /* db.failed is in the log */
	log_event(LOG_ERROR, "request.db_failed", "{s:s, s:s, s:i, s:s}", "request_id", x->request.id, "route", x->request.route->path,
	    "number", (int)db_error_number(w->db), "error", db_error_text(w->db));
	return FAILED;
}

static enum outcome roll_back(struct worker *w, const struct exchange *x)
{
	enum outcome outcome = failure(w, x, false);
	db_rollback(w->db);
	metrics_add(METRIC_ROLLBACKS, 1);
	return outcome;
}

static enum handled run_handler(struct worker *w, struct exchange *x)
{
	x->request.db = w->db;
	db_set_read_only(w->db, !writes(x));
	enum handled handled = x->request.route->handler(&x->request);
	db_set_read_only(w->db, false);
	if (handled == GO_ON || (handled == HANDLED && x->reply.status == 0))
		fatal("the handler of %s did not answer", x->request.route->path);
	return handled;
}

static void call_after_commit(struct exchange *x)
{
	for (struct after_commit *call = x->after_commit; call != NULL; call = call->next)
		call->fn(&x->request, call->pointer);
}

/* Audit rows, COMMIT, and the calls after it, for all whose writes stand. */
static enum outcome commit(struct worker *w, struct exchange *const *list, size_t count)
{
	if (audit_write(w->db, list, count) != DB_OK)
		return roll_back(w, list[0]);
	int64_t before = clock_monotonic();
	if (db_commit(w->db) != DB_OK) {
		enum outcome outcome = failure(w, list[0], true);
		db_rollback(w->db);
		return outcome;
	}
	metrics_observe(METRIC_COMMIT_TIME, clock_monotonic() - before);
	metrics_observe(METRIC_GROUP_SIZE, (int64_t)count);
	metrics_add(METRIC_COMMITS, 1);
	for (size_t i = 0; i < count; i++)
		call_after_commit(list[i]);
	return ANSWERED;
}

static enum db_status begin(struct worker *w, const struct exchange *x)
{
	return x->request.route->flags & ROUTE_SNAPSHOT ? db_begin_snapshot(w->db) : db_begin(w->db);
}

/* A route that only reads: without a transaction, or in one that is given up at the end. */
static enum outcome attempt_reading(struct worker *w, struct exchange *x)
{
	bool snapshot = (x->request.route->flags & ROUTE_SNAPSHOT) != 0;
	if (snapshot && begin(w, x) != DB_OK)
		return failure(w, x, false);
	enum outcome outcome = run_handler(w, x) == HANDLED ? ANSWERED : failure(w, x, false);
	if (snapshot)
		db_rollback(w->db);
	return outcome;
}

/* Before the transaction, whose snapshot begins with what the handler locks. */
static enum handled pass_gate(struct worker *w, struct exchange *x)
{
	const struct request_gate *gate = x->request.app->gate;

	x->request.db = w->db;
	x->request.at_gate = NULL;
	return gate ? gate->ask(&x->request) : GO_ON;
}

/* What the gate found may have changed since; then nothing of this attempt stays. */
static enum outcome commit_by_gate(struct worker *w, struct exchange *x)
{
	const struct request_gate *gate = x->request.app->gate;
	bool holds = true;

	if (gate && gate->hold(&x->request, &holds) != DB_OK)
		return roll_back(w, x);
	if (holds)
		return commit(w, &x, 1);
	db_rollback(w->db);
	metrics_add(METRIC_ROLLBACKS, 1);
	return ROLLED_BACK;
}

/* Whose session it is, for the budget of what comes next. */
static void learn(const struct worker *w, const struct exchange *x)
{
	if (x->ticket.session != 0 && x->request.actor.account_id != 0)
		budget_learn(w->pool->budget, x->ticket.session, x->request.actor.account_id);
}

/* Before the transaction: nobody is to wait for memory who holds a lock. */
static enum handled enter(struct worker *w, struct exchange *x)
{
	STEP(pass_gate(w, x));
	return worker_take_room(w, x);
}

static enum outcome attempt(struct worker *w, struct exchange *x)
{
	if (session_resolve(w->db, &x, 1) != DB_OK)
		return failure(w, x, false);
	learn(w, x);
	if (!admit(x))
		return ANSWERED;
	switch (enter(w, x)) {
	case GO_ON:
		break;
	case HANDLED:
		return ANSWERED;
	case HANDLED_DB_FAILED:
	default:
		return failure(w, x, false);
	}
	if (!writes(x))
		return attempt_reading(w, x);
	if (begin(w, x) != DB_OK)
		return failure(w, x, false);
	if (run_handler(w, x) != HANDLED)
		return roll_back(w, x);
	if (stands(x))
		return commit_by_gate(w, x);
	db_rollback(w->db);
	metrics_add(METRIC_ROLLBACKS, 1);
	return ANSWERED;
}

/* ---- One request, until it is answered ---- */

static void run_alone(struct worker *w, struct exchange *x)
{
	int64_t deadline = clock_monotonic() + LIMIT_DB_WAIT_US;
	const struct problem_kind *problem = NULL;
	for (int runs = 0; problem == NULL; runs++) {
		if (!worker_connected_by(w, deadline)) {
			problem = &problem_database_unavailable;
			break;
		}
		enum outcome outcome = attempt(w, x);
		if (outcome == ANSWERED)
			break;
		if (outcome == UNKNOWN && (x->request.route->flags & ROUTE_IDEMPOTENT) == 0)
			problem = &problem_outcome_unknown;
		else if (outcome == FAILED)
			problem = &problem_internal;
		else if (outcome == UNWILLING)
			problem = &problem_database_unavailable;
		else if (runs == LIMIT_RERUNS)
			problem = outcome == UNKNOWN ? &problem_outcome_unknown : &problem_overloaded;
		else
			metrics_add(METRIC_RERUNS, 1);
		exchange_reset(x);
	}
	if (problem != NULL)
		answer(x, problem, problem == &problem_database_unavailable || problem == &problem_overloaded);
	finish(w, x);
}

/* ---- One that only knocks ---- */

static void look_up(struct worker *w, struct exchange *x)
{
	x->nobody_knows = !worker_connected_by(w, clock_monotonic() + LIMIT_DB_WAIT_US) || session_resolve(w->db, &x, 1) != DB_OK;
	w->pool->done(x);
}

/* ---- A group in one transaction ---- */

static enum outcome attempt_group(struct worker *w, struct exchange *const *list, size_t count)
{
	struct exchange *standing[LIMIT_GROUP];
	struct request *requests[LIMIT_GROUP];
	size_t kept = 0;
	if (db_begin(w->db) != DB_OK)
		return failure(w, list[0], false);
	for (size_t i = 0; i < count; i++) {
		requests[i] = &list[i]->request;
		requests[i]->db = w->db;
		requests[i]->group = requests;
		requests[i]->group_size = count;
	}
	for (size_t i = 0; i < count; i++) {
		if (run_handler(w, list[i]) != HANDLED)
			return roll_back(w, list[i]);
		if (stands(list[i]))
			standing[kept++] = list[i];
	}
	if (kept > 0)
		return commit(w, standing, kept);
	db_rollback(w->db);
	metrics_add(METRIC_ROLLBACKS, 1);
	return ANSWERED;
}

static void run_group(struct worker *w, struct exchange *const *list, size_t count)
{
	struct exchange *admitted[LIMIT_GROUP];
	size_t kept = 0;
	bool resolved = worker_connected_by(w, 0) && session_resolve(w->db, list, count) == DB_OK;
	for (size_t i = 0; i < count; i++) {
		if (!resolved)
			run_alone(w, list[i]);
		else if (learn(w, list[i]), admit(list[i]))
			admitted[kept++] = list[i];
		else
			finish(w, list[i]);
	}
	if (kept == 0)
		return;
	enum outcome outcome = attempt_group(w, admitted, kept);
	for (size_t i = 0; i < kept; i++) {
		struct exchange *x = admitted[i];
		/* Who was refused wrote nothing, whatever became of the others. */
		if (outcome == ANSWERED || (outcome == UNKNOWN && !stands(x))) {
			finish(w, x);
		} else if (outcome == UNKNOWN && (x->request.route->flags & ROUTE_IDEMPOTENT) == 0) {
			answer(x, &problem_outcome_unknown, false);
			finish(w, x);
		} else {
			exchange_reset(x);
			metrics_add(METRIC_RERUNS, 1);
			run_alone(w, x);
		}
	}
}

void worker_run(struct worker *w, struct exchange *const *list, size_t count)
{
	int64_t now = clock_monotonic();
	for (size_t i = 0; i < count; i++)
		metrics_observe(METRIC_QUEUE_WAIT, now - list[i]->queued_at);
	if (list[0]->knocking)
		look_up(w, list[0]);
	else if (count == 1)
		run_alone(w, list[0]);
	else
		run_group(w, list, count);
}
