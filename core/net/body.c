#include "core/net/body.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"

#define FIRST_ROOM 65536 /* most fit */

/* With a byte for the NUL at the end. */
static void make_room(struct body *body, size_t length, size_t most)
{
	size_t room = body->room == 0 ? FIRST_ROOM : 2 * body->room;

	if (length < body->room)
		return;
	if (room < length + 1)
		room = length + 1;
	if (room > most + 1)
		room = most + 1;
	body->bytes = memory_resize(body->bytes, room);
	body->room = room;
}

void body_add(struct body *body, const char *bytes, size_t length, size_t most, int64_t *held)
{
	if (length == 0)
		return;
	make_room(body, body->length + length, most);
	memcpy(body->bytes + body->length, bytes, length);
	body->length += length;
	*held += (int64_t)length;
}

void body_give(struct body *body, struct request *r, int64_t *held)
{
	*held -= (int64_t)body->length;
	if (body->bytes == NULL)
		return;
	body->bytes[body->length] = '\0';
	arena_defer(r->arena, free, body->bytes);
	r->body = body->bytes;
	r->body_length = body->length;
	*body = (struct body){0};
}

void body_drop(struct body *body, int64_t *held)
{
	*held -= (int64_t)body->length;
	free(body->bytes);
	*body = (struct body){0};
}
