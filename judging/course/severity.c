#include "judging/course/severity.h"

#include "judging/base/slab.h"
#include "judging/course/elimination.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Cholesky costs n^3 / 3: at this many judges some 10 million operations. */
enum { DENSE_JUDGES = 320 };

/* Where judges are well mixed a few dozen steps of conjugate gradients are enough; where they are not, elimination is the better way. */
enum { MOST_STEPS = 500 };

struct system {
	const struct severity_cell *cells;
	size_t cell_count, entries, judges;
	size_t *first;       /* by entry: its first cell; one more for the end */
	double *diagonal;    /* by judge */
	uint32_t *component; /* by judge: from 0 */
	size_t components;
};

static uint32_t root_of(uint32_t *parent, uint32_t judge)
{
	while (parent[judge] != judge)
		judge = parent[judge] = parent[parent[judge]];
	return judge;
}

/* Judges of one entry are in one component. The root is always the smallest judge, so numbering follows text order. */
static void find_components(struct system *system)
{
	uint32_t *parent = memory_array(system->judges, sizeof *parent);
	for (uint32_t j = 0; j < system->judges; j++)
		parent[j] = j;
	for (size_t i = 1; i < system->cell_count; i++) {
		if (system->cells[i].entry != system->cells[i - 1].entry)
			continue;
		uint32_t a = root_of(parent, system->cells[i - 1].judge), b = root_of(parent, system->cells[i].judge);
		parent[a > b ? a : b] = a > b ? b : a;
	}
	for (uint32_t j = 0; j < system->judges; j++) {
		uint32_t root = root_of(parent, j);
		system->component[j] = root == j ? (uint32_t)system->components++ : system->component[root];
	}
	free(parent);
}

static void set_up(struct system *system)
{
	system->first = memory_array(system->entries + 1, sizeof *system->first);
	system->diagonal = memory_array(system->judges, sizeof *system->diagonal);
	system->component = memory_array(system->judges, sizeof *system->component);
	for (size_t i = 0; i < system->cell_count; i++) {
		system->first[system->cells[i].entry + 1]++;
	}
	for (size_t e = 0; e < system->entries; e++)
		system->first[e + 1] += system->first[e];
	for (size_t e = 0; e < system->entries; e++)
		for (size_t i = system->first[e]; i < system->first[e + 1]; i++)
			system->diagonal[system->cells[i].judge] += 1 - 1 / (double)(system->first[e + 1] - system->first[e]);
	find_components(system);
}

static void tear_down(struct system *system)
{
	free(system->first);
	free(system->diagonal);
	free(system->component);
}

/* RESULT = the judges' residual sums, Sum over the judge's cells of (x - mean of x over the entry), where x = total - effect of the judge.
 * With WITH_TOTALS false the totals count as 0 and the effects are taken with the opposite sign: RESULT = Laplacian * EFFECTS. */
static void residuals(const struct system *system, const double *effects, bool with_totals, double *result)
{
	memset(result, 0, system->judges * sizeof *result);
	for (size_t e = 0; e < system->entries; e++) {
		size_t from = system->first[e], to = system->first[e + 1];
		double sum = 0;
		for (size_t i = from; i < to; i++) {
			const struct severity_cell *cell = &system->cells[i];
			sum += with_totals ? cell->total - effects[cell->judge] : effects[cell->judge];
		}
		double mean = sum / (double)(to - from);
		for (size_t i = from; i < to; i++) {
			const struct severity_cell *cell = &system->cells[i];
			result[cell->judge] += (with_totals ? cell->total - effects[cell->judge] : effects[cell->judge]) - mean;
		}
	}
}

/* Makes VALUES sum to zero over each component. */
static void centre(const struct system *system, double *values)
{
	double *sum = memory_array(system->components, sizeof *sum);
	size_t *count = memory_array(system->components, sizeof *count);
	for (size_t j = 0; j < system->judges; j++) {
		sum[system->component[j]] += values[j];
		count[system->component[j]]++;
	}
	for (size_t j = 0; j < system->judges; j++)
		values[j] -= sum[system->component[j]] / (double)count[system->component[j]];
	free(count);
	free(sum);
}

/* The lower triangle of the Laplacian, row by row, with the rows of each component's first judge replaced by those of the identity. */
static double *dense_matrix(const struct system *system, const bool *held)
{
	size_t n = system->judges;
	double *matrix = memory_array(n * n, sizeof *matrix);

	for (size_t e = 0; e < system->entries; e++) {
		size_t from = system->first[e], to = system->first[e + 1];
		for (size_t i = from; i < to; i++)
			for (size_t k = from; k < i; k++) { /* cells come by judge, so that i's is the larger */
				size_t row = system->cells[i].judge, column = system->cells[k].judge;
				if (!held[row] && !held[column])
					matrix[row * n + column] -= 1 / (double)(to - from);
			}
	}
	for (size_t j = 0; j < n; j++)
		matrix[j * n + j] = held[j] ? 1 : system->diagonal[j];
	return matrix;
}

