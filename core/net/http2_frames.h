/* Counts what a client of HTTP/2 sends, frame by frame, before anything else understands it: floods are made of frames that are each allowed. What
 * nghttp2 counts itself differs from version to version; this does not. No I/O. */
#ifndef CORE_NET_HTTP2_FRAMES_H
#define CORE_NET_HTTP2_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP2_PREFACE_BYTES 24
#define HTTP2_FRAME_HEAD_BYTES 9

/* Where the count stands; start with {0}. */
struct http2_frames {
	uint32_t preface; /* bytes of the client's preface so far */
	uint8_t head[HTTP2_FRAME_HEAD_BYTES];
	uint8_t have;                  /* bytes of the frame's head so far */
	uint32_t left;                 /* of the frame's payload */
	uint32_t increment;            /* of a WINDOW_UPDATE, as far as it has come */
	uint32_t continuations, block; /* frames and bytes of the present head of a request */
	bool in_head;                  /* that head has not ended */
	uint32_t troubles; /* frames, in all, that cost and bring nothing: resets, pings, settings, priorities, unknown and empty ones,
	                                  and leave to send a few bytes more */
};

/* False: the head of a request never ends (CONTINUATION frames, or bytes), so the connection must. */
__attribute__((warn_unused_result)) bool http2_frames_scan(struct http2_frames *, const void *bytes, size_t length);

#endif
