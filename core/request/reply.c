/* The answers of request.h: each fills the exchange's reply; nothing is sent here. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/base/app.h"
#include "core/base/fatal.h"
#include "core/base/json_text.h"
#include "core/request/etag.h"
#include "core/request/exchange.h"
#include "core/request/route.h"
#include "core/request/status.h"

static struct reply *start_reply(struct request *r, int status)
{
	struct reply *reply = &r->exchange->reply;

	if (reply->status != 0)
		fatal("request %s was answered twice", r->id);
	reply->status = status;
	return reply;
}

static enum handled reply_document(struct request *r, int status, const char *type, json_t *body)
{
	char *text = json_text(body);

	json_decref(body);
	arena_defer(r->arena, free, text);
	return reply_bytes(r, status, type, text, strlen(text));
}

enum handled reply_json(struct request *r, int status, json_t *body)
{
	if (r->at_gate)
		r->app->gate->leave(r, body);
	return reply_document(r, status, "application/json", body);
}

enum handled reply_empty(struct request *r, int status)
{
	start_reply(r, status);
	return HANDLED;
}

enum handled reply_bytes(struct request *r, int status, const char *content_type, const void *bytes, size_t length)
{
	struct reply *reply = start_reply(r, status);

	reply->content_type = content_type;
	reply->bytes = bytes;
	reply->length = length;
	return HANDLED;
}

enum handled reply_file(struct request *r, int status, const char *content_type, int fd, int64_t offset, int64_t length)
{
	struct reply *reply = start_reply(r, status);

	reply->content_type = content_type;
	reply->file = fd;
	reply->file_offset = offset;
	reply->file_length = length;
	return HANDLED;
}

void reply_header(struct request *r, const char *name, const char *value)
{
	struct reply_header *header = arena_alloc(r->arena, sizeof(*header)), **end = &r->exchange->reply.headers;

	if (strpbrk(name, "\r\n: ") != NULL || strpbrk(value, "\r\n") != NULL)
		fatal("header %s would split the answer", name);
	header->name = arena_strdup(r->arena, name);
	header->value = arena_strdup(r->arena, value);
	while (*end != NULL)
		end = &(*end)->next;
	*end = header;
}

void reply_etag(struct request *r, int64_t version)
{
	reply_header(r, "ETag", etag_of_version(r->arena, version));
}

enum handled request_has_version(struct request *r)
{
	return request_if_match(r) ? GO_ON : reply_problem(r, &problem_precondition_required, "If-Match");
}

enum handled request_matches(struct request *r, int64_t version)
{
	STEP(request_has_version(r));
	return request_if_match(r) == version ? GO_ON : reply_problem(r, &problem_version, "If-Match");
}

void problem_member(struct request *r, const char *name, json_t *value)
{
	struct exchange *x = r->exchange;

	if (x->problem_members == NULL)
		x->problem_members = arena_json(r->arena, json_object());
	json_object_set_new(x->problem_members, name, value);
}

static enum handled reply_with(struct request *r, const struct problem_kind *kind, const char *field, const char *detail, json_t *errors)
{
	json_t *body = json_object();

	json_object_set_new(body, "type", json_sprintf("/problems/%s", kind->code));
	json_object_set_new(body, "title", json_string(status_phrase(kind->status)));
	json_object_set_new(body, "status", json_integer(kind->status));
	json_object_set_new(body, "code", json_string(kind->code));
	json_object_set_new(body, "detail", json_string(detail));
	if (field != NULL)
		json_object_set_new(body, "field", json_string(field));
	if (errors != NULL)
		json_object_set_new(body, "errors", errors);
	json_object_set_new(body, "request_id", json_string(r->id));
	if (r->exchange->problem_members != NULL)
		json_object_update(body, r->exchange->problem_members);
	return reply_document(r, kind->status, "application/problem+json", body);
}

/* The sentences are constants of the modules, each with the same arguments in every language. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static const char *fill(struct arena *arena, const char *sentence, va_list arguments)
{
	return arena_vprintf(arena, sentence, arguments);
}
#pragma GCC diagnostic pop

enum handled reply_problem(struct request *r, const struct problem_kind *kind, const char *field, ...)
{
	va_list arguments;
	const char *detail;

	va_start(arguments, field);
	detail = fill(r->arena, kind->detail[r->locale], arguments);
	va_end(arguments);
	return reply_with(r, kind, field, detail, NULL);
}

enum handled reply_problem_list(struct request *r, const struct problem_kind *kind, json_t *errors)
{
	return reply_with(r, kind, NULL, kind->detail[r->locale], errors);
}

void request_commit_anyway(struct request *r)
{
	r->exchange->commit_anyway = true;
}

void request_after_commit(struct request *r, void (*fn)(struct request *, void *), void *pointer)
{
	struct after_commit *call = arena_alloc(r->arena, sizeof(*call));

	call->fn = fn;
	call->pointer = pointer;
	call->next = r->exchange->after_commit;
	r->exchange->after_commit = call;
}

void exchange_reset(struct exchange *x)
{
	if (x->reply.file >= 0)
		close(x->reply.file);
	x->reply = (struct reply){.file = -1};
	x->problem_members = NULL;
	x->audit = NULL;
	x->after_commit = NULL;
	x->commit_anyway = false;
	x->request.group = NULL;
	x->request.group_size = 0;
	x->request.prepared = NULL;
}

bool reply_has_header(const struct reply *reply, const char *name)
{
	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		if (strcasecmp(h->name, name) == 0)
			return true;
	return false;
}
