#include "judging/course/elimination.h"

#include "judging/base/slab.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NEIGHBOURS = 64, PASSES = 3 };

struct neighbour {
	uint32_t node;
	double weight;
};

/* A node's neighbours in order of their numbers; those that were eliminated are gone. */
struct row {
	struct neighbour *list;
	uint32_t count, capacity;
};

struct system {
	size_t nodes;
	struct row *rows;
	bool *gone;
	uint32_t *order; /* in which they went; each keeps the neighbours it had then */
	size_t gone_count;
};

/* Where NODE stands in the row, or belongs. */
static uint32_t find(const struct row *row, uint32_t node)
{
	uint32_t from = 0, to = row->count;
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (row->list[middle].node < node)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static void add_weight(struct row *row, uint32_t node, double weight)
{
	uint32_t at = find(row, node);
	if (at < row->count && row->list[at].node == node) {
		row->list[at].weight += weight;
		return;
	}
	if (row->count == row->capacity) {
		row->capacity = row->capacity ? 2 * row->capacity : 4;
		row->list = memory_grow(row->list, row->capacity, sizeof *row->list);
	}
	memmove(&row->list[at + 1], &row->list[at], (row->count - at) * sizeof *row->list);
	row->list[at] = (struct neighbour){node, weight};
	row->count++;
}

static void remove_node(struct row *row, uint32_t node)
{
	uint32_t at = find(row, node);
	memmove(&row->list[at], &row->list[at + 1], (row->count - at - 1) * sizeof *row->list);
	row->count--;
}

static double total_weight(const struct row *row)
{
	double sum = 0;
	for (uint32_t i = 0; i < row->count; i++)
		sum += row->list[i].weight;
	return sum;
}

/* Nodes by how many neighbours they have; entries of a degree that a node no longer has are passed over. */
struct queue {
	struct row by_degree[MOST_NEIGHBOURS + 1]; /* only `node` counts */
};

static void enter(struct queue *queue, const struct system *system, uint32_t node)
{
	uint32_t degree = system->rows[node].count;
	if (degree > MOST_NEIGHBOURS)
		return;
	struct row *list = &queue->by_degree[degree];
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? 2 * list->capacity : 64;
		list->list = memory_grow(list->list, list->capacity, sizeof *list->list);
	}
	list->list[list->count++].node = node;
}

/* The next node to eliminate; false if all that are left have too many neighbours. */
static bool next_node(struct queue *queue, const struct system *system, uint32_t *node)
{
	for (uint32_t degree = 0; degree <= MOST_NEIGHBOURS; degree++)
		while (queue->by_degree[degree].count) {
			*node = queue->by_degree[degree].list[--queue->by_degree[degree].count].node;
			if (!system->gone[*node] && system->rows[*node].count == degree)
				return true;
		}
	return false;
}

static void eliminate(struct system *system, struct queue *queue, uint32_t node)
{
	const struct row *row = &system->rows[node];
	double total = total_weight(row);

	system->gone[node] = true;
	system->order[system->gone_count++] = node;
	for (uint32_t i = 0; i < row->count; i++)
		remove_node(&system->rows[row->list[i].node], node);
	for (uint32_t i = 0; i < row->count; i++)
		for (uint32_t k = 0; k < row->count; k++)
			if (i != k)
				add_weight(
				    &system->rows[row->list[i].node], row->list[k].node, row->list[i].weight * row->list[k].weight / total);
	for (uint32_t i = 0; i < row->count; i++)
		enter(queue, system, row->list[i].node);
}

static void factorise(struct system *system, const struct elimination_edge *edges, size_t edge_count)
{
	struct queue queue = {0};
	uint32_t node;

	for (size_t i = 0; i < edge_count; i++) {
		add_weight(&system->rows[edges[i].a], edges[i].b, 1);
		add_weight(&system->rows[edges[i].b], edges[i].a, 1);
	}
	for (size_t i = system->nodes; i-- > 0;)
		enter(&queue, system, (uint32_t)i);
	while (next_node(&queue, system, &node))
		eliminate(system, &queue, node);
	for (uint32_t degree = 0; degree <= MOST_NEIGHBOURS; degree++)
		free(queue.by_degree[degree].list);
}

