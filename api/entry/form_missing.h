/* What a submission still lacks, beside what is wrong with its fields: the facts that the rulebook asks for, held against what entry and investment
 * state. */
#ifndef API_ENTRY_FORM_MISSING_H
#define API_ENTRY_FORM_MISSING_H

#include <jansson.h>
#include <stdbool.h>

#include "core/request/request.h"
#include "judging/rulebook.h"

/* What a submission of FORM still lacks or has wrong: a new array of {"field", "detail"}. RULEBOOK is the one in force, or NULL. */
json_t *entry_form_missing(struct request *, const json_t *form, const struct rulebook_view *rulebook);

/* Adds to ERRORS what the rules need to be told of a declared investment with these FACTS and are not; FIELD is where they stand. */
void form_investment_missing(
    struct request *, const char *field, const json_t *facts, const struct rulebook_view *rulebook, json_t *errors);

/* The same of those among FACTS that are of another type than the rules compare, whatever is not there yet. */
void form_investment_types(struct request *, const char *field, const json_t *facts, const struct rulebook_view *rulebook, json_t *errors);

/* Whether VALUE is of the type that the rules compare FACT with, which is one of rulebook_facts(), or NULL. What is declared is held against that apart. */
bool form_fact_fits(const json_t *fact, const json_t *value);

#endif
