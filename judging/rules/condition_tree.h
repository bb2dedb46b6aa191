/* A condition as a tree: what condition_load.c makes and condition.c evaluates. Nothing else sees it. */
#ifndef JUDGING_RULES_CONDITION_TREE_H
#define JUDGING_RULES_CONDITION_TREE_H

#include "judging/base/decimal.h"
#include "judging/rules/fact.h"

struct query;

enum condition_kind { CONDITION_ALL, CONDITION_ANY, CONDITION_NOT, CONDITION_FACT, CONDITION_INVESTMENTS };

/* The words of the kinds and of the comparisons, NULL-terminated. */
extern const char *const condition_kinds[], *const condition_operators[];

enum comparison { AT_LEAST, AT_MOST, ABOVE, BELOW, EQUALS, ONE_OF, PRESENT };

/* What a left side is compared with. */
struct value {
	const json_t *json; /* NULL: none for this division, so that the comparison is false */
	/* of a list, sorted: a search takes no longer for long lists */
	size_t text_count, number_count;
	const char **texts;
	double *numbers;
	bool has_flag[2];
};

struct condition {
	enum condition_kind kind;
	size_t count;
	struct condition **parts; /* of all, any, not */
	struct fact_path fact;
	struct query *query;
	enum comparison comparison;
	struct value value;
	const struct ids *divisions;
	struct value *by_division; /* NULL unless the value is a map by division */
	bool with_fact;            /* compared with OTHER, times TIMES */
	struct fact_path other;
	bool has_times;
	int128 times; /* ten-thousandths */
};

/* The order of the sorted list of a value's doubles; of its texts it is ids_compare(). For qsort() and bsearch(). */
int condition_compare_numbers(const void *, const void *);

#endif
