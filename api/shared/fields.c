#include "api/shared/fields.h"
#include "api/shared/limits.h"

#include <string.h>

#include "core/base/text.h"
#include "core/request/locale.h"

#define PAGE_DEFAULT 50

bool localised_valid(const json_t *value, size_t max)
{
	size_t known = 0;

	for (size_t i = 0; i < LOCALES; i++) {
		const json_t *text = json_object_get(value, locale_tags[i]);
		if (!text)
			continue;
		if (!json_is_string(text) || text_blank(json_string_value(text)) || text_length(json_string_value(text)) > max)
			return false;
		known++;
	}
	return json_object_get(value, locale_tags[LOCALE_ZH_CN]) && known == json_object_size(value);
}

bool code_valid(const char *code)
{
	size_t length = strlen(code);

	return length >= 1 && length <= LIMIT_CODE && strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == length && code[0] != '-' &&
	       code[length - 1] != '-' && !strstr(code, "--");
}

bool code_like_id(const char *code)
{
	return strspn(code, "0123456789") == strlen(code);
}

bool ids_valid(const json_t *array)
{
	size_t i;
	json_t *id;

	json_array_foreach (array, i, id) {
		if (!json_is_integer(id) || json_integer_value(id) < 1)
			return false;
	}
	return json_is_array(array);
}

enum handled reply_list(struct request *r, json_t *items, int64_t total)
{
	return reply_json(r, 200, json_pack("{s:o, s:I}", "items", items, "total", (json_int_t)total));
}

int64_t page_limit(const struct request *r)
{
	return request_query_int(r, "limit", PAGE_DEFAULT);
}

int64_t page_offset(const struct request *r)
{
	return request_query_int(r, "offset", 0);
}

bool page_tells_total(const struct request *r, size_t count, int64_t *total)
{
	*total = page_offset(r) + (int64_t)count;
	return (int64_t)count < page_limit(r) && (count > 0 || page_offset(r) == 0);
}

bool page_first(const struct request *r)
{
	return !request_query(r, "after");
}

enum handled reply_list_after(struct request *r, json_t *items, const char *key, int64_t total)
{
	size_t limit = (size_t)page_limit(r);
	json_t *next = json_null();

	if (json_array_size(items) > limit) {
		json_array_remove(items, limit);
		next = json_incref(json_object_get(json_array_get(items, limit - 1), key));
	}
	return reply_json(r, 200,
	    json_pack(
		"{s:o, s:o, s:o}", "items", items, "next", next, "total", page_first(r) ? json_integer((json_int_t)total) : json_null()));
}

size_t query_choice(const struct request *r, const char *name, const char *const *choices)
{
	const char *chosen = request_query(r, name);
	size_t i = 0;

	while (chosen && choices[i] && strcmp(choices[i], chosen) != 0)
		i++;
	return chosen && choices[i] ? i : 0;
}

bool query_true(const struct request *r, const char *name)
{
	const char *given = request_query(r, name);

	return given && strcmp(given, "true") == 0;
}
