#include "judging/base/duplicates.h"

#include "judging/base/check.h"
#include "judging/base/ids.h"
#include "judging/base/slab.h"

#include <string.h>

/* A walk over text that the JSON library has accepted: so quotes and brackets match, and nothing needs to be checked again. */
struct walk {
	const char *at, *end;
	struct slab *slab;
};

static void skip_space(struct walk *walk)
{
	while (walk->at < walk->end && strchr(" \t\r\n", *walk->at))
		walk->at++;
}

/* Moves behind the string that starts here. */
static void skip_string(struct walk *walk)
{
	for (walk->at++; walk->at < walk->end && *walk->at != '"'; walk->at++)
		if (*walk->at == '\\')
			walk->at++;
	walk->at++;
}

/* Reads the key that starts here, with its escapes resolved: "a" and "\u0061" are the same key. */
static const char *read_key(struct walk *walk)
{
	const char *start = walk->at;
	skip_string(walk);
	size_t length = (size_t)(walk->at - start);
	if (memchr(start, '\\', length)) {
		json_t *string = json_loadb(start, length, JSON_DECODE_ANY, NULL);
		const char *text = json_string_value(string);
		const char *key = slab_text(walk->slab, text ? text : "");
		json_decref(string);
		return key;
	}
	char *key = slab_take(walk->slab, length - 1, 1);
	memcpy(key, start + 1, length - 2);
	return key;
}

static void walk_value(struct walk *walk, const struct place *at);

static void walk_object(struct walk *walk, const struct place *at)
{
	struct ids keys = {0};
	walk->at++;
	skip_space(walk);
	while (*walk->at != '}') {
		const char *key = read_key(walk);
		struct place member = place_key(at, key);
		bool fresh;
		ids_add(&keys, key, &fresh);
		if (!fresh)
			place_error(&member, "duplicate key");
		skip_space(walk);
		walk->at++; /* the colon */
		walk_value(walk, &member);
		if (*walk->at == ',')
			walk->at++;
		skip_space(walk);
	}
	walk->at++;
	ids_free(&keys);
}

static void walk_array(struct walk *walk, const struct place *at)
{
	walk->at++;
	skip_space(walk);
	for (size_t i = 0; *walk->at != ']'; i++) {
		struct place element = place_index(at, i);
		walk_value(walk, &element);
		if (*walk->at == ',')
			walk->at++;
	}
	walk->at++;
}

/* Moves behind one value and the space around it. */
static void walk_value(struct walk *walk, const struct place *at)
{
	skip_space(walk);
	switch (*walk->at) {
	case '{':
		walk_object(walk, at);
		break;
	case '[':
		walk_array(walk, at);
		break;
	case '"':
		skip_string(walk);
		break;
	default:
		while (walk->at < walk->end && !strchr(",]} \t\r\n", *walk->at))
			walk->at++;
	}
	skip_space(walk);
}

void duplicates_report(const char *text, size_t length, struct judging_errors *errors)
{
	struct slab slab = {0};
	struct walk walk = {.at = text, .end = text + length, .slab = &slab};
	struct place root = place_root(errors);
	walk_value(&walk, &root);
	slab_free(&slab);
}
