/* What can be wrong with a field of the entry form, and the sentence for each fault. */
#ifndef API_ENTRY_FORM_FAULTS_H
#define API_ENTRY_FORM_FAULTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "api/shared/error_list.h"
#include "core/request/problem.h"

/* What can be wrong with a field; formats take the numbers given beside their use. */
enum fault {
	FAULT_UNKNOWN,
	FAULT_TEXT,
	FAULT_BOOL,
	FAULT_TEXTS,
	FAULT_OBJECT,
	FAULT_LONG,
	FAULT_UNSEEN, /* position, code point */
	FAULT_ITEMS,
	FAULT_NUMBER,
	FAULT_EMAIL,
	FAULT_PHONE,
	FAULT_FACT_NAME,
	FAULT_FACT_SCALAR,
	FAULT_FACT_DAY,
	FAULT_FACT_MONEY,
	FAULT_FACT_COUNT,
	FAULT_FACT_ELSEWHERE,
	FAULT_FACT_NUMBER,
	FAULT_FACT_BOOL,
	FAULT_FACT_TEXT,
	FAULT_INDUSTRY,
	FAULT_MISSING,
	FAULT_ONE_OF,
	FAULTS
};

/* A form, or a piece of one, under check. */
struct form_check {
	struct arena *arena;
	enum locale locale;
	json_t *errors;
	bool patch; /* null means: take it out */
};

/* Adds a fault of the member NAME (of PARENT, if not NULL); A and B fill the numbers of its sentence. A long
 * name is cut behind a whole character. */
void form_fault(const struct form_check *, const char *parent, const char *name, enum fault kind, int64_t a, int64_t b);

#endif
