/* The route table: every method and path, who may, how large, what the body and the query must look like.
 *
 * Each file of api/ ends in its rows; api/routes.c joins them. Matching is by whole segments; "{…}" takes one segment. */
#ifndef CORE_REQUEST_ROUTE_H
#define CORE_REQUEST_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/request/head.h"
#include "core/request/request.h"

enum route_flags {
	ROUTE_WRITE = 1 << 0,    /* runs in a transaction; needs a JSON body type where there is a body, and a same-origin check */
	ROUTE_GROUPED = 1 << 1,  /* with ROUTE_WRITE: waiting requests of this route share one transaction; the handler must not have
	                            written anything when it answers 400 or above */
	ROUTE_CACHED = 1 << 2,   /* GET for the public: the answer is reused for LIMIT_CACHE_MS by path, query and language, from the
	                            loop; the handler sees nobody logged in */
	ROUTE_ON_LOOP = 1 << 3,  /* answered on the loop: must not block; no db, no session */
	ROUTE_RAW_BODY = 1 << 4, /* body is not JSON (tus): the handler looks at r->body and the Content-Type itself */
	ROUTE_SLOW = 1 << 5,     /* may take seconds and much memory (computations, exports): see core/request/route_class.h and
	                            core/work/room.h */
	ROUTE_SNAPSHOT = 1 << 7, /* all its plain reads see one and the same state of the database: that of its first plain read (with
	                              ROUTE_WRITE: lock first what must not move); others see what is committed at each statement */
	ROUTE_STREAM = 1 << 8,   /* GET that ends in reply_events() or a problem */
	ROUTE_HASHING = 1 << 9,  /* hashes or compares a password */
	ROUTE_UPLOAD = 1 << 10,  /* takes pieces of files */
	ROUTE_PAGE =
	    1 << 11, /* no operation of the API but an address of the pages, of which programs read, too (searchers, previews): any query
	                           is allowed and none looked at, and what is refused is shown by the pages, with its status */
	ROUTE_IDEMPOTENT =
	    1 << 6, /* running it twice leaves what running it once would, and answers the same: it is run again even when the
	                              connection was lost during COMMIT; otherwise that is answered with 503 outcome-unknown */
};

/* Of texts the kinds of core/base/text.h: they reach the handler as its policy has them. */
enum input_type {
	INPUT_TEXT,       /* one line if its max says so, else free */
	INPUT_NAME,       /* of a person, firm or thing */
	INPUT_IDENTIFIER, /* an address, a code */
	INPUT_SECRET,     /* a password */
	INPUT_EXACT,      /* what is compared line by line */
	INPUT_INT,
	INPUT_NUMBER,
	INPUT_BOOL,
	INPUT_DAY,
	INPUT_TIME,
	INPUT_ENUM,
	INPUT_OBJECT,
	INPUT_ARRAY,
	INPUT_ANY
};

/* One member of a JSON body, or one query argument (a text, INT, BOOL, DAY, TIME or ENUM). Members not in the table are refused. A blank text
 * counts as missing where the field is required or has a min (a blank name is always complained of). Texts inside an OBJECT, ARRAY or ANY
 * are taken, too.
 * All mistakes are reported at once as problem_invalid. */
struct input_field {
	const char *name;
	enum input_type type;
	bool required;
	bool nullable; /* JSON null is allowed (input_… then behave as if it were missing; input_json gives the null) */
	int64_t min,
	    max; /* texts: characters (TEXT, at most LIMIT_LINE: one line); INT: value; ARRAY: members; both 0: no more than the body limit */
	const char *const *one_of; /* ENUM: NULL-terminated */
	enum text_kind texts;      /* OBJECT, ARRAY, ANY: what kind the texts inside are; TEXT_FREE unless said */
};

typedef enum handled handler_fn(struct request *);

/* What every request that runs alone passes before its handler and its transaction: ask() goes on, or has answered; it only reads, and may leave something
 * in r->at_gate. Before a transaction is committed hold() tells, in it, whether what ask() found still holds (*HOLDS); if not, the request is run again from the
 * beginning. What a handler answers as JSON passes leave(), which may take from BODY. */
struct request_gate {
	handler_fn *ask;
	enum db_status (*hold)(struct request *, bool *holds);
	void (*leave)(struct request *, json_t *body);
};

/* What a request of a ROUTE_SLOW route takes of the process's memory while it runs, in bytes, by what stands in the tables; rather too much than too
 * little. Asked before its transaction; it only reads. See core/work/room.h. */
struct request_scale {
	enum db_status (*weigh)(struct request *, int64_t *bytes);
};

struct route {
	enum method method;
	const char *path; /* "/api/v1/entries/{entry}/submit" */
	unsigned roles;   /* any of enum role; the gate before the handler */
	unsigned flags;
	size_t body_limit; /* bytes; 0: no body, or (ROUTE_WRITE without ROUTE_RAW_BODY) an empty JSON object */
	const struct input_field
	    *input; /* ends with a NULL name; NULL: any JSON object if body_limit > 0; the handler checks it, and takes its
	                                    texts by text_take() */
	const struct input_field *query; /* ends with a NULL name; NULL: no query arguments */
	handler_fn *handler;
};

/* Rows of one file. */
struct route_table {
	const struct route *rows;
	size_t count;
};

/* The index over all tables, made once at start and then only read. */
struct route_index;

/* Fatal if two rows have the same method and path, a path has more than REQUEST_PARAMS parameters, or what is cached is not for everybody. */
struct route_index *route_index_new(const struct route_table *const *tables, size_t count);
void route_index_free(struct route_index *);
/* All rows, and the place of one among them. */
const struct route *const *route_index_rows(const struct route_index *, size_t *count);
size_t route_index_place(const struct route_index *, const struct route *);

/* The row for METHOD and PATH (no query), or NULL; HEAD finds GET where it has no row of its own. PARAMS get what matched {…},
 * percent-decoded, in the arena. *METHODS gets a bit (1 << METHOD_…) for each method the path knows: 0 means 404, else NULL means 405. */
const struct route *route_find(
    const struct route_index *, struct arena *, enum method, const char *path, const char *params[REQUEST_PARAMS], unsigned *methods);
/* "GET, HEAD, OPTIONS": the value of Allow for such bits. */
const char *route_allow(struct arena *, unsigned methods);

#define ROUTE_TABLE(name, array) const struct route_table name = {array, sizeof(array) / sizeof(array)[0]}

/* Query arguments of every paged list: limit (1–500, default 50) and offset; sort and filters are the route's own. Use inside a field table. */
#define INPUT_PAGE \
	{.name = "limit", .type = INPUT_INT, .min = 1, .max = 500}, {.name = "offset", .type = INPUT_INT, .min = 0, .max = 10000000}
/* The same of a list without end, which is read on from the key of the last row that was seen: limit and after. */
#define INPUT_PAGE_AFTER                                                       \
	{.name = "limit", .type = INPUT_INT, .min = 1, .max = 500},            \
	{                                                                      \
		.name = "after", .type = INPUT_INT, .min = 1, .max = INT64_MAX \
	}
#define INPUT_END {.name = NULL}

#endif
