/* A request as a handler sees it, and the ways to answer.
 *
 * A handler is straight-line code on a worker thread. Where its route has ROUTE_WRITE it runs inside a transaction that the worker
 * opened: an answer below 400 is committed and sent only after the commit; an answer of 400 and above is rolled back first
 * (unless request_commit_anyway()). So: check, write, reply. It may be run again from the start if the database rolled it back;
 * nothing outside the database may have been changed by then. */
#ifndef CORE_REQUEST_REQUEST_H
#define CORE_REQUEST_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/db/db.h"
#include "core/request/problem.h"

/* How far a step of a handler has come, and the handler itself, which must not end with GO_ON. */
enum handled {
	GO_ON,            /* nothing was in the way; there is no reply yet */
	HANDLED,          /* a reply was made */
	HANDLED_DB_FAILED /* the database failed; the worker runs the handler again or answers 503 or 500 */
};

/* Leaves the handler, or the step that this is in, unless CALL (of another step) says to go on; DB_TRY() does so for a statement. */
#define STEP(call)                           \
	do {                                 \
		enum handled step_ = (call); \
		if (step_ != GO_ON)          \
			return step_;        \
	} while (0)

enum role {
	ROLE_PUBLIC = 1 << 0, /* nobody logged in, and so everybody */
	ROLE_CONTESTANT = 1 << 1,
	ROLE_JUDGE = 1 << 2,
	ROLE_ORGANIZER = 1 << 3,
	ROLE_AUDITOR = 1 << 4, /* reads everything, changes nothing */
	ROLE_ADMIN = 1 << 5,
	ROLE_ANY_ACCOUNT = ROLE_CONTESTANT | ROLE_JUDGE | ROLE_ORGANIZER | ROLE_AUDITOR | ROLE_ADMIN
};

/* Who asks. Roles are the union over all editions: the route table's gate. SQL decides for the edition at hand with
 * has_role(account_id, 'organizer', edition_id). */
struct actor {
	int64_t account_id; /* 0: nobody logged in */
	int64_t session_id;
	unsigned roles; /* ROLE_PUBLIC is always in */
	const char *name;
};

struct app;
struct exchange;
struct route;

#define REQUEST_PARAMS 4

struct request {
	struct arena *arena;
	const struct app *app;
	const struct route *route;
	struct db *db; /* the worker's connection; NULL on the loop */
	struct actor actor;
	enum locale locale;  /* Accept-Language, else the account's, else zh-CN */
	int64_t arrived_at;  /* UTC µs when the head was complete: the time that is recorded */
	int64_t decided_at;  /* what an end is compared with: arrived_at, or, if the body's last byte came more than LIMIT_BODY_LATE_S
	                                       behind it, so long before that byte */
	const char *id;      /* 32 hex digits; in logs, audit and the X-Request-Id answer header */
	const char *address; /* client's IP in text */
	const char *path;    /* as received, without query */
	const char *params[REQUEST_PARAMS]; /* what matched {…} in the route's path, in order, percent-decoded */
	const char *body;                   /* NUL behind it */
	size_t body_length;
	json_t *json;                 /* parsed and checked against route->input; NULL without body */
	struct request *const *group; /* the requests of one route whose handlers run in one transaction, one after the other, this one
	                                       among them; NULL: it runs alone. The first of them may do at one stroke what the others
	                                       would do one by one, and leave in each one's prepared what came of it. What was so written
	                                       stands, so its handler must then answer below 400. A rerun is always alone. */
	size_t group_size;
	void *prepared;            /* in the arena; NULL: nothing */
	const void *at_gate;       /* kept by the app's gate (core/request/route.h) between the question and the answer; NULL: nothing */
	struct exchange *exchange; /* core's own: the connection, the reply in the making, audit rows */
};

