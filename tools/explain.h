/* Results in words: what saitouctl explain prints, made from codes and members (judging/base/why.h) and the words of the pages. */
#ifndef TOOLS_EXPLAIN_H
#define TOOLS_EXPLAIN_H

#include "judging/base/why.h"
#include "tools/words.h"

#include <stdio.h>

/* A fact's name, and a value with its unit: money in 万元, shares in percent, choices by their names. Texts live in the words' arena. */
const char *explain_fact(const struct words *, const char *path);
const char *explain_value(const struct words *, const char *path, const json_t *value);
/* A number with its thousands apart, as the dossier has it. */
const char *explain_count(const struct words *, const json_t *number);
const char *explain_money(const struct words *, const json_t *fen);
const char *explain_share(const struct words *, const json_t *share);
/* The fact whose unit the values of a query have: "investment.received_fen". */
const char *explain_query_path(const struct words *, const json_t *query);
/* What a query adds up, and within which window. */
const char *explain_measure(const struct words *, const json_t *query);
/* The value that a tie rule or part of that name compares: "criterion:team", "sum". */
const char *explain_measure_name(const struct words *, const char *rule);
/* A name that begins with a capital as a label, as it stands inside a sentence. */
const char *explain_inside(const struct words *, const char *text);

/* One line for a comparison, with what was seen; NEGATED: it stands in a `not`. */
const char *explain_comparison(const struct words *, const json_t *node, bool negated);
/* The words of a node that has no code, such as a query (why_nodes[]). */
const char *explain_node(const struct words *, const char *node, const json_t *why, const char *unit);

/* Whether a member says anything: it is there, and neither null nor false. */
bool explain_there(const json_t *value);
/* What the table says of WHY: by its code, else as the node that it is. */
const struct why_row *explain_row(const json_t *why);
/* Its sentences, without what stands in it. */
const char *explain_sentence(const struct words *, const json_t *why, const struct why_row *, const char *unit);

/* A `why` with all that stands in it. UNIT is the fact whose unit numbers have, or "". */
void explain_why(const struct words *, FILE *, int depth, const json_t *why, const char *unit);

/* A condition with all its nodes, a line each. */
void explain_condition(const struct words *, FILE *, int depth, const json_t *node);
/* A line, indented by DEPTH steps. */
__attribute__((format(printf, 3, 4))) void explain_line(FILE *, int depth, const char *format, ...);

#endif