/* Replaces MATRIX by its Cholesky factor. It is positive definite: a grounded Laplacian of a connected graph. */
static void factorise(double *matrix, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = matrix[i * n + j];
			for (size_t k = 0; k < j; k++)
				sum -= matrix[i * n + k] * matrix[j * n + k];
			matrix[i * n + j] = i == j ? sqrt(sum) : sum / matrix[j * n + j];
		}
}

static void solve_factorised(const double *factor, size_t n, double *x)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			x[i] -= factor[i * n + k] * x[k];
		x[i] /= factor[i * n + i];
	}
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			x[i] -= factor[k * n + i] * x[k];
		x[i] /= factor[i * n + i];
	}
}

static void solve_dense(const struct system *system, double *effects)
{
	size_t n = system->judges;
	bool *held = memory_array(n, sizeof *held), *seen = memory_array(system->components, sizeof *seen);
	double *step = memory_array(n, sizeof *step);

	for (size_t j = 0; j < n; j++) {
		held[j] = !seen[system->component[j]];
		seen[system->component[j]] = true;
	}
	double *factor = dense_matrix(system, held);
	factorise(factor, n);
	for (int pass = 0; pass < 3; pass++) { /* the second and third pass only mend the last bits */
		residuals(system, effects, true, step);
		for (size_t j = 0; j < n; j++)
			step[j] = held[j] ? 0 : step[j];
		solve_factorised(factor, n, step);
		for (size_t j = 0; j < n; j++)
			effects[j] += step[j];
		centre(system, effects);
	}
	free(factor);
	free(step);
	free(seen);
	free(held);
}

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* EFFECTS += what solves Laplacian * x = RESIDUAL, by conjugate gradients. False if that takes too many steps. The system is singular
 * but consistent: a judge effect common to a component changes nothing, and the residuals of a component sum to zero. RESIDUAL is used
 * up; the other arrays are room to work in. */
static bool conjugate_gradients(
    const struct system *system, double *effects, double *residual, double *direction, double *image, double *scaled)
{
	size_t n = system->judges;
	double first = dot(residual, residual, n), gain = 0;

	memset(direction, 0, n * sizeof *direction);
	for (size_t iteration = 0; dot(residual, residual, n) > first * 1e-30; iteration++) {
		if (iteration == MOST_STEPS)
			return false;
		for (size_t j = 0; j < n; j++)
			scaled[j] = system->diagonal[j] > 0 ? residual[j] / system->diagonal[j] : 0;
		double now = dot(residual, scaled, n);
		for (size_t j = 0; j < n; j++)
			direction[j] = scaled[j] + (iteration ? now / gain : 0) * direction[j];
		gain = now;
		residuals(system, direction, false, image);
		double curvature = dot(direction, image, n);
		if (!(curvature > 0) || !(now > 0))
			break;
		for (size_t j = 0; j < n; j++) {
			effects[j] += now / curvature * direction[j];
			residual[j] -= now / curvature * image[j];
		}
	}
	return true;
}

/* Entries and judges as nodes, a sheet as an edge: with the judges' effects taken negative the normal equations are a graph's Laplacian. */
static void solve_by_elimination(const struct system *system, double *effects)
{
	size_t nodes = system->entries + system->judges;
	struct elimination_edge *edges = memory_array(system->cell_count, sizeof *edges);
	double *rhs = memory_array(nodes, sizeof *rhs), *x = memory_array(nodes, sizeof *x);

	for (size_t i = 0; i < system->cell_count; i++) {
		const struct severity_cell *cell = &system->cells[i];
		edges[i] = (struct elimination_edge){cell->entry, (uint32_t)system->entries + cell->judge};
		rhs[edges[i].a] += cell->total;
		rhs[edges[i].b] -= cell->total;
	}
	elimination_solve(edges, system->cell_count, nodes, rhs, x);
	for (size_t j = 0; j < system->judges; j++)
		effects[j] = -x[system->entries + j];
	centre(system, effects);
	free(x);
	free(rhs);
	free(edges);
}

static void solve_sparse(const struct system *system, double *effects)
{
	size_t n = system->judges;
	double *room = memory_array(4 * n, sizeof *room);
	bool solved = true;
	for (int pass = 0; pass < 2 && solved; pass++) {
		residuals(system, effects, true, room);
		centre(system, room);
		solved = conjugate_gradients(system, effects, room, room + n, room + 2 * n, room + 3 * n);
		centre(system, effects);
	}
	free(room);
	if (!solved)
		solve_by_elimination(system, effects);
}

size_t severity_solve(const struct severity_cell *cells, size_t cell_count, size_t entries, size_t judges, double *scores)
{
	struct system system = {.cells = cells, .cell_count = cell_count, .entries = entries, .judges = judges};
	double *effects = memory_array(judges, sizeof *effects);

	set_up(&system);
	if (judges <= DENSE_JUDGES)
		solve_dense(&system, effects);
	else
		solve_sparse(&system, effects);
	for (size_t e = 0; e < entries; e++) {
		double sum = 0;
		for (size_t i = system.first[e]; i < system.first[e + 1]; i++)
			sum += cells[i].total - effects[cells[i].judge];
		scores[e] = sum / (double)(system.first[e + 1] - system.first[e]);
	}
	size_t components = system.components;
	tear_down(&system);
	free(effects);
	return components;
}
