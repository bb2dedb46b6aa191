#include "judging/base/node.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum kind { INTEGER, FLAG, TEXT, REAL, JSON, NODE, NOTHING };

struct member {
	struct member *next;
	const char *key; /* NULL in a list */
	enum kind kind;
	union {
		int64_t integer;
		double real;
		bool flag;
		const char *text;
		const json_t *json;
		struct node *node;
	};
};

/* There are tens of thousands of them at once, so they are small. */
struct node {
	union {
		struct slab *slab; /* of a whole explanation */
		struct node *whole;
	};
	struct member *last; /* whose next is the first */
	uint32_t count;
	uint32_t left; /* of a whole: how much more may stand inside it */
	uint32_t more; /* rows of a list that are left out */
	bool list, is_whole;
	bool leaves_out; /* of a whole: rows of some list */
};

static struct node *whole_of(struct node *node)
{
	return node->is_whole ? node : node->whole;
}

static struct node *begin(struct slab *slab, struct node *whole, bool list)
{
	struct node *node = slab_take(slab, 1, sizeof *node);
	node->whole = whole;
	node->list = list;
	return node;
}

static struct node *begin_whole(struct slab *slab, bool list)
{
	if (!slab)
		return NULL;
	struct node *node = begin(slab, NULL, list);
	node->is_whole = true;
	node->slab = slab;
	node->left = NODE_SHOWN_IN_ALL;
	return node;
}

struct node *node_object(struct slab *slab)
{
	return begin_whole(slab, false);
}

struct node *node_list(struct slab *slab)
{
	return begin_whole(slab, true);
}

static struct member *add(struct node *node, const char *key, enum kind kind)
{
	struct member *member = slab_take(whole_of(node)->slab, 1, sizeof *member);
	member->key = key;
	member->kind = kind;
	member->next = node->last ? node->last->next : member;
	if (node->last)
		node->last->next = member;
	node->last = member;
	node->count++;
	return member;
}

static struct node *begin_in(struct node *node, const char *key, bool list)
{
	struct node *whole = whole_of(node), *child = begin(whole->slab, whole, list);
	if (!list && whole->left)
		whole->left--;
	add(node, key, NODE)->node = child;
	return child;
}

struct node *node_object_in(struct node *object, const char *key)
{
	return object ? begin_in(object, key, false) : NULL;
}

struct node *node_list_in(struct node *object, const char *key)
{
	return object ? begin_in(object, key, true) : NULL;
}

struct node *node_row(struct node *list)
{
	if (list && list->count < NODE_SHOWN && whole_of(list)->left)
		return begin_in(list, NULL, false);
	if (list)
		node_leave_out(list, 1);
	return NULL;
}

void node_leave_out(struct node *list, size_t count)
{
	if (!count)
		return;
	list->more += (uint32_t)count;
	whole_of(list)->leaves_out = true;
}

bool node_has_room(struct node *object)
{
	return whole_of(object)->left > 0;
}

void node_put_integer(struct node *node, const char *key, int64_t integer)
{
	if (node)
		add(node, key, INTEGER)->integer = integer;
}

void node_put_flag(struct node *node, const char *key, bool flag)
{
	if (node)
		add(node, key, FLAG)->flag = flag;
}

/* What is long takes the place of objects. */
static void take_places(struct node *whole, size_t bytes)
{
	size_t places = bytes / NODE_BYTES;

	whole->left -= places < whole->left ? (uint32_t)places : whole->left;
}

/* TEXT, or as much of it as is shown. */
static const char *bounded(struct node *node, const char *text)
{
	static const char MORE[] = "…";
	struct node *whole = whole_of(node);
	size_t length = strnlen(text, NODE_TEXT + 1);

	take_places(whole, length);
	if (length <= NODE_TEXT)
		return text;
	for (length = NODE_TEXT; ((unsigned char)text[length] & 0xc0) == 0x80; length--) /* not inside a character */
		;
	char *cut = slab_take(whole->slab, length + sizeof MORE, 1);
	memcpy(cut, text, length);
	memcpy(cut + length, MORE, sizeof MORE);
	return cut;
}

void node_put_text(struct node *node, const char *key, const char *text)
{
	if (node && text)
		add(node, key, TEXT)->text = bounded(node, text);
}

void node_put_name(struct node *node, const char *key, const char *text)
{
	if (node && text)
		add(node, key, TEXT)->text = text;
}

void node_put_json(struct node *node, const char *key, const json_t *value)
{
	size_t bytes = 0, i;
	const json_t *item;

	if (json_is_string(value)) {
		node_put_text(node, key, json_string_value(value));
	} else if (node && value) {
		json_array_foreach ((json_t *)value, i, item)
			bytes += json_string_length(item);
		take_places(whole_of(node), bytes);
		add(node, key, JSON)->json = value;
	}
}

void node_put_node(struct node *node, const char *key, struct node *child)
{
	if (!node || !child)
		return;
	add(node, key, NODE)->node = child;
	whole_of(node)->leaves_out |= whole_of(child)->leaves_out;
}

