#include "core/net/http2_session.h"

#include <nghttp2/nghttp2.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/net/http2_frames.h"

#define FIELDS (LIMIT_HEADERS + 4) /* with the pseudo-headers */
#define FEW 32                     /* fields of an answer; more need memory of their own */
#define FIELD_BYTES 32             /* what RFC 9113 counts for a field beside its text */
#define PATIENCE 8 /* times its limit a head may have in it until it is no mistake any more: 40 bytes can say 16 MiB (HPACK) */

/* The head that is being received: one at a time in a connection. */
struct incoming {
	int32_t id; /* 0: none; for the next one among these bytes */
	struct header fields[FIELDS];
	size_t count, bytes, used;
	bool whole;
	char text[LIMIT_HEAD_BYTES + 2 * FIELDS];
};

struct http2_session {
	nghttp2_session *session;
	const struct http2_hooks *hooks;
	void *context;
	struct http2_frames frames;
	struct incoming *incoming; /* NULL: none */
	uint32_t troubles;         /* of frames.troubles, those that were counted */
	int64_t credit, credit_at; /* troubles that are left to the client, and when they were last reckoned */
	bool ended;
};

/* ---- troubles ---- */

static void trouble(struct http2_session *s, uint32_t count)
{
	s->credit -= count;
}

static void reckon(struct http2_session *s, int64_t now)
{
	int64_t more = (now - s->credit_at) * LIMIT_TROUBLES_RATE / SECOND_US;

	if (more > 0) {
		s->credit = s->credit + more > LIMIT_TROUBLES ? LIMIT_TROUBLES : s->credit + more;
		s->credit_at = now;
	}
	trouble(s, s->frames.troubles - s->troubles);
	s->troubles = s->frames.troubles;
}

/* ---- heads ---- */

static int begin_headers(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	struct http2_session *s = context;

	(void)session;
	if (frame->headers.cat != NGHTTP2_HCAT_REQUEST)
		return 0; /* trailers: nobody here reads them */
	if (s->incoming == NULL && (s->incoming = malloc(sizeof(*s->incoming))) == NULL)
		fatal("out of memory");
	s->incoming->id = frame->hd.stream_id;
	s->incoming->count = s->incoming->bytes = s->incoming->used = 0;
	s->incoming->whole = true;
	return 0;
}

static const char *keep(struct incoming *in, const uint8_t *text, size_t length)
{
	char *at = in->text + in->used;

	memcpy(at, text, length);
	at[length] = '\0';
	in->used += length + 1;
	return at;
}

static int header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_length, const uint8_t *value,
    size_t value_length, uint8_t flags, void *context)
{
	struct http2_session *s = context;
	struct incoming *in = s->incoming;

	(void)session, (void)flags;
	if (frame->headers.cat != NGHTTP2_HCAT_REQUEST || in == NULL)
		return 0;
	in->bytes += name_length + value_length + FIELD_BYTES;
	if (in->bytes > PATIENCE * LIMIT_HEAD_BYTES)
		return NGHTTP2_ERR_CALLBACK_FAILURE;
	in->whole = in->whole && in->bytes <= LIMIT_HEAD_BYTES && in->count < FIELDS;
	if (!in->whole)
		return 0;
	in->fields[in->count].name = keep(in, name, name_length);
	in->fields[in->count++].value = keep(in, value, value_length);
	return 0;
}

static int head_received(struct http2_session *s, const nghttp2_frame *frame)
{
	struct incoming *in = s->incoming;
	bool more = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0;
	void *stream;

	if (in == NULL || in->id != frame->hd.stream_id)
		return 0;
	in->id = 0;
	stream = s->hooks->head(s->context, frame->hd.stream_id, in->fields, in->count, in->whole, more);
	if (stream == NULL) {
		trouble(s, 1);
		nghttp2_submit_rst_stream(s->session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_REFUSED_STREAM);
		return 0;
	}
	nghttp2_session_set_stream_user_data(s->session, frame->hd.stream_id, stream);
	if (!more)
		s->hooks->complete(stream);
	return 0;
}

/* ---- what else comes ---- */

static int frame_received(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	struct http2_session *s = context;
	void *stream = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);

	if (frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST)
		return head_received(s, frame);
	if ((frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS) && (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0 &&
	    stream != NULL)
		s->hooks->complete(stream);
	return 0;
}

