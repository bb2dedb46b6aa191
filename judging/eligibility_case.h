/* The facts of one entry about which something is asked before there is a dossier. */
#ifndef JUDGING_ELIGIBILITY_CASE_H
#define JUDGING_ELIGIBILITY_CASE_H

#include <jansson.h>

/* One entry and its firm. All borrowed; NULL for what there is not. */
struct eligibility_case {
	const json_t *firm_facts;  /* object: name to value, such as {"registered_on": "2021-03-02"} */
	const json_t *entry_facts; /* the same */
	const char *industry;
	const json_t *investments; /* array of {"id": "i1", "facts": {…}} as in a dossier; other members are ignored */
	const char *status;        /* "submitted" (also NULL), "ineligible" or "admitted": the organiser's decision */
	const char *status_why;    /* its reason */
};

#endif