void node_put_null(struct node *node, const char *key)
{
	if (node)
		add(node, key, NOTHING);
}

void node_put_number(struct node *node, const char *key, const mpq_t value)
{
	if (!node)
		return;
	if (mpz_cmp_ui(mpq_denref(value), 1) == 0 && mpz_cmpabs_ui(mpq_numref(value), (unsigned long)DECIMAL_MAX_INTEGER) <= 0) {
		node_put_integer(node, key, mpz_get_si(mpq_numref(value)));
		return;
	}
	double nearest = decimal_double(value);
	if (isfinite(nearest))
		add(node, key, REAL)->real = nearest;
	else
		node_put_null(node, key);
}

void node_put_decimal(struct node *node, const char *key, int128 scaled, int digits)
{
	int128 power = 1;
	mpq_t value;
	if (!node)
		return;
	while (digits-- > 0)
		power *= 10;
	mpq_init(value);
	decimal_set_ratio(value, scaled, power);
	node_put_number(node, key, value);
	mpq_clear(value);
}

void node_put_score(struct node *node, const char *key, const mpq_t value)
{
	enum { DIGITS = 6 };
	mpz_t scaled;

	if (!node)
		return;
	mpz_init(scaled);
	decimal_round(scaled, value, DIGITS);
	char *text = decimal_text(scaled, DIGITS);
	size_t length = strlen(text);
	while (text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	text[length] = '\0';
	node_put_text(node, key, slab_text(node_slab(node), text));
	free(text);
	mpz_clear(scaled);
}

struct slab *node_slab(struct node *node)
{
	return node ? whole_of(node)->slab : NULL;
}

bool node_is_empty(const struct node *node)
{
	return node->count == 0;
}

static void write_member(const struct member *member, struct canonical_text *output)
{
	switch (member->kind) {
	case INTEGER:
		canonical_put_integer(output, member->integer);
		break;
	case FLAG:
		canonical_put_bytes(output, member->flag ? "true" : "false", member->flag ? 4 : 5);
		break;
	case TEXT:
		canonical_put_string(output, member->text, strlen(member->text));
		break;
	case REAL:
		canonical_put_real(output, member->real);
		break;
	case JSON:
		canonical_put(output, member->json);
		break;
	case NODE:
		node_write(member->node, output);
		break;
	case NOTHING:
		canonical_put_bytes(output, "null", 4);
		break;
	}
}

static int compare_members(const void *a, const void *b)
{
	return canonical_compare_keys((*(const struct member *const *)a)->key, (*(const struct member *const *)b)->key);
}

/* Puts beside each list of an object how many of its rows are left out. */
static void put_more(struct node *node)
{
	const struct member *member = node->last;
	for (uint32_t i = 0, count = node->count; i < count; i++) {
		member = member->next;
		if (member->kind != NODE || !member->node->list || !member->node->more)
			continue;
		char *key = slab_take(node_slab(node), strlen(member->key) + sizeof "_more", 1);
		stpcpy(stpcpy(key, member->key), "_more");
		node_put_integer(node, key, member->node->more);
		member->node->more = 0; /* as it is said now */
	}
}

static void write_object(struct node *node, struct canonical_text *output)
{
	enum { FEW = 32 };
	if (whole_of(node)->leaves_out)
		put_more(node);
	const struct member *few[FEW], **members = node->count > FEW ? memory_array(node->count, sizeof *members) : few;
	const struct member *member = node->last;
	size_t count = 0;

	while (count < node->count) { /* insertion: they are few, and come nearly in order */
		size_t i = count++;
		member = member->next;
		for (; node->count <= FEW && i > 0 && canonical_compare_keys(members[i - 1]->key, member->key) > 0; i--)
			members[i] = members[i - 1];
		members[i] = member;
	}
	if (node->count > FEW)
		qsort(members, count, sizeof *members, compare_members);
	canonical_put_byte(output, '{');
	for (size_t i = 0; i < count; i++) {
		if (i)
			canonical_put_byte(output, ',');
		canonical_put_string(output, members[i]->key, strlen(members[i]->key));
		canonical_put_byte(output, ':');
		write_member(members[i], output);
	}
	canonical_put_byte(output, '}');
	if (members != few)
		free(members);
}

void node_write(struct node *node, struct canonical_text *output)
{
	if (!node->list) {
		write_object(node, output);
		return;
	}
	canonical_put_byte(output, '[');
	const struct member *member = node->last;
	for (uint32_t i = 0; i < node->count; i++) {
		member = member->next;
		if (i)
			canonical_put_byte(output, ',');
		write_member(member, output);
	}
	canonical_put_byte(output, ']');
}

json_t *node_json(struct node *node)
{
	struct canonical_text output = {0};
	node_write(node, &output);
	json_t *json = json_loadb(output.text, output.length, 0, NULL);
	free(output.text);
	return json;
}
