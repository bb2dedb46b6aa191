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

void body_add(struct body *body, const char *bytes, size_t length, size_t most, _Atomic int64_t *held)
{
	if (length == 0)
		return;
	make_room(body, body->length + length, most);
	memcpy(body->bytes + body->length, bytes, length);
	body->length += length;
	body->held = held;
	*held += (int64_t)length;
}

void body_give(struct body *body, struct exchange *x)
{
	if (body->bytes == NULL)
		return;
	body->bytes[body->length] = '\0';
	x->body = body->bytes;
	x->body_size = body->length;
	x->body_held = body->held;
	x->request.body = body->bytes;
	x->request.body_length = body->length;
	*body = (struct body){0};
}

void body_forget(struct exchange *x)
{
	if (x->body == NULL)
		return;
	*x->body_held -= (int64_t)x->body_size;
	free(x->body);
	x->body = NULL;
	x->request.body = "";
	x->request.body_length = 0;
}

void body_drop(struct body *body)
{
	if (body->bytes == NULL)
		return;
	*body->held -= (int64_t)body->length;
	free(body->bytes);
	*body = (struct body){0};
}
