/* What a fact can be, whoever states it: its unit and the range that makes sense, by what the rulebook declares of it, else by the end of its name.
 * One table for the form, the door and the pages, which are told it with the form. */
#ifndef API_RULES_FACT_BOUNDS_H
#define API_RULES_FACT_BOUNDS_H

#include <jansson.h>
#include <stdbool.h>

#include "core/request/request.h"
#include "judging/rulebook.h"

enum fact_unit {
	UNIT_NUMBER,
	UNIT_DAY,
	UNIT_MONEY, /* fen */
	UNIT_WAN,   /* ten thousand yuan */
	UNIT_SHARE, /* 1 is the whole, shown in per cent */
	UNIT_PERCENT,
	UNIT_PEOPLE,
	UNIT_ITEMS,
	UNIT_YEARS,
	UNIT_MONTHS,
	UNIT_DAYS,
	FACT_UNITS
};

struct fact_bounds {
	enum fact_unit unit;
	bool whole; /* integers only; of a money fact its fen are */
	bool has_min, has_max;
	double min, max;
	const char *first, *last; /* of a day, YYYY-MM-DD; the request's */
};

/* Of the fact NAME OF firm, entry or investment. VIEW may be NULL: nothing is declared. What lies in the past by its nature ends with the day of
 * the request in the edition's time. */
struct fact_bounds fact_bounds_of(struct request *, const struct rulebook_view *, const char *of, const char *name);

/* What is wrong with VALUE, a sentence in the request's language, or NULL. Values of another kind than the bounds are about, a text under the
 * name of a number say, are wrong, too, unless nothing is known of the name. */
const char *fact_bounds_fault(struct request *, const struct fact_bounds *, const json_t *value);

/* {"unit", "min", "max", "whole"} for pages, a new object; min and max are days, numbers or null. */
json_t *fact_bounds_json(const struct fact_bounds *);

#endif
