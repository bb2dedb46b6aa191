/* Facts of an entry, and where they are stated: most in the form's entry_facts, some as fields of the form of their own, one by the server. */
#ifndef API_RULES_ENTRY_FACTS_H
#define API_RULES_ENTRY_FACTS_H

#include <jansson.h>

/* The fields of the form that are facts of the entry, too: a rulebook may name them as entry.NAME. NULL-terminated. */
extern const char *const entry_facts_of_form[];

/* Whether an entry fact of that name comes from elsewhere than entry_facts: "form", "server", or NULL if it is stated there. */
const char *entry_fact_source(const char *name);

/* The facts of an entry that a submission states: FORM's entry_facts, its own fields among entry_facts_of_form, and submitted_on. New reference. */
json_t *entry_facts_stated(const json_t *form, const char *submitted_on);

#endif
