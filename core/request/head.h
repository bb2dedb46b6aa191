/* The head of a request as the gate let it through: method, path, headers; and percent-encoding. */
#ifndef CORE_REQUEST_HEAD_H
#define CORE_REQUEST_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_OPTIONS, METHOD_HEAD };
#define METHODS (METHOD_HEAD + 1)

extern const char *const method_names[];

struct header {
	const char *name, *value; /* value without blanks around it */
};

struct head {
	enum method method;
	int minor;             /* HTTP/1.minor: 0 or 1 */
	const char *path;      /* begins with '/', percent-encoding intact and valid */
	const char *canonical; /* NULL, or the path with what needs no encoding unencoded, where it differs: a proxy's rules go by that */
	const char *query;     /* behind '?', or NULL */
	const char *host;      /* NULL: HTTP/1.0 without Host */
	struct header *headers;
	size_t header_count;
	int64_t content_length; /* 0 if there is none */
	bool expect_continue;
	bool close; /* the client wants the connection closed after the answer */
};

/* First header of that name, case-insensitive, or NULL. */
const char *head_header(const struct head *, const char *name);

/* Percent-decodes LENGTH bytes of a path's segment or (QUERY) of a query, where '+' is a blank. NULL if the encoding is broken, or what comes
 * out is not UTF-8 or, in a path, has control characters. A query may have them, as texts are taken by core/base/text.h; its NUL becomes
 * another, U+0001. */
const char *percent_decode(struct arena *, const char *text, size_t length, bool query);

#endif
