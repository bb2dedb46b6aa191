/* Who is better: scores, tie rules, the judges' own order; and ranks from that. */
#ifndef JUDGING_COURSE_RANKING_H
#define JUDGING_COURSE_RANKING_H

#include "judging/course/contest.h"

/* Fills in what comparisons need (rounded, approximate) of a standing that has its score. */
void ranking_prepare(const struct round *, struct standing *);

/* Sorts LIST, best first, equals by entry id, and puts their ranks (1, 2, 2, 4) into RANKS, which has COUNT elements. */
void ranking_sort(const struct contest *, const struct round_run *, struct standing **list, size_t *ranks, size_t count);

/* Whether the score, compared as ranked, is at least POINTS hundredths. */
bool ranking_reaches(const struct round *, const struct standing *, int64_t points);

/* Whether the entry has the value of the minimum's name, and enough of it. */
bool ranking_meets(const struct contest *, const struct round_run *, const struct standing *, const struct minimum *);

/* The value of a rule for ties for an entry; false if it has none. */
bool ranking_tie_value(const struct contest *, const struct round_run *, const struct standing *, const struct tie_rule *, mpq_t value);

#endif
