#include "core/net/http2_frames.h"

#include <string.h>

#include "core/base/limits.h"

enum { DATA = 0, HEADERS = 1, PRIORITY = 2, RST_STREAM = 3, SETTINGS = 4, PING = 6, GOAWAY = 7, WINDOW_UPDATE = 8, CONTINUATION = 9 };
enum { END_STREAM = 1, END_HEADERS = 4 };

/* Heads are answered with 431 when they are too large, but what is so much larger is no mistake. */
#define BLOCK_BYTES (4 * LIMIT_HEAD_BYTES)
#define SMALL 256 /* a client that takes an answer in such pieces makes us work for nothing */

static bool head_goes_on(struct http2_frames *f)
{
	f->block += f->left;
	f->in_head = (f->head[4] & END_HEADERS) == 0;
	return f->continuations <= LIMIT_CONTINUATIONS && f->block <= BLOCK_BYTES;
}

static bool frame_begins(struct http2_frames *f)
{
	uint8_t type = f->head[3], flags = f->head[4];

	f->left = (uint32_t)f->head[0] << 16 | (uint32_t)f->head[1] << 8 | f->head[2];
	switch (type) {
	case HEADERS:
		f->continuations = 0;
		f->block = 0;
		return head_goes_on(f);
	case CONTINUATION:
		f->continuations++;
		return head_goes_on(f);
	case DATA:
		f->troubles += f->left == 0 && (flags & END_STREAM) == 0;
		return true;
	case WINDOW_UPDATE:
		f->increment = 0;
		return true;
	case GOAWAY:
		return true;
	default:
		f->troubles++;
		return true;
	}
}

static void payload(struct http2_frames *f, const uint8_t *bytes, size_t length)
{
	f->left -= (uint32_t)length;
	if (f->head[3] != WINDOW_UPDATE)
		return;
	while (length-- > 0)
		f->increment = f->increment << 8 | *bytes++;
	f->troubles += f->left == 0 && f->increment < SMALL;
}

bool http2_frames_scan(struct http2_frames *f, const void *bytes, size_t length)
{
	const uint8_t *at = bytes, *end = at + length;

	while (at < end) {
		size_t here = (size_t)(end - at), step;

		if (f->preface < HTTP2_PREFACE_BYTES) {
			step = here < HTTP2_PREFACE_BYTES - f->preface ? here : HTTP2_PREFACE_BYTES - f->preface;
			f->preface += (uint32_t)step;
		} else if (f->left > 0) {
			step = here < f->left ? here : f->left;
			payload(f, at, step);
		} else {
			step = here < (size_t)(HTTP2_FRAME_HEAD_BYTES - f->have) ? here : (size_t)(HTTP2_FRAME_HEAD_BYTES - f->have);
			memcpy(f->head + f->have, at, step);
			f->have = (uint8_t)(f->have + step);
			if (f->have == HTTP2_FRAME_HEAD_BYTES) {
				f->have = 0;
				if (!frame_begins(f))
					return false;
			}
		}
		at += step;
	}
	return true;
}
