#include "core/request/gzip.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/memory.h"
#include "core/request/accept.h"
#include "core/request/head.h"

#define WINDOW (15 + 16) /* the largest; 16 asks for gzip's head and sum around it */
#define MEMORY 8         /* zlib's own default */
enum { QUICKLY = 1, THOROUGHLY = 6 };

bool exchange_compressible(const struct exchange *x, bool same_origin)
{
	bool reads = x->head->method == METHOD_GET || x->head->method == METHOD_HEAD;

	return reads && same_origin && accept_coding(head_header(x->head, "Accept-Encoding"), "gzip");
}

/* Pictures and documents are compressed already. */
static bool is_text(const char *type)
{
	return type != NULL && (strncmp(type, "text/", 5) == 0 || strncmp(type, "application/json", 16) == 0);
}

/* NULL: not even an eighth would be saved. In the arena. */
static const void *pack(struct arena *arena, const void *bytes, size_t length, int level, size_t *packed)
{
	size_t room = length - length / 8;
	union {
		const void *given;
		Bytef *taken; /* zlib does not write through it */
	} in = {bytes};
	z_stream stream = {.next_in = in.taken, .avail_in = (uInt)length, .avail_out = (uInt)room};
	void *out = memory_resize(NULL, room);
	int done;

	stream.next_out = out;
	if (deflateInit2(&stream, level, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		fatal("out of memory");
	done = deflate(&stream, Z_FINISH);
	*packed = stream.total_out;
	deflateEnd(&stream);
	if (done != Z_STREAM_END) {
		free(out);
		return NULL;
	}
	out = memory_resize(out, *packed);
	arena_defer(arena, free, out);
	return out;
}

void gzip_reply(struct exchange *x)
{
	struct reply *reply = &x->reply;
	bool kept = (x->request.route->flags & ROUTE_CACHED) != 0;
	size_t least = kept ? LIMIT_GZIP_KEPT_BYTES : LIMIT_GZIP_BYTES, packed;
	const void *bytes;

	if (reply->status != 200 || reply->file >= 0 || reply->events.source != NULL || reply->length < least || reply->length > INT_MAX ||
	    !is_text(reply->content_type) || reply_has_header(reply, "ETag") || reply_has_header(reply, "Content-Encoding") ||
	    !(kept || x->compressible))
		return;
	bytes = pack(x->request.arena, reply->bytes, reply->length, kept ? THOROUGHLY : QUICKLY, &packed);
	if (bytes == NULL)
		return;
	if (kept) {
		reply->packed = bytes;
		reply->packed_length = packed;
		return;
	}
	reply->bytes = bytes;
	reply->length = packed;
	reply_header(&x->request, "Content-Encoding", "gzip");
	reply_header(&x->request, "Vary", "Accept-Encoding");
}
