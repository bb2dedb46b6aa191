/* Queries over a firm's investments: the sum, maximum or number of those that meet a condition within a window of days. */
#ifndef JUDGING_RULES_QUERY_H
#define JUDGING_RULES_QUERY_H

#include "judging/base/decimal.h"
#include "judging/base/node.h"
#include "judging/rules/fact.h"

struct query;

/* Checks JSON and loads it; NULL if it is absent or hopeless. */
struct query *query_load(const struct rule_scope *, const struct place *, const json_t *json);

enum query_status {
	QUERY_VALUE,   /* the value is set */
	QUERY_MISSING, /* the maximum of nothing */
	QUERY_NO_DAY   /* a bound of the window hangs on a missing fact, or lies beyond all years: every comparison is false */
};

/* What queries came to for one firm. One that asks about nothing but the firm need not look at all investments again for each of its entries. */
struct query_memory *query_memory_new(struct slab *, size_t queries);
void query_memory_free(struct query_memory *);

/* The query's value for the subject. With WHY, an object, that gets the members of a `query` node (judging/base/why.h). */
enum query_status query_value(const struct query *, const struct subject *, mpq_t value, struct node *why);

/* Whether its value hangs on a fact that is missing, for a bound of its window; its path is added to MISSING (NULL: nowhere). */
bool query_open(const struct query *, const struct subject *, struct ids *missing);

/* Adds the paths of the facts that it needs of every investment, and those of its window's bounds, to NEEDED and OPTIONAL as of condition_needs(). */
void query_needs(const struct query *, struct ids *needed, struct ids *optional);

#endif