static int data_received(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes, size_t length, void *context)
{
	struct http2_session *s = context;
	void *stream = nghttp2_session_get_stream_user_data(session, id);

	(void)flags;
	if (stream != NULL)
		s->hooks->body(stream, (const char *)bytes, length);
	return 0;
}

static int stream_closed(nghttp2_session *session, int32_t id, uint32_t error, void *context)
{
	struct http2_session *s = context;
	void *stream = nghttp2_session_get_stream_user_data(session, id);

	if (s->incoming != NULL && s->incoming->id == id)
		s->incoming->id = 0;
	if (stream == NULL)
		return 0;
	if (error == NGHTTP2_NO_ERROR && s->credit < LIMIT_TROUBLES)
		s->credit++;
	nghttp2_session_set_stream_user_data(session, id, NULL);
	s->hooks->closed(stream, error == NGHTTP2_NO_ERROR);
	return 0;
}

/* A client can also make us reset its streams, one for each mistake. */
static int frame_sent(nghttp2_session *session, const nghttp2_frame *frame, void *context)
{
	struct http2_session *s = context;
	bool data = frame->hd.type == NGHTTP2_DATA, end = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;

	if (frame->hd.type == NGHTTP2_RST_STREAM && frame->rst_stream.error_code != NGHTTP2_NO_ERROR)
		trouble(s, 1);
	/* Answered before its body has come: the rest is not wanted. */
	if ((data || frame->hd.type == NGHTTP2_HEADERS) && end &&
	    nghttp2_session_get_stream_remote_close(session, frame->hd.stream_id) == 0)
		nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_NO_ERROR);
	return 0;
}

/* ---- out ---- */

static ssize_t send_bytes(nghttp2_session *session, const uint8_t *bytes, size_t length, int flags, void *context)
{
	struct http2_session *s = context;

	(void)session, (void)flags;
	return s->hooks->send(s->context, bytes, length) ? (ssize_t)length : NGHTTP2_ERR_WOULDBLOCK;
}

static ssize_t body_available(
    nghttp2_session *session, int32_t id, uint8_t *space, size_t room, uint32_t *flags, nghttp2_data_source *source, void *context)
{
	struct http2_session *s = context;
	void *stream = nghttp2_session_get_stream_user_data(session, id);
	bool end = false;
	size_t length;

	(void)source, (void)space;
	if (stream == NULL)
		return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
	length = s->hooks->available(stream, room, &end);
	if (length == 0 && !end)
		return NGHTTP2_ERR_DEFERRED;
	*flags |= NGHTTP2_DATA_FLAG_NO_COPY | (end ? (unsigned)NGHTTP2_DATA_FLAG_EOF : 0);
	return (ssize_t)length;
}

static int send_body(
    nghttp2_session *session, nghttp2_frame *frame, const uint8_t *head, size_t length, nghttp2_data_source *source, void *context)
{
	struct http2_session *s = context;
	void *stream = nghttp2_session_get_stream_user_data(session, frame->hd.stream_id);

	(void)source;
	switch (stream == NULL ? HTTP2_NEVER : s->hooks->frame(stream, head, length)) {
	case HTTP2_SENT:
		return 0;
	case HTTP2_NOT_NOW:
		return NGHTTP2_ERR_WOULDBLOCK;
	default:
		return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
	}
}

void http2_session_send(struct http2_session *s)
{
	if (nghttp2_session_send(s->session) != 0)
		s->ended = true;
}

static nghttp2_nv pair(const char *name, size_t name_length, const char *value, size_t value_length, uint8_t flags)
{
	/* nghttp2 takes them as its own kind of pointer, and does not write through it. */
	union {
		const char *given;
		uint8_t *taken;
	} name_as = {name}, value_as = {value};

	return (nghttp2_nv){name_as.taken, value_as.taken, name_length, value_length, flags};
}

void http2_session_answer(struct http2_session *s, int32_t id, int status, const struct answer_field *fields, size_t count, bool body)
{
	nghttp2_nv few[FEW], *list = count < FEW ? few : malloc((count + 1) * sizeof(*list));
	nghttp2_data_provider provider = {.read_callback = body_available};
	const char digits[] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10), (char)('0' + status % 10)};

	if (list == NULL)
		fatal("out of memory");
	list[0] = pair(":status", 7, digits, sizeof(digits), NGHTTP2_NV_FLAG_NONE);
	for (size_t i = 0; i < count; i++)
		/* What never comes again would only drive the others out of the table. */
		list[i + 1] = pair(fields[i].name, fields[i].name_length, fields[i].value, fields[i].value_length,
		    (uint8_t)(NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE |
			      (fields[i].once ? NGHTTP2_NV_FLAG_NO_INDEX : 0)));
	if (nghttp2_submit_response(s->session, id, list, count + 1, body ? &provider : NULL) != 0)
		fatal("HTTP/2: stream %d cannot be answered", (int)id);
	if (list != few)
		free(list);
}

