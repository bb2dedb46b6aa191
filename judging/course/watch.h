/* The steps of the scores of one round, noted down while they are computed (judging/derivation.h lists them). */
#ifndef JUDGING_COURSE_WATCH_H
#define JUDGING_COURSE_WATCH_H

#include "judging/course/run.h"

/* Notes the standing's present score, or a part of it, if its round is watched. */
void watch_score(const struct contest *, size_t round, const struct standing *, const char *step);
void watch_part(const struct contest *, size_t round, const struct standing *, const struct part *, const mpq_t value);

/* Adds a step of the standing, in the watched round, whose value is VALUE with six decimals, or null without one. NAME may be NULL. The
 * step, for what else belongs to it. */
json_t *watch_add(const struct contest *, const struct standing *, const char *step, const char *name, mpq_srcptr value);

#endif
