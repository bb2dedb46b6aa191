/* Conditions of a rulebook: all, any, not, comparisons of facts and of queries over investments.
 *
 * condition_load() checks one and turns it into a tree; condition_holds() evaluates it for a subject, and explains it on request. */
#ifndef JUDGING_RULES_CONDITION_H
#define JUDGING_RULES_CONDITION_H

#include "judging/base/check.h"
#include "judging/base/slab.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum fact_source { FACT_FIRM, FACT_ENTRY, FACT_INVESTMENT, FACT_DIVISION, FACT_INDUSTRY };

/* A PATH of the rulebook, such as firm.revenue_fen. */
struct fact_path {
	enum fact_source source;
	const char *name; /* the member of `facts`; NULL for division and industry */
	const char *text; /* as written */
};

/* One investment of a firm; both borrowed. */
struct subject_investment {
	const char *id; /* may be NULL */
	const json_t *facts;
};

/* Whom a condition is about. All pointers are borrowed, and NULL stands for "missing". */
struct subject {
	const json_t *firm_facts, *entry_facts;
	const char *division, *industry;
	const struct subject_investment *investments;
	size_t investment_count;
	const json_t *investment_facts; /* inside `where`: the investment under test */
};

/* What loading needs to know: where to put the tree, and the ids of divisions. */
struct condition_scope {
	struct slab *slab;
	const struct ids *divisions;
	bool inside_where; /* investment.NAME is allowed */
};

struct condition;

/* Checks JSON and loads it. NULL if JSON is absent or hopeless; every fault is reported. The tree borrows from JSON. */
struct condition *condition_load(const struct condition_scope *, const struct place *, const json_t *json);

/* Whether the condition holds. With WHY, *WHY becomes a new object that shows every node with the value it saw and whether it holds:
 * {"fact": "firm.revenue_fen", "at_most": 20000000000, "saw": 9600000000, "holds": true}, "missing": true instead of "saw" where the
 * fact is missing; {"all": [...], "holds": false}; {"not": {...}, "holds": true};
 * {"investments": QUERY, "at_least": 1, "saw": 2, "counted": ["i1", "i2"], "holds": true}. */
bool condition_holds(const struct condition *, const struct subject *, json_t **why);

/* Checks and reads a PATH. */
bool fact_path_load(const struct condition_scope *, const struct place *, const json_t *json, struct fact_path *path);

/* The fact, or NULL if it is missing or null. Division and industry are given by fact_text() only. */
const json_t *fact_value(const struct fact_path *, const struct subject *);

/* The fact if it is a text, else NULL. */
const char *fact_text(const struct fact_path *, const struct subject *);

#endif
