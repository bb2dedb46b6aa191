#include "tools/words.h"

#include "tools/words_data.h"

#include "core/base/fatal.h"
#include "judging/rulebook.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

bool words_open(struct words *w, struct arena *arena, const char *locale, const json_t *rulebook)
{
	*w = (struct words){.arena = arena,
	    .locale = locale,
	    .files = arena_json(arena, json_object()),
	    .names = arena_json(arena, rulebook_names(rulebook)),
	    .facts = json_object_get(rulebook, "facts")};
	for (const struct words_file *file = words_files; file->locale; file++) {
		if (*file->locale && strcmp(file->locale, locale) != 0)
			continue;
		json_t *parsed = json_loadb((const char *)file->bytes, file->length, 0, NULL);
		if (!parsed)
			fatal("the words of %s in %s are no JSON", file->name, locale);
		json_object_set_new(w->files, file->name, parsed);
	}
	return json_object_get(w->files, "why") != NULL;
}

const char *words_message(const struct words *w, const char *key)
{
	const json_t *at = w->files;

	while (at && *key) {
		size_t length = strcspn(key, ".");
		at = json_object_get(at, arena_memdup(w->arena, key, length));
		key += length + (key[length] == '.');
	}
	return json_string_value(at);
}

/* Whether Latin letters or digits end where Chinese begins (U+4000 to U+9FFF): there stands a space. */
static bool apart(const char *before, const char *after)
{
	size_t length = strlen(before);
	unsigned char next = (unsigned char)*after;

	return length && isalnum((unsigned char)before[length - 1]) && next >= 0xe4 && next <= 0xe9;
}

const char *words_blank(const struct words *w, const char *open)
{
	return arena_memdup(w->arena, open + 1, strcspn(open + 1, "|}"));
}

/* What VALUE makes of the blank at OPEN, which ends at CLOSE: itself, or the form for its number. */
static const char *form_of(const struct words *w, const char *open, const char *close, const char *value)
{
	const char *one = memchr(open, '|', (size_t)(close - open));
	const char *other = one ? memchr(one + 1, '|', (size_t)(close - one - 1)) : NULL;

	if (!other)
		return value;
	bool single = strcmp(value, "1") == 0;
	const char *form = single ? arena_memdup(w->arena, one + 1, (size_t)(other - one - 1))
				  : arena_memdup(w->arena, other + 1, (size_t)(close - other - 1));
	const char *number = strchr(form, '#');
	return number ? arena_printf(w->arena, "%.*s%s%s", (int)(number - form), form, value, number + 1) : form;
}

const char *words_fill(const struct words *w, const char *template, const json_t *values)
{
	const char *filled = "";

	for (;;) {
		const char *open = strchr(template, '{'), *close = open ? strchr(open, '}') : NULL;
		if (!close)
			return arena_printf(w->arena, "%s%s", filled, template);
		const char *value = json_string_value(json_object_get(values, words_blank(w, open)));
		const char *said = value ? form_of(w, open, close, value) : "", *space = apart(said, close + 1) ? " " : "";
		filled = arena_printf(w->arena, "%s%.*s%s%s", filled, (int)(open - template), template, said, space);
		template = close + 1;
	}
}

const char *words_say(const struct words *w, const char *key, ...)
{
	const char *template = words_message(w, key), *blank;
	json_t *values = arena_json(w->arena, json_object());
	va_list pairs;

	va_start(pairs, key);
	while ((blank = va_arg(pairs, const char *)) != NULL)
		json_object_set_new(values, blank, json_string(va_arg(pairs, const char *)));
	va_end(pairs);
	return template ? words_fill(w, template, values) : key;
}

const char *words_name(const struct words *w, const char *kind, const char *id)
{
	return rulebook_name(w->names, kind, id, w->locale);
}

const json_t *words_fact(const struct words *w, const char *path)
{
	const char *dot = strchr(path, '.');

	return dot ? json_object_get(json_object_getn(w->facts, path, (size_t)(dot - path)), dot + 1) : NULL;
}

const char *words_localised(const struct words *w, const json_t *texts)
{
	return rulebook_text(texts, w->locale);
}
