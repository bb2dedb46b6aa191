/* What a handler may ask about its request. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/request/etag.h"
#include "core/request/exchange.h"
#include "core/request/head.h"

const char *request_header(const struct request *r, const char *name)
{
	return head_header(r->exchange->head, name);
}

const char *request_query(const struct request *r, const char *name)
{
	for (const struct query_argument *q = r->exchange->query; q != NULL; q = q->next)
		if (strcmp(q->name, name) == 0)
			return q->value;
	return NULL;
}

int64_t request_query_int(const struct request *r, const char *name, int64_t otherwise)
{
	const char *text = request_query(r, name);

	return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

/* Digits only, no leading zero, within int64_t; 0 otherwise. */
static int64_t positive(const char *text, size_t length)
{
	int64_t value = 0;

	if (length == 0 || text[0] == '0')
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (!isdigit((unsigned char)text[i]) || __builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, text[i] - '0', &value))
			return 0;
	}
	return value;
}

int64_t request_id_param(const struct request *r, size_t index)
{
	const char *text = r->params[index];

	return text == NULL ? 0 : positive(text, strlen(text));
}

int64_t request_if_match(const struct request *r)
{
	return etag_version(request_header(r, "If-Match"));
}

const char *input_text(const struct request *r, const char *name)
{
	return json_string_value(json_object_get(r->json, name));
}

int64_t input_int(const struct request *r, const char *name, int64_t otherwise)
{
	const json_t *value = json_object_get(r->json, name);

	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

bool input_bool(const struct request *r, const char *name, bool otherwise)
{
	const json_t *value = json_object_get(r->json, name);

	return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

int64_t input_time(const struct request *r, const char *name)
{
	const char *text = input_text(r, name);
	int64_t us;

	return text != NULL && time_parse(text, &us) ? us : TIME_NONE;
}

json_t *input_json(const struct request *r, const char *name)
{
	return json_object_get(r->json, name);
}
