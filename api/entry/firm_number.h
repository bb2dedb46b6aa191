/* What a registration number is worth: taken, taken in question until an organiser accepts it, or refused. */
#ifndef API_ENTRY_FIRM_NUMBER_H
#define API_ENTRY_FIRM_NUMBER_H

#include <jansson.h>

#include "api/entry/uscc.h"
#include "core/request/problem.h"

enum firm_number_verdict {
	FIRM_NUMBER_TAKEN,
	FIRM_NUMBER_IN_QUESTION, /* a mainland code of the right form whose check characters do not fit; some real codes are so */
	FIRM_NUMBER_REFUSED
};

struct firm_number {
	enum firm_number_verdict verdict;
	const struct problem_kind *problem; /* NULL when taken; its sentence takes one %d, or ignores it */
	int position;                       /* of the character at fault, from 1; for the %d */
};

/* Normalises TEXT into CODE and judges it for the jurisdiction "CN", "HK", "MO" or "other". */
struct firm_number firm_number_check(const char *jurisdiction, const char *text, char code[REGISTRATION_MAX + 1]);

/* The problem's sentence as a new JSON text; NULL when taken. */
json_t *firm_number_explanation(enum locale, const struct firm_number *);

#endif
