/* Queries over a firm's investments: the sum, maximum or number of those that meet a condition within a window of days. */
#ifndef JUDGING_RULES_QUERY_H
#define JUDGING_RULES_QUERY_H

#include "judging/rules/condition.h"

#include <gmp.h>

struct query;

/* Checks JSON and loads it; NULL if it is absent or hopeless. */
struct query *query_load(const struct condition_scope *, const struct place *, const json_t *json);

enum query_status {
	QUERY_VALUE,   /* the value is set */
	QUERY_MISSING, /* the maximum of nothing */
	QUERY_NO_DAY   /* a bound of the window hangs on a missing fact: every comparison is false */
};

/* The query's value for the subject. COUNTED, if not NULL, is an array that gets the ids of the investments that were counted. */
enum query_status query_value(const struct query *, const struct subject *, mpq_t value, json_t *counted);

/* The query as the rulebook writes it. */
const json_t *query_json(const struct query *);

#endif
