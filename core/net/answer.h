/* The head of an answer: what every answer says, and how HTTP/1.1 writes it. Pure: bytes out of a reply. */
#ifndef CORE_NET_ANSWER_H
#define CORE_NET_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/request/exchange.h"

/* 204 and 304 have none; the latter only describes one. */
bool answer_has_body(int status);
/* Once, before any answer is made: browsers are told to come by TLS only (HSTS) where the public address is a domain, not for localhost or an IP. */
void answer_begin(const char *public_url);
/* Bytes of the body that the reply stands for, whether sent or (HEAD) not. */
int64_t answer_length(const struct reply *);

/* Up to ROOM bytes of the body from place AT on; of a file they are read, without waiting for more than the disk. -1 if it is shorter
 * than promised, which the log says. */
ssize_t answer_piece(const struct exchange *, int64_t at, char *space, size_t room);

/* Calls fn(context, name, value) for the content type, the reply's own headers, and those that every answer has and this one does not replace:
 * all that is the same however often and to whomever the reply is sent. */
void answer_headers(const struct reply *, void (*fn)(void *context, const char *name, const char *value), void *context);

/* One header as HTTP/2 has it: the name in lower case. */
struct answer_field {
	const char *name, *value;
	size_t name_length, value_length;
	bool once; /* another answer has another */
};

/* These headers so; in the arena. */
const struct answer_field *answer_fields(struct arena *, const struct reply *, size_t *count);

#define ANSWER_OWN 256 /* room for the lines that differ from answer to answer */

/* What is the same for everybody of a reply that is sent often, made beforehand: for HTTP/1.1 all such lines, for HTTP/2 the fields, both with the
 * length. */
struct answer_ready {
	char *room; /* ANSWER_OWN bytes, which the lines follow, and those the body; NULL: the lines stand alone */
	const char *lines;
	size_t lines_length; /* with the empty line */
	const struct answer_field *fields;
	size_t field_count;
};

/* Appends a header to a reply that is being made ready; NAME and VALUE are kept as they are, and have no line end in them. */
void answer_add_header(struct arena *, struct reply *, const char *name, const char *value);
/* Makes REPLY, a 200 with its headers and bytes, ready in the arena; its bytes are then those behind the lines. It belongs to one loop, whose
 * answers are put together in its room. */
void answer_prepare(struct arena *, struct reply *);
/* The same for all loops, who only read it; its bytes stay where they are. */
void answer_prepare_shared(struct arena *, struct reply *);
/* Whether the body lies right behind what answer_head() gives, until the next head of that reply is written. */
bool answer_in_one_piece(const struct reply *);

/* The whole head in HTTP/1.1, with its empty line. DATE: as loop_date() tells it. It is written to BUFFER of SIZE bytes, or, if that is too small, to
 * the arena; *LENGTH says how long it is. See answer_in_one_piece(). */
const char *answer_head(const struct exchange *, const char *date, bool closing, char *buffer, size_t size, size_t *length);

#endif
