/* Facts: the paths that rules name them by, whom they are about, and what a rulebook declares of them. */
#ifndef JUDGING_RULES_FACT_H
#define JUDGING_RULES_FACT_H

#include "judging/base/check.h"
#include "judging/base/slab.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum fact_source { FACT_FIRM, FACT_ENTRY, FACT_INVESTMENT, FACT_DIVISION, FACT_INDUSTRY };

/* Sources that have facts with names: the first ones. */
enum { FACT_SOURCES = 3 };

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

struct query_memory;

/* Whom a condition is about. All pointers are borrowed, and NULL stands for "missing". */
struct subject {
	const json_t *firm_facts, *entry_facts;
	const char *division, *industry;
	const struct subject_investment *investments;
	size_t investment_count;
	const json_t *investment_facts; /* inside `where`: the investment under test */
	struct query_memory *memory;    /* of the firm's queries (query.h) */
};

enum fact_kind { KIND_MONEY, KIND_NUMBER, KIND_INTEGER, KIND_SHARE, KIND_DATE, KIND_TEXT, KIND_CHOICE, KIND_YES_NO };

/* The words of the kinds, NULL-terminated. */
extern const char *const fact_kinds[];

/* A fact that the rulebook declares. */
struct fact_rule {
	const char *name;
	bool kind_known;
	enum fact_kind kind;
	const json_t *min, *max; /* numbers, or NULL */
	struct ids choices;      /* of a choice */
	const json_t *json;      /* as the rulebook writes it */
};

/* Everything declared. Without `facts` in the rulebook, any name may be used, as with such as are no object. */
struct fact_rules {
	bool declared[FACT_SOURCES];
	struct ids names[FACT_SOURCES]; /* by source */
	struct fact_rule *rules[FACT_SOURCES];
};

/* What loading rules about facts needs to know. */
struct rule_scope {
	struct slab *slab;
	const struct ids *divisions;
	const struct ids *industries; /* NULL if the rulebook lists none */
	const struct fact_rules *facts;
	struct ids *asked; /* gets the path of every fact that the rulebook names */
	json_t *used;      /* gets, by path, how rules use it: {"kind": one of fact_kinds, "texts": {text it is compared with: null}} */
	bool inside_where; /* investment.NAME is allowed */
	size_t *queries;   /* how many there are, to number them */
};

/* Loads and checks the rulebook's member `facts`; JSON may be NULL. fact_rules_free() is needed in any case. */
void fact_rules_load(struct fact_rules *, struct slab *, const struct place *, const json_t *json);
void fact_rules_free(struct fact_rules *);

/* Checks and reads a PATH. */
bool fact_path_load(const struct rule_scope *, const struct place *, const json_t *json, struct fact_path *path);

/* Takes up a name of a source, and checks that it is declared, if names are. Its path, which lives as long as the rulebook. */
const char *fact_check_name(const struct rule_scope *, const struct place *, enum fact_source, const char *name);

/* The same for a fact of investments that is summed, or whose largest is asked for. */
const char *fact_check_measured(const struct rule_scope *, const struct place *, const char *name);

/* Takes up that a rule treats the fact PATH as one of KIND, and compares it with TEXT (NULL: with none). The kind used first stands. */
void fact_note_use(const struct rule_scope *, const char *path, enum fact_kind, const char *text);

/* Whether a fact as given is what its name and RULE (NULL: undeclared) say it is, with an error if not; its range is another matter. */
bool fact_check_kind(const struct place *, const char *name, const struct fact_rule *, const json_t *value);

/* How a value of the right kind lies to the range that RULE gives it. */
enum fact_range { FACT_WITHIN, FACT_BELOW, FACT_ABOVE };
enum fact_range fact_range(const struct fact_rule *, const json_t *value);

/* Facts as given: an object of scalars. A name that ends in _on has a real day, one that ends in _fen has money; what is declared holds. */
void fact_check_given(const struct fact_rules *, const struct place *, enum fact_source, const json_t *facts);

/* The fact, or NULL if it is missing or null. Division and industry are given by fact_text() only. */
const json_t *fact_value(const struct fact_path *, const struct subject *);

/* The fact if it is a text, else NULL. */
const char *fact_text(const struct fact_path *, const struct subject *);

#endif
