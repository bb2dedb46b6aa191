/* One request and its reply on their way: loop → queue → worker → loop. Owned by exactly one thread at a time.
 *
 * http.c makes it, worker.c fills in the reply, the owning loop sends it and frees it (arena and all). */
#ifndef CORE_EXCHANGE_H
#define CORE_EXCHANGE_H

#include "core/audit.h"
#include "core/request.h"
#include "core/route.h"

struct evhttp_request;
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
	int file; /* -1: no file */
	int64_t file_offset, file_length;
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

struct exchange {
	struct request request;
	struct reply reply;
	json_t *problem_members;      /* for the next problem; arena's */
	struct audit_row *audit;      /* newest first */
	struct after_commit *after_commit;
	bool commit_anyway;
	int64_t queued_at;            /* monotonic µs */
	struct exchange *next;        /* in a queue */
	/* the loop's own */
	struct loop *loop;
	struct evhttp_request *evhttp; /* NULL once the client is gone; only the loop touches it */
	void *connection;
};

/* Forgets reply, audit rows and after-commit calls, so that a handler can be run again. */
void exchange_reset(struct exchange *);

#endif
