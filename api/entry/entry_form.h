/* The entry form (报名表) as a table: every field with its type, limits, section and whether a submission needs it.
 *
 * A form is a JSON object that holds only filled-in fields. It is saved piece by piece as JSON merge patches (RFC 7396): null takes a field
 * out, members of `contact`, `firm_facts` and `entry_facts` are merged one by one. While it is a draft every field may be missing, but what is
 * there is well-formed; what a submission needs is checked when it is submitted, against the rulebook in force.
 *
 * Facts are scalars by the names that the rulebook's conditions and indicators use ("revenue_fen"), kept in `firm_facts` and `entry_facts`.
 * A name that ends in _on is a day, one that ends in _fen is money. See api/rules/rulebook_facts.h. */
#ifndef API_ENTRY_ENTRY_FORM_H
#define API_ENTRY_ENTRY_FORM_H

#include <jansson.h>
#include <stdbool.h>

#include "api/entry/form_faults.h"
#include "core/request/request.h"
#include "judging/rulebook.h"

/* Checks a piece of a form. Returns a new array of {"field", "detail"} in LOCALE, empty when all is well. */
json_t *entry_form_check(enum locale, const json_t *patch);

/* What a submission of FORM still lacks or has wrong, as entry_form_check() reports it. RULEBOOK is the body of the one in force (NULL: none) and
 * lives until the end of the request. */
json_t *entry_form_missing(struct request *, const json_t *form, const json_t *rulebook);

/* Whether FORM, or a piece of one, states any facts; also in fields of their own, such as financing_wan. */
bool entry_form_states_facts(const json_t *form);

/* Adds to ERRORS what the rulebook (NULL: none) declares otherwise of the facts that FORM states; see api/rules/declared_facts.h. */
void entry_form_declared(struct request *, const json_t *form, const struct rulebook_view *rulebook, json_t *errors);

/* Checks facts of an investment (or any): well-formed scalars by the rules above, at most LIMIT_FACTS; FIELD is the member they stand in. Null
 * values are allowed when they are a PATCH. Appends to ERRORS. */
void facts_check(enum locale, json_t *errors, const char *field, const json_t *facts, bool patch);

/* The fields for GET …/entry-form: a new array of {name, type, section, label, required, personal, max, max_items, min}. */
json_t *entry_form_describe(enum locale);

/* The facts of an entry that a submission states: FORM's entry_facts, the form's own fields that a rulebook may name (channel,
 * technology_field, invest_instead_of_review, financing_wan, equity_percent), and submitted_on. New reference. */
json_t *entry_facts_stated(const json_t *form, const char *submitted_on);
/* Whether an entry fact of that name comes from elsewhere than entry_facts: "form", "server", or NULL if it is stated there. */
const char *entry_fact_source(const char *name);

/* FORM without personal data (contact): what is submitted, hashed and shown to reviewers. New reference. */
json_t *entry_form_impersonal(const json_t *form);

#endif