void http2_session_resume(struct http2_session *s, int32_t id)
{
	nghttp2_session_resume_data(s->session, id);
}

void http2_session_reset(struct http2_session *s, int32_t id, enum http2_error error)
{
	nghttp2_submit_rst_stream(s->session, NGHTTP2_FLAG_NONE, id, error);
}

void http2_session_go_away(struct http2_session *s, bool final)
{
	if (!final)
		nghttp2_submit_shutdown_notice(s->session);
	else
		nghttp2_submit_goaway(
		    s->session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(s->session), NGHTTP2_NO_ERROR, NULL, 0);
}

void http2_session_end(struct http2_session *s, enum http2_error error)
{
	nghttp2_session_terminate_session(s->session, error);
	s->ended = true;
}

/* ---- in ---- */

static void receive(struct http2_session *s, const void *bytes, size_t length, int64_t now)
{
	if (!http2_frames_scan(&s->frames, bytes, length)) {
		http2_session_end(s, HTTP2_ENHANCE_YOUR_CALM);
		return;
	}
	reckon(s, now);
	if (s->credit >= 0 && nghttp2_session_mem_recv(s->session, bytes, length) < 0)
		/* Not even the beginning of HTTP/2, or a head that our own callback gave up. */
		http2_session_end(s, s->incoming != NULL && s->incoming->id != 0 ? HTTP2_ENHANCE_YOUR_CALM : HTTP2_INTERNAL_ERROR);
	else if (s->credit < 0)
		http2_session_end(s, HTTP2_ENHANCE_YOUR_CALM);
}

bool http2_session_receive(struct http2_session *s, const void *bytes, size_t length, int64_t now)
{
	if (s->ended)
		return false;
	receive(s, bytes, length, now);
	if (s->incoming != NULL && s->incoming->id == 0) {
		free(s->incoming);
		s->incoming = NULL;
	}
	return !s->ended;
}

bool http2_session_in_head(const struct http2_session *s)
{
	return s->frames.in_head;
}

bool http2_session_over(const struct http2_session *s)
{
	return nghttp2_session_want_write(s->session) == 0 && (s->ended || nghttp2_session_want_read(s->session) == 0);
}

/* ---- birth and death ---- */

static nghttp2_session_callbacks *callbacks;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_callbacks(void)
{
	if (nghttp2_session_callbacks_new(&callbacks) != 0)
		fatal("out of memory");
	nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, begin_headers);
	nghttp2_session_callbacks_set_on_header_callback(callbacks, header);
	nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, frame_received);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, data_received);
	nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, stream_closed);
	nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, frame_sent);
	nghttp2_session_callbacks_set_send_callback(callbacks, send_bytes);
	nghttp2_session_callbacks_set_send_data_callback(callbacks, send_body);
}

__attribute__((destructor)) static void free_callbacks(void)
{
	nghttp2_session_callbacks_del(callbacks);
}

struct http2_session *http2_session_new(const struct http2_hooks *hooks, void *context, int64_t now)
{
	static const nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, LIMIT_STREAMS},
	    {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, LIMIT_STREAM_WINDOW}, {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, LIMIT_HEAD_BYTES}};
	struct http2_session *s = calloc(1, sizeof(*s));

	pthread_once(&once, make_callbacks);
	if (s == NULL || nghttp2_session_server_new(&s->session, callbacks, s) != 0)
		fatal("out of memory");
	s->hooks = hooks;
	s->context = context;
	s->credit = LIMIT_TROUBLES;
	s->credit_at = now;
	if (nghttp2_submit_settings(s->session, NGHTTP2_FLAG_NONE, settings, sizeof(settings) / sizeof(settings[0])) != 0 ||
	    nghttp2_session_set_local_window_size(s->session, NGHTTP2_FLAG_NONE, 0, LIMIT_CONNECTION_WINDOW) != 0)
		fatal("HTTP/2 cannot begin");
	return s;
}

void http2_session_free(struct http2_session *s)
{
	nghttp2_session_del(s->session);
	free(s->incoming);
	free(s);
}
