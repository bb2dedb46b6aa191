/* The facts that a rulebook asks for, held against what an entry or an investment states: what is missing, and what is of another type than the
 * rulebook's conditions compare. What the rulebook declares of them is api/rules/declared_facts.h's. */
#ifndef API_ENTRY_NEEDED_FACTS_H
#define API_ENTRY_NEEDED_FACTS_H

#include <jansson.h>
#include <stdbool.h>

#include "api/entry/form_faults.h"
#include "core/request/request.h"
#include "judging/rulebook.h"

/* Whether something is stated; blank counts as missing. */
bool form_filled(const json_t *value);

/* Adds the faults of the facts of firm and project that FORM states, or does not. RULEBOOK: NULL asks for nothing. */
void needed_facts_check(struct request *, const struct form_check *, const json_t *form, const struct rulebook_view *rulebook);

/* Adds to ERRORS what the rules need to be told of a declared investment with these FACTS and are not; FIELD is where they stand. */
void needed_investment_facts_check(
    struct request *, const char *field, const json_t *facts, const struct rulebook_view *rulebook, json_t *errors);

#endif