/* First header of that name (case-insensitive), or NULL. */
const char *request_header(const struct request *, const char *name);
/* Query argument, percent-decoded, already checked against route->query; NULL if not given. */
const char *request_query(const struct request *, const char *name);
int64_t request_query_int(const struct request *, const char *name, int64_t otherwise);
/* params[INDEX] as a positive id; 0 if it is not one (no row has it, so SQL finds nothing and the handler answers 404). */
int64_t request_id_param(const struct request *, size_t index);
/* Version from If-Match: "7" → 7; 0 if missing or malformed (see request_has_version()). */
int64_t request_if_match(const struct request *);

/* Members of r->json, after the input check: text or NULL, integer or OTHERWISE, boolean or OTHERWISE; borrowed JSON or NULL. */
const char *input_text(const struct request *, const char *name);
int64_t input_int(const struct request *, const char *name, int64_t otherwise);
bool input_bool(const struct request *, const char *name, bool otherwise);
/* RFC 3339 text checked by INPUT_TIME, as µs; TIME_NONE if missing or null. */
int64_t input_time(const struct request *, const char *name);
json_t *input_json(const struct request *, const char *name);

/* The database: db_exec() and db_query() of this request's connection and arena. :account is the actor (0: nobody, who has no role and owns
 * nothing), :now the time of arrival and :last decided_at, wherever the SQL names them; they are not given.
 * Example: sql_query(r, &rows, "SELECT e.title FROM entries e WHERE e.id = :entry AND " SQL_READER("e.edition_id"), P(entry)) */
#define sql_exec(r, affected, sql, ...) sql_exec_list(r, affected, sql, DB_LIST(__VA_ARGS__))
#define sql_query(r, rows, sql, ...) sql_query_list(r, rows, sql, DB_LIST(__VA_ARGS__))
__attribute__((warn_unused_result)) enum db_status sql_exec_list(
    struct request *, int64_t *affected, const char *sql, const struct db_parameter *);
__attribute__((warn_unused_result)) enum db_status sql_query_list(
    struct request *, struct db_rows *, const char *sql, const struct db_parameter *);

/* Answers. Each may be called once; all return HANDLED so that a handler can `return reply_…`. BODY is stolen. */
enum handled reply_json(struct request *, int status, json_t *body);
enum handled reply_empty(struct request *, int status);
/* BYTES must live in the arena or be static. */
enum handled reply_bytes(struct request *, int status, const char *content_type, const void *bytes, size_t length);
/* LENGTH bytes of an open file from OFFSET; FD is closed by core. */
enum handled reply_file(struct request *, int status, const char *content_type, int fd, int64_t offset, int64_t length);
void reply_header(struct request *, const char *name, const char *value);
/* ETag: "VERSION". */
void reply_etag(struct request *, int64_t version);
/* Goes on if the request names a version in If-Match (else 428); if it names VERSION (else 428, or 412 when it names another). */
__attribute__((warn_unused_result)) enum handled request_has_version(struct request *);
__attribute__((warn_unused_result)) enum handled request_matches(struct request *, int64_t version);

/* An RFC 9457 problem. FIELD is the member, query argument or header at fault, or NULL. The further arguments fill the conversions of
 * the kind's sentence (the same in every language, positional where the order differs). */
enum handled reply_problem(struct request *, const struct problem_kind *, const char *field, ...);
/* The same with a list: ERRORS is an array of {"field", "detail"}; stolen. */
enum handled reply_problem_list(struct request *, const struct problem_kind *, json_t *errors);
/* Adds a member to the problem that is made next (call it before reply_problem): numbers or names that a page needs. VALUE is stolen. */
void problem_member(struct request *, const char *name, json_t *value);

/* What this handler wrote stands even if it answers 400 or above (counting failed logins). */
void request_commit_anyway(struct request *);
/* Calls fn(r, pointer) after the commit, before the answer is sent: for what lies outside the database (moving a finished upload's
 * file is better done before, by content address). Not called after a rollback. */
void request_after_commit(struct request *, void (*fn)(struct request *, void *), void *pointer);

#endif
