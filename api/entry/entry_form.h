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

/* A piece of a form, taken apart: one field at fault keeps no other from being saved. */
struct entry_piece {
	json_t *values;   /* a merge patch of what is well-formed */
	const char *body; /* its text */
	json_t *refused;  /* [{"field", "detail"}]: the others, in the request's language */
};

/* The piece that is the request's body, with its texts as core/base/text.h has them (and telephone numbers as api/shared/phone.h; blank ones as
 * null). All is the request's. A piece without a fault whose texts need nothing is the body as it came. */
struct entry_piece *entry_form_take(struct request *);

/* Whether something is stated; blank counts as missing. */
bool form_filled(const json_t *value);

/* What is wrong with the fields of FORM, and which a submission needs are missing: a new array of {"field", "detail"}. RULEBOOK is the one in force,
 * or NULL. What it asks for besides is api/entry/form_missing.h's. */
json_t *entry_form_faults(struct request *, const json_t *form, const struct rulebook_view *rulebook);

/* Whether FORM, or a piece of one, states any facts; also in fields of their own, such as financing_wan. */
bool entry_form_states_facts(const json_t *form);

/* Adds to ERRORS what the rulebook (NULL: none) declares otherwise of the facts that FORM states; see api/rules/declared_facts.h. */
void entry_form_declared(struct request *, const json_t *form, const struct rulebook_view *rulebook, json_t *errors);

/* Checks facts of an investment (or any), whose texts become what core/base/text.h makes of one line: well-formed scalars by the rules above, at
 * most LIMIT_FACTS; FIELD is the member they stand in. Appends to ERRORS. */
void facts_check(struct request *, json_t *errors, const char *field, json_t *facts);

/* The fields for GET …/entry-form: a new array of {name, type, section, label, required, personal, max, max_items, min}. */
json_t *entry_form_describe(enum locale);

/* FORM without personal data (contact): what is submitted, hashed and shown to reviewers. New reference. */
json_t *entry_form_impersonal(const json_t *form);

#endif
