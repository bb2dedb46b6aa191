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

/* What one explanation has in common. */
struct whole {
	struct slab *slab;
	uint32_t left;   /* how much more may stand inside it */
	bool leaves_out; /* rows of some list */
};

struct node {
	struct whole *whole;
	struct member *first, **end;
	uint32_t count;
	uint32_t more : 31; /* rows of a list that are left out */
	uint32_t list : 1;
};

static struct node *begin(struct whole *whole, bool list)
{
	struct node *node = slab_take(whole->slab, 1, sizeof *node);
	node->whole = whole;
	node->list = list;
	return node;
}

static struct node *begin_whole(struct slab *slab, bool list)
{
	if (!slab)
		return NULL;
	struct whole *whole = slab_take(slab, 1, sizeof *whole);
	*whole = (struct whole){.slab = slab, .left = NODE_SHOWN_IN_ALL};
	return begin(whole, list);
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
	struct member *member = slab_take(node->whole->slab, 1, sizeof *member);
	member->key = key;
	member->kind = kind;
	if (node->count++ == 0)
		node->end = &node->first;
	*node->end = member;
	node->end = &member->next;
	return member;
}

static struct node *begin_in(struct node *node, const char *key, bool list)
{
	struct whole *whole = node->whole;
	struct node *child = begin(whole, list);
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
	if (list && list->count < NODE_SHOWN && list->whole->left)
		return begin_in(list, NULL, false);
	if (list) {
		list->more++;
		list->whole->leaves_out = true;
	}
	return NULL;
}

bool node_has_room(const struct node *object)
{
	return object->whole->left > 0;
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

void node_put_text(struct node *node, const char *key, const char *text)
{
	if (node && text)
		add(node, key, TEXT)->text = text;
}

void node_put_json(struct node *node, const char *key, const json_t *value)
{
	if (node && value)
		add(node, key, JSON)->json = value;
}

void node_put_node(struct node *node, const char *key, struct node *child)
{
	if (!node || !child)
		return;
	add(node, key, NODE)->node = child;
	node->whole->leaves_out |= child->whole->leaves_out;
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

struct slab *node_slab(const struct node *node)
{
	return node ? node->whole->slab : NULL;
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
	for (const struct member *member = node->first; member; member = member->next) {
		if (member->kind != NODE || !member->node->list || !member->node->more)
			continue;
		char *key = slab_take(node->whole->slab, strlen(member->key) + sizeof "_more", 1);
		stpcpy(stpcpy(key, member->key), "_more");
		node_put_integer(node, key, member->node->more);
		member->node->more = 0; /* as it is said now */
	}
}

static void write_object(struct node *node, struct canonical_text *output)
{
	enum { FEW = 32 };
	if (node->whole->leaves_out)
		put_more(node);
	const struct member *few[FEW], **members = node->count > FEW ? memory_array(node->count, sizeof *members) : few;
	size_t count = 0;

	for (const struct member *member = node->first; member;
	    member = member->next) { /* insertion: they are few, and come nearly in order */
		size_t i = count++;
		for (; node->count <= FEW && i > 0 && canonical_compare_keys(members[i - 1]->key, member->key) > 0; i--)
			members[i] = members[i - 1];
		members[i] = member;
	}
	if (node->count > FEW)
		qsort(members, count, sizeof *members, compare_members);
	canonical_put_bytes(output, "{", 1);
	for (size_t i = 0; i < count; i++) {
		if (i)
			canonical_put_bytes(output, ",", 1);
		canonical_put_string(output, members[i]->key, strlen(members[i]->key));
		canonical_put_bytes(output, ":", 1);
		write_member(members[i], output);
	}
	canonical_put_bytes(output, "}", 1);
	if (members != few)
		free(members);
}

void node_write(struct node *node, struct canonical_text *output)
{
	if (!node->list) {
		write_object(node, output);
		return;
	}
	canonical_put_bytes(output, "[", 1);
	for (const struct member *member = node->first; member; member = member->next) {
		if (member != node->first)
			canonical_put_bytes(output, ",", 1);
		write_member(member, output);
	}
	canonical_put_bytes(output, "]", 1);
}

json_t *node_json(struct node *node)
{
	struct canonical_text output = {0};
	node_write(node, &output);
	json_t *json = json_loadb(output.text, output.length, 0, NULL);
	free(output.text);
	return json;
}
