/* One connection's HTTP/2 as nghttp2 speaks it, under limits of our own: bytes of the client in, requests out; answers in, bytes for the
 * client out. No I/O and no clock of its own: the hooks take what comes of it, so that it can be driven from memory. */
#ifndef CORE_NET_HTTP2_SESSION_H
#define CORE_NET_HTTP2_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/net/answer.h"
#include "core/net/http2_frames.h"
#include "core/request/head.h"

struct http2_session;

enum http2_sent { HTTP2_SENT, HTTP2_NOT_NOW, HTTP2_NEVER /* it cannot be finished */ };

/* CONTEXT is what was given to http2_session_new(), STREAM what head() returned. None of them may call http2_session_receive() or _send(). */
struct http2_hooks {
	/* A request's head; the FIELDS last until it returns. WHOLE: see gate_fields(). MORE: a body follows. NULL refuses the stream unseen. */
	void *(*head)(void *context, int32_t id, const struct header *fields, size_t count, bool whole, bool more);
	void (*body)(void *stream, const char *bytes, size_t length);
	/* The body has ended; not called where none followed. */
	void (*complete)(void *stream);
	/* How many bytes of the answer's body, up to ROOM, can be sent next. *END: these are the last. 0 and not the end: there is nothing now, see
	 * http2_session_resume(). */
	size_t (*available)(void *stream, size_t room, bool *end);
	/* Sends a frame: its HEAD of HTTP2_FRAME_HEAD_BYTES, and the LENGTH bytes of the body that available() has told. So a body is copied once at
	 * most. Not now: nothing was taken, and the same frame comes again. */
	enum http2_sent (*frame)(void *stream, const void *head, size_t length);
	/* The stream is over; WHOLE: its answer is out. The last call for it. */
	void (*closed)(void *stream, bool whole);
	/* Bytes for the client; false: not now, nothing was taken. */
	bool (*send)(void *context, const void *bytes, size_t length);
};

enum http2_error { HTTP2_NO_ERROR = 0, HTTP2_INTERNAL_ERROR = 2, HTTP2_CANCEL = 8, HTTP2_ENHANCE_YOUR_CALM = 11 };

/* NOW, here and below, is monotonic µs. */
struct http2_session *http2_session_new(const struct http2_hooks *, void *context, int64_t now);
/* closed() is called for no stream any more. */
void http2_session_free(struct http2_session *);

/* False: no further bytes are heard; what is to be said about that comes with http2_session_send(), and then it is over. */
__attribute__((warn_unused_result)) bool http2_session_receive(struct http2_session *, const void *bytes, size_t length, int64_t now);
/* Gives the client's bytes to send() until there are none, or it says no. */
void http2_session_send(struct http2_session *);

/* An answer: STATUS, FIELDS (which last until the stream is closed) and, with BODY, what read() gives. */
void http2_session_answer(struct http2_session *, int32_t id, int status, const struct answer_field *fields, size_t count, bool body);
/* There is more to read() again. */
void http2_session_resume(struct http2_session *, int32_t id);
void http2_session_reset(struct http2_session *, int32_t id, enum http2_error);
/* A drain: no new streams, those that there are go on. FINAL: those that the client has opened by now are the last. */
void http2_session_go_away(struct http2_session *, bool final);
/* It is over: no stream goes on. */
void http2_session_end(struct http2_session *, enum http2_error);

/* The client is in the middle of a request's head. */
bool http2_session_in_head(const struct http2_session *);
/* Nothing will come of it any more, neither way. */
bool http2_session_over(const struct http2_session *);

#endif
