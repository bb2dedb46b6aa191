/* Judge severity (judging/course/severity.h):
 * - noise-free totals give back the entries' own values, whoever judged them
 * - the fit has the properties of least squares: residuals sum to zero for every entry and every judge
 * - judge effects sum to zero in every component, components are counted
 * - few judges (solved directly) and many (solved by iteration) agree with these properties to 1e-9, also in a long chain */
#include "tests/unit/judging_help.h"

#include <math.h>
#include <stdlib.h>

#include "judging/course/severity.h"

struct panel {
	size_t entries, judges, count;
	struct severity_cell *cells;
	double *scores;
	size_t components;
};

static double noise(void)
{
	return (double)(random() % 2001 - 1000) / 100;
}

/* EACH judges for every entry; entry e is judged by e * STEP, e * STEP + 1, … (modulo the judges). */
static struct panel make_panel(size_t entries, size_t judges, size_t each, size_t step, bool noisy)
{
	struct panel panel = {.entries = entries, .judges = judges};
	panel.cells = calloc(entries * each, sizeof *panel.cells);
	panel.scores = calloc(entries, sizeof *panel.scores);
	for (size_t e = 0; e < entries; e++)
		for (size_t j = 0; j < judges; j++) {
			size_t offset = (j + judges - e * step % judges) % judges;
			if (offset >= each)
				continue;
			double total = 50 + (double)(e % 40) + (double)(j % 7) - 3 + (noisy ? noise() : 0);
			panel.cells[panel.count++] = (struct severity_cell){(uint32_t)e, (uint32_t)j, total};
		}
	panel.components = severity_solve(panel.cells, panel.count, entries, judges, panel.scores);
	return panel;
}

static void free_panel(struct panel *panel)
{
	free(panel->cells);
	free(panel->scores);
}

/* The judges' effects are not given out; from the scores they follow as the mean of total - score over the judge's cells. */
static void check_least_squares(const struct panel *panel)
{
	double *effect = calloc(panel->judges, sizeof *effect), *entry = calloc(panel->entries, sizeof *entry), sum = 0;
	size_t *count = calloc(panel->judges, sizeof *count);
	for (size_t i = 0; i < panel->count; i++) {
		effect[panel->cells[i].judge] += panel->cells[i].total - panel->scores[panel->cells[i].entry];
		count[panel->cells[i].judge]++;
	}
	for (size_t j = 0; j < panel->judges; j++)
		sum += effect[j] /= (double)count[j];
	assert_true(fabs(sum) < 1e-7);
	for (size_t i = 0; i < panel->count; i++)
		entry[panel->cells[i].entry] +=
		    panel->cells[i].total - panel->scores[panel->cells[i].entry] - effect[panel->cells[i].judge];
	for (size_t e = 0; e < panel->entries; e++)
		assert_true(fabs(entry[e]) < 1e-9);
	free(effect);
	free(entry);
	free(count);
}

static void without_noise(void **state)
{
	(void)state;
	static const size_t JUDGES[] = {7, 70, 700};
	for (size_t i = 0; i < 3; i++) {
		struct panel panel = make_panel(2 * JUDGES[i], JUDGES[i], 3, 1, false);
		assert_int_equal(panel.components, 1);
		for (size_t e = 0; e < panel.entries; e++) /* the judges' (j % 7) - 3 average to zero */
			assert_true(fabs(panel.scores[e] - 50 - (double)(e % 40)) < 1e-9);
		free_panel(&panel);
	}
}

static void with_noise(void **state)
{
	static const struct {
		size_t entries, judges, each, step;
	} CASES[] = {{10, 4, 2, 1}, {500, 319, 5, 3}, {500, 331, 5, 3}, {4000, 1000, 5, 7}, {400, 400, 2, 1}, {300, 300, 2, 1},
	    {30000, 30000, 2, 1}, {6000, 6000, 4, 1}}; /* long rings: as many steps of conjugate gradients as judges */
	(void)state;
	srandom(7);
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct panel panel = make_panel(CASES[i].entries, CASES[i].judges, CASES[i].each, CASES[i].step, true);
		assert_int_equal(panel.components, 1);
		check_least_squares(&panel);
		free_panel(&panel);
	}
}

static void apart(void **state)
{
	(void)state;
	/* two pairs of judges that never meet: 60/70 and 90/100 */
	struct severity_cell cells[] = {{0, 0, 60}, {0, 1, 70}, {1, 2, 90}, {1, 3, 100}, {2, 3, 100}};
	double scores[3];
	assert_int_equal(severity_solve(cells, 5, 3, 4, scores), 2);
	assert_true(fabs(scores[0] - 65) < 1e-12 && fabs(scores[1] - 95) < 1e-12 && fabs(scores[2] - 95) < 1e-12);
	/* one entry, one judge */
	assert_int_equal(severity_solve(&(struct severity_cell){0, 0, 42}, 1, 1, 1, scores), 1);
	assert_true(scores[0] == 42);
	/* chains of entries with two judges each, in blocks of two judges: as many components as blocks */
	struct panel panel = make_panel(200, 400, 2, 2, true);
	assert_int_equal(panel.components, 200);
	for (size_t e = 0; e < panel.entries; e++)
		assert_true(fabs(panel.scores[e] - (panel.cells[2 * e].total + panel.cells[2 * e + 1].total) / 2) < 1e-9);
	free_panel(&panel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_noise),
	    cmocka_unit_test(with_noise),
	    cmocka_unit_test(apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
