/* Small dossiers for the tests of judging/, and short texts of what comes out.
 *
 * JSON in tests is written with ' for ", to stay readable in C. */
#ifndef TESTS_JUDGING_HELP_H
#define TESTS_JUDGING_HELP_H

/* cmocka.h needs these four first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include "judging/base/canonical.h"
#include "judging/base/errors.h"
#include "judging/dossier.h"

/* Parses TEXT; fails the test if it is no JSON. */
json_t *help_json(const char *text);

/* The file of the sample dossier NUMBER (tests/data/dossiers) whose name ends in ENDING; fails the test if it cannot be read. */
json_t *help_sample(int number, const char *ending);

/* A dossier with the rulebook's rounds ROUNDS, one division "all" and industry "biomed", ENTRIES entries e1, e2, … of firms f1, f2, …, and
 * judges j1 to j5. Every round is recorded without sheets. At most nine entries, so that text order is number order. */
json_t *help_contest(int entries, const char *rounds);

/* Puts JSON at PATH ("rulebook.rounds[0].advance.share", made if absent; an index one past the end appends); NULL removes what is there. */
void help_set(json_t *dossier, const char *path, const char *json);

/* Adds sheets of j1, j2, … for the entry: POINTS are those of criterion "c", such as "8 9.5 10". */
void help_sheets(json_t *dossier, int round, const char *entry, const char *points);

/* The results; fails the test, naming the errors, if the dossier is refused. */
json_t *help_results(const json_t *dossier);

/* Fails the test unless the dossier is refused with an error at PATH whose message contains PART. Releases the dossier. */
void help_refused(json_t *dossier, const char *path, const char *part);

/* Fails the test unless the standings of round number ROUND read so, in their order: "e1 1 86.67 advanced, e2 - - skipped". */
void help_standings(const json_t *results, int round, const char *expected);

/* The same for the awards: "e1 first 1 100, e2 second 2 50" (entry, tier, rank, fen). */
void help_awards(const json_t *results, const char *expected);

/* Computes, checks the standings of one round, and releases the dossier. */
void help_check(json_t *dossier, int round, const char *expected);

#endif