/* IMAGE = Laplacian of the nodes that are left, times X. */
static void multiply(const struct system *system, const double *x, double *image)
{
	for (size_t i = 0; i < system->nodes; i++) {
		const struct row *row = &system->rows[i];
		image[i] = 0;
		for (uint32_t k = 0; k < row->count && !system->gone[i]; k++)
			image[i] += row->list[k].weight * (x[i] - x[row->list[k].node]);
	}
}

static double dot(const struct system *system, const double *a, const double *b)
{
	double sum = 0;
	for (size_t i = 0; i < system->nodes; i++)
		sum += system->gone[i] ? 0 : a[i] * b[i];
	return sum;
}

/* X of the nodes that are left, by conjugate gradients with Jacobi preconditioning; RESIDUAL is used up. */
static void solve_rest(const struct system *system, double *residual, double *x)
{
	size_t n = system->nodes;
	double *room = memory_array(4 * n, sizeof *room), *direction = room, *image = room + n, *scaled = room + 2 * n,
	       *diagonal = room + 3 * n;
	double first = dot(system, residual, residual), gain = 0;

	for (size_t i = 0; i < n; i++)
		diagonal[i] = total_weight(&system->rows[i]);
	for (size_t step = 0; step < 10 * n + 100 && dot(system, residual, residual) > first * 1e-30; step++) {
		for (size_t i = 0; i < n; i++)
			scaled[i] = system->gone[i] ? 0 : residual[i] / diagonal[i];
		double now = dot(system, residual, scaled);
		for (size_t i = 0; i < n; i++)
			direction[i] = scaled[i] + (step ? now / gain : 0) * direction[i];
		gain = now;
		multiply(system, direction, image);
		double curvature = dot(system, direction, image);
		if (!(curvature > 0) || !(now > 0))
			break;
		for (size_t i = 0; i < n; i++) {
			x[i] += now / curvature * direction[i];
			residual[i] -= now / curvature * image[i];
		}
	}
	free(room);
}

/* STEP = what solves the system for RIGHT, which is used up. */
static void solve(const struct system *system, double *right, double *step)
{
	memset(step, 0, system->nodes * sizeof *step);
	for (size_t i = 0; i < system->gone_count; i++) {
		uint32_t node = system->order[i];
		const struct row *row = &system->rows[node];
		double total = total_weight(row);
		for (uint32_t k = 0; k < row->count; k++)
			right[row->list[k].node] += row->list[k].weight / total * right[node];
	}
	if (system->gone_count < system->nodes)
		solve_rest(system, right, step);
	for (size_t i = system->gone_count; i-- > 0;) {
		uint32_t node = system->order[i];
		const struct row *row = &system->rows[node];
		double total = total_weight(row), sum = right[node];
		for (uint32_t k = 0; k < row->count; k++)
			sum += row->list[k].weight * step[row->list[k].node];
		step[node] = row->count ? sum / total : 0; /* the last of its component: any value */
	}
}

void elimination_solve(const struct elimination_edge *edges, size_t edge_count, size_t nodes, const double *rhs, double *x)
{
	struct system system = {.nodes = nodes};
	double *right = memory_array(nodes, sizeof *right), *step = memory_array(nodes, sizeof *step);

	system.rows = memory_array(nodes, sizeof *system.rows);
	system.gone = memory_array(nodes, sizeof *system.gone);
	system.order = memory_array(nodes, sizeof *system.order);
	factorise(&system, edges, edge_count);
	for (int pass = 0; pass < PASSES; pass++) { /* after the first, only the last bits */
		memcpy(right, rhs, nodes * sizeof *right);
		for (size_t i = 0; i < edge_count; i++) {
			double flow = x[edges[i].a] - x[edges[i].b];
			right[edges[i].a] -= flow;
			right[edges[i].b] += flow;
		}
		solve(&system, right, step);
		for (size_t i = 0; i < nodes; i++)
			x[i] += step[i];
	}
	for (size_t i = 0; i < nodes; i++)
		free(system.rows[i].list);
	free(system.order);
	free(system.gone);
	free(system.rows);
	free(step);
	free(right);
}
