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
		const struct node *node;
	};
};

struct node {
	struct slab *slab;
	struct member *first, **end;
	uint32_t count;
	bool list;
};

static struct node *begin(struct slab *slab, bool list)
{
	struct node *node = slab_take(slab, 1, sizeof *node);
	*node = (struct node){.slab = slab, .list = list};
	return node;
}

struct node *node_object(struct slab *slab)
{
	return begin(slab, false);
}

struct node *node_list(struct slab *slab)
{
	return begin(slab, true);
}

static struct member *add(struct node *node, const char *key, enum kind kind)
{
	struct member *member = slab_take(node->slab, 1, sizeof *member);
	member->key = key;
	member->kind = kind;
	if (node->count++ == 0)
		node->end = &node->first;
	*node->end = member;
	node->end = &member->next;
	return member;
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
	if (node && child)
		add(node, key, NODE)->node = child;
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
	node_put_text(node, key, slab_text(node->slab, text));
	free(text);
	mpz_clear(scaled);
}

struct slab *node_slab(const struct node *node)
{
	return node ? node->slab : NULL;
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

static void write_object(const struct node *node, struct canonical_text *output)
{
	enum { FEW = 32 };
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

void node_write(const struct node *node, struct canonical_text *output)
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

json_t *node_json(const struct node *node)
{
	struct canonical_text output = {0};
	node_write(node, &output);
	json_t *json = json_loadb(output.text, output.length, 0, NULL);
	free(output.text);
	return json;
}
