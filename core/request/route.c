#include "core/request/route.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"
#include "core/base/limits.h"

/* A tree of path segments: children by literal text, and at most one for "{…}". */
struct node {
	const char *segment;
	size_t length;
	struct node *sibling, *children, *parameter;
	const struct route *routes[METHODS];
};

struct route_index {
	struct arena *arena;
	struct node *root;
	const struct route_table *const *tables;
	size_t table_count;
	const struct route **rows; /* of all tables, one after the other */
	size_t count;
	struct span *spans; /* one a table, by address */
};

/* Rows that lie one behind the other, the first at PLACE of all. */
struct span {
	const struct route *rows;
	size_t count, place;
};

static struct node *child(struct arena *arena, struct node *parent, const char *segment, size_t length)
{
	struct node *node, **end = &parent->children;

	if (segment[0] == '{') {
		if (parent->parameter == NULL)
			parent->parameter = arena_alloc(arena, sizeof(*node));
		return parent->parameter;
	}
	for (; *end != NULL; end = &(*end)->sibling)
		if ((*end)->length == length && memcmp((*end)->segment, segment, length) == 0)
			return *end;
	node = arena_alloc(arena, sizeof(*node));
	node->segment = segment;
	node->length = length;
	*end = node;
	return node;
}

static void add_row(struct route_index *index, const struct route *row)
{
	struct node *node = index->root;
	size_t parameters = 0;

	for (const char *at = row->path; *at == '/';) {
		size_t length = strcspn(++at, "/");

		parameters += at[0] == '{';
		node = child(index->arena, node, at, length);
		at += length;
	}
	if (row->path[0] != '/' || parameters > REQUEST_PARAMS)
		fatal("route %s: no such path is possible", row->path);
	if (row->flags & ROUTE_CACHED && (row->method != METHOD_GET || !(row->roles & ROLE_PUBLIC)))
		fatal("route %s %s is not for everybody, so it cannot be cached", method_names[row->method], row->path);
	if (__builtin_popcount(row->flags & (ROUTE_GROUPED | ROUTE_SLOW | ROUTE_HASHING | ROUTE_UPLOAD)) > 1)
		fatal("route %s %s is of two classes", method_names[row->method], row->path);
	if (row->roles & ROLE_PUBLIC && row->body_limit > LIMIT_BODY_UNKNOWN)
		fatal("route %s %s takes large bodies from anybody", method_names[row->method], row->path);
	if (row->flags & ROUTE_STREAM && (row->method != METHOD_GET || row->flags & (ROUTE_CACHED | ROUTE_ON_LOOP | ROUTE_WRITE)))
		fatal("route %s %s cannot be a stream", method_names[row->method], row->path);
	if (node->routes[row->method] != NULL)
		fatal("route %s %s stands twice", method_names[row->method], row->path);
	node->routes[row->method] = row;
	index->rows[index->count++] = row;
}

static int by_address(const void *a, const void *b)
{
	uintptr_t one = (uintptr_t)((const struct span *)a)->rows, other = (uintptr_t)((const struct span *)b)->rows;

	return (one > other) - (one < other);
}

static void add_spans(struct route_index *index)
{
	size_t place = 0;

	index->spans = arena_alloc(index->arena, (index->table_count + 1) * sizeof(*index->spans));
	for (size_t i = 0; i < index->table_count; i++) {
		index->spans[i] = (struct span){index->tables[i]->rows, index->tables[i]->count, place};
		place += index->tables[i]->count;
	}
	qsort(index->spans, index->table_count, sizeof(*index->spans), by_address);
}

struct route_index *route_index_new(const struct route_table *const *tables, size_t count)
{
	struct arena *arena = arena_new();
	struct route_index *index = arena_alloc(arena, sizeof(*index));
	size_t rows = 0;

	for (size_t i = 0; i < count; i++)
		rows += tables[i]->count;
	index->arena = arena;
	index->tables = (const void *)arena_memdup(arena, tables, count * sizeof(const struct route_table *));
	index->table_count = count;
	index->root = arena_alloc(arena, sizeof(*index->root));
	index->rows = arena_alloc(arena, rows * sizeof(const struct route *));
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < tables[i]->count; j++)
			add_row(index, &tables[i]->rows[j]);
	add_spans(index);
	return index;
}

void route_index_free(struct route_index *index)
{
	if (index != NULL)
		arena_free(index->arena);
}

const struct route *const *route_index_rows(const struct route_index *index, size_t *count)
{
	*count = index->count;
	return index->rows;
}

size_t route_index_place(const struct route_index *index, const struct route *route)
{
	size_t low = 0, high = index->table_count;

	if (route == NULL)
		return index->count;
	while (low < high) { /* the last span that begins at ROUTE or before it */
		size_t middle = low + (high - low) / 2;

		if ((uintptr_t)index->spans[middle].rows <= (uintptr_t)route)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || route >= index->spans[low - 1].rows + index->spans[low - 1].count)
		return index->count;
	return index->spans[low - 1].place + (size_t)(route - index->spans[low - 1].rows);
}

/* A parameter as it stands in the path, decoded only once the row is found. */
struct piece {
	const char *text;
	size_t length;
};

struct search {
	enum method method;
	unsigned methods;
	size_t parameters; /* pieces on the way to the row */
	struct piece pieces[REQUEST_PARAMS];
};

static const struct route *row_of(const struct node *node, size_t parameters, struct search *search)
{
	search->parameters = parameters;
	for (size_t m = 0; m < METHODS; m++)
		if (node->routes[m] != NULL)
			search->methods |= 1u << m;
	if (node->routes[search->method] == NULL && search->method == METHOD_HEAD)
		return node->routes[METHOD_GET];
	return node->routes[search->method];
}

/* Literal segments win; where they lead nowhere, "{…}" is tried. PATH is "" or begins with '/'. */
static const struct route *descend(const struct node *node, const char *path, size_t parameters, struct search *search)
{
	const struct route *route;
	size_t length;

	if (path[0] == '\0')
		return row_of(node, parameters, search);
	length = strcspn(++path, "/");
	for (const struct node *n = node->children; n != NULL; n = n->sibling) {
		if (n->length != length || memcmp(n->segment, path, length) != 0)
			continue;
		route = descend(n, path + length, parameters, search);
		if (route != NULL)
			return route;
	}
	if (node->parameter == NULL || length == 0)
		return NULL;
	search->pieces[parameters] = (struct piece){path, length};
	return descend(node->parameter, path + length, parameters + 1, search);
}

const struct route *route_find(const struct route_index *index, struct arena *arena, enum method method, const char *path,
    const char *params[REQUEST_PARAMS], unsigned *methods)
{
	struct search search = {.method = method};
	const struct route *route = descend(index->root, path, 0, &search);

	*methods = search.methods;
	if (route == NULL)
		return NULL;
	for (size_t i = 0; i < REQUEST_PARAMS; i++)
		params[i] = i < search.parameters ? percent_decode(arena, search.pieces[i].text, search.pieces[i].length, false) : NULL;
	return route;
}

const char *route_allow(struct arena *arena, unsigned methods)
{
	const char *list = "OPTIONS";

	if (methods & 1u << METHOD_GET)
		methods |= 1u << METHOD_HEAD;
	for (int m = METHODS - 1; m >= 0; m--)
		if ((methods & 1u << m) && m != METHOD_OPTIONS)
			list = arena_printf(arena, "%s, %s", method_names[m], list);
	return list;
}
