/* Who is better: scores, tie rules, the judges' own order; and ranks from that. */
#ifndef JUDGING_COURSE_RANKING_H
#define JUDGING_COURSE_RANKING_H

#include "judging/course/run.h"

/* Fills in what comparisons need (rounded, approximate) of a standing that has its score. */
void ranking_prepare(const struct round *, struct standing *);

/* Sorts LIST, best first, equals by entry id, and puts their ranks (1, 2, 2, 4) into RANKS, which has COUNT elements. With FIRST not NULL by
 * the value of that rule before anything else; everybody in LIST has it. */
void ranking_sort(
    const struct contest *, const struct round_run *, const struct tie_rule *first, struct standing **list, size_t *ranks, size_t count);

/* What decided between ONE standing and its neighbour OTHER in the ranking of a group, if their scores are equal, at the end of LIST. */
void ranking_explain(
    const struct contest *, const struct round_run *, const struct standing *one, const struct standing *other, struct node *list);

/* Whether the score, compared as ranked, is at least POINTS hundredths. */
bool ranking_reaches(const struct round *, const struct standing *, int64_t points);

/* Whether the entry has the value of the minimum's name, and enough of it. */
bool ranking_meets(const struct contest *, const struct round_run *, const struct standing *, const struct minimum *);

/* The value of a rule for ties for an entry; false if it has none. A date's is its count of days (judging/base/day.h). */
bool ranking_value(const struct contest *, const struct round_run *, const struct standing *, const struct tie_rule *, mpq_t value);

/* Puts that value into an explanation, if there is one: a text, of a date YYYY-MM-DD. */
void ranking_put_value(
    const struct contest *, const struct round_run *, const struct standing *, const struct tie_rule *, struct node *, const char *key);

#endif
