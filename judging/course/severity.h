/* Judge severity: the least squares fit of total = mu + entry effect + judge effect. */
#ifndef JUDGING_COURSE_SEVERITY_H
#define JUDGING_COURSE_SEVERITY_H

#include <stddef.h>
#include <stdint.h>

/* One sheet: the total that a judge gave an entry. */
struct severity_cell {
	uint32_t entry, judge; /* from 0 */
	double total;
};

/* SCORES[e] = mu + effect of entry e, where judge effects sum to zero over the judges of each connected component of the graph whose edges
 * are the cells. Returns the number of components. CELLS come by (entry, judge); every entry and every judge has at least one.
 *
 * Method: the entry effects are eliminated from the normal equations, which leaves a weighted graph Laplacian over the judges. Up to a
 * few hundred judges it is solved by Cholesky factorisation with one judge of each component held at zero, beyond that by conjugate
 * gradients with Jacobi preconditioning, both refined once, or, where that takes too many steps, by elimination (elimination.h); then
 * the effects are centred. (Searle, Linear Models, 1971, ch. 7, for the model; Golub and Van Loan, Matrix Computations, ch. 4 and 11,
 * for the solvers.) */
size_t severity_solve(const struct severity_cell *cells, size_t cell_count, size_t entries, size_t judges, double *scores);

#endif
