/* One request and its reply on their way: loop → queue → worker → loop. Owned by exactly one thread at a time.
 *
 * http.c makes it, a worker (worker_run.c) fills in the reply, the owning loop sends it and frees it (arena and all). */
#ifndef CORE_REQUEST_EXCHANGE_H
#define CORE_REQUEST_EXCHANGE_H

#include "core/request/audit_event.h"
#include "core/request/event_stream.h"
#include "core/request/request.h"
#include "core/request/route.h"
#include "core/request/ticket.h"

struct answer_ready;
struct cache_entry;
struct channel;
struct head;
struct loop;

struct reply_header {
	struct reply_header *next;
	const char *name, *value;
};

struct reply {
	int status; /* 0: none yet */
	const char *content_type;
	struct reply_header *headers;
	const void *bytes;
	size_t length;
	const void *packed; /* the same compressed by gzip, for the cache to choose from; NULL: not */
	size_t packed_length;
	const struct answer_ready *ready; /* made beforehand, as what is sent often is; NULL: not */
	int file;                         /* -1: no file */
	int64_t file_offset, file_length;
	struct event_stream events; /* what follows the bytes, without an end; source NULL: nothing */
};

struct audit_row {
	struct audit_row *next;
	struct audit_event event; /* texts in the arena; detail referenced by the arena */
};

struct after_commit {
	struct after_commit *next;
	void (*fn)(struct request *, void *);
	void *pointer;
};

struct query_argument {
	struct query_argument *next;
	const char *name, *value; /* percent-decoded */
};

struct exchange {
	struct request request;
	const struct head *head; /* what the gate let through; arena's, never changed */
	struct query_argument *query;
	struct reply reply;
	json_t *problem_members; /* for the next problem; arena's */
	struct audit_row *audit; /* newest first */
	struct after_commit *after_commit;
	bool commit_anyway;
	bool compressible; /* see exchange_compressible() */
	bool again; /* nobody asked: an open stream's handler is asked whether it may go on. It counts as no sign of life of its session. */
	bool knocking;     /* only its session is to be found out, so that more of its body may come: a worker then sets the actor */
	bool nobody_knows; /* … or could not, without a database */
	struct ticket ticket;
	struct share *share;   /* of the room for large computations; NULL: none. See core/work/worker_private.h */
	int64_t queued_at;     /* monotonic µs */
	struct exchange *next; /* in a queue */
	/* the loop's own */
	struct loop *loop;
	struct channel *channel;    /* where the answer goes; NULL once the client is gone */
	char *body;                 /* behind request.body; malloc's, see core/net/body.h */
	size_t body_size;           /* bytes of it … */
	_Atomic int64_t *body_held; /* … and where they are counted */
	bool working;               /* with a worker, or waiting for another's answer: it will come back */
	int64_t arrived_mono;       /* monotonic µs when the head was complete */
	size_t place;               /* of the route, for metrics */
	unsigned methods;           /* that the path knows, see route_find() */
	const char *cache_key;      /* once the cache was asked */
	bool known;                 /* see cache_knows() */
	struct cache_entry *cached; /* the cache entry that this exchange refreshes, or NULL */
};

/* Forgets reply, audit rows and after-commit calls, so that a handler can be run again. */
void exchange_reset(struct exchange *);

/* Whether the reply has a header of that name, in whatever case. */
bool reply_has_header(const struct reply *, const char *name);

#endif
