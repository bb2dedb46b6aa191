/* Queries and JSON bodies (core/request/input.h): the first line is the query, the rest the body.
 * - whatever comes is taken or answered with a problem in JSON
 * - what is taken is of the type, and within the bounds, that the route's tables say */
#include <string.h>

#include "core/request/exchange.h"
#include "core/request/head.h"
#include "core/request/input.h"
#include "tests/fuzz/fuzz.h"

static const char *const colours[] = {"red", "green", NULL};
static const struct input_field members[] = {
    {.name = "text", .type = INPUT_TEXT, .min = 2, .max = 4},
    {.name = "free", .type = INPUT_TEXT, .nullable = true},
    {.name = "int", .type = INPUT_INT, .min = -5, .max = 5},
    {.name = "number", .type = INPUT_NUMBER, .min = 0, .max = 1},
    {.name = "bool", .type = INPUT_BOOL},
    {.name = "day", .type = INPUT_DAY},
    {.name = "time", .type = INPUT_TIME, .nullable = true},
    {.name = "enum", .type = INPUT_ENUM, .one_of = colours},
    {.name = "object", .type = INPUT_OBJECT},
    {.name = "array", .type = INPUT_ARRAY, .min = 1, .max = 2},
    {.name = "any", .type = INPUT_ANY},
    INPUT_END,
};
static const struct input_field arguments[] = {INPUT_PAGE, {.name = "q", .type = INPUT_TEXT, .min = 1, .max = 3},
    {.name = "on", .type = INPUT_BOOL}, {.name = "colour", .type = INPUT_ENUM, .one_of = colours}, INPUT_END};

static bool coloured(const char *text)
{
	return text == NULL || strcmp(text, "red") == 0 || strcmp(text, "green") == 0;
}

static void taken(const struct request *r)
{
	const char *text = input_text(r, "text");
	int64_t number = input_int(r, "int", 0);
	json_t *array = input_json(r, "array");

	HOLDS(text == NULL || (strlen(text) >= 2 && strlen(text) <= 4 * 4));
	HOLDS(number >= -5 && number <= 5);
	HOLDS(coloured(input_text(r, "enum")) && coloured(request_query(r, "colour")));
	HOLDS(array == NULL || (json_array_size(array) >= 1 && json_array_size(array) <= 2));
	HOLDS(input_json(r, "object") == NULL || json_is_object(input_json(r, "object")));
	(void)input_bool(r, "bool", false);
	(void)input_time(r, "time");
	(void)request_query_int(r, "offset", 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	const char *text = arena_memdup(arena, bytes, size), *line = memchr(text, '\n', size);
	size_t query = line == NULL ? size : (size_t)(line - text), body = line == NULL ? size : query + 1;
	struct route route = {METHOD_POST, "/x", ROLE_PUBLIC, 0, 1 << 20, members, arguments, NULL};
	struct head head = {.query = arena_memdup(arena, text, query)};
	struct exchange x = {.head = &head, .reply.file = -1};

	x.request = (struct request){.arena = arena, .route = &route, .locale = LOCALE_EN, .id = "id", .exchange = &x};
	x.request.body = text + body;
	x.request.body_length = size - body;
	if (input_check(&x)) {
		HOLDS(x.reply.status == 0);
		taken(&x.request);
	} else {
		HOLDS(x.reply.status >= 400 && x.reply.status < 500);
		json_t *problem = json_loadb(x.reply.bytes, x.reply.length, JSON_REJECT_DUPLICATES, NULL);
		HOLDS(json_is_string(json_object_get(problem, "code")));
		json_decref(problem);
	}
	arena_free(arena);
	return 0;
}
