/* Solving a graph Laplacian by eliminating nodes of few neighbours first: quick where graphs are long and thin, as when judges form a chain,
 * and where conjugate gradients take as many steps as the chain has links. */
#ifndef JUDGING_COURSE_ELIMINATION_H
#define JUDGING_COURSE_ELIMINATION_H

#include <stddef.h>
#include <stdint.h>

/* An edge between two nodes (from 0), of weight 1. */
struct elimination_edge {
	uint32_t a, b;
};

/* Adds to X what solves Laplacian * x = RHS - Laplacian * X, where RHS sums to zero over each component; x is determined up to a constant for
 * each component, any of which will do. Calling it again mends the last bits.
 *
 * Method: symmetric Gaussian elimination in the order of the fewest neighbours (minimum degree; George and Liu, The evolution of the minimum
 * degree ordering algorithm, 1989) while no node has more than 64; what is left, whose nodes all have many, by conjugate gradients. The
 * order is fixed by the nodes' numbers. */
void elimination_solve(const struct elimination_edge *edges, size_t edge_count, size_t nodes, const double *rhs, double *x);

#endif
