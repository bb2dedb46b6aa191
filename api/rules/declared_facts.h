/* Facts that somebody states, held against what the rulebook in force declares of them (its `facts`), and against what their names say they can be
 * (api/rules/fact_bounds.h). */
#ifndef API_RULES_DECLARED_FACTS_H
#define API_RULES_DECLARED_FACTS_H

#include <jansson.h>

#include "core/request/request.h"
#include "judging/rulebook.h"

/* Adds {"field", "detail"} to ERRORS for every member of FACTS, which are OF firm, entry or investment and stand in FIELD ("firm_facts"), that is
 * not declared although the rulebook declares its facts, is of another kind, is none of the choices or is out of its range. Passes over what is
 * null, and over fields that ERRORS names already. VIEW NULL: nothing is declared, and the names alone count. */
void declared_facts_check(
    struct request *, const struct rulebook_view *view, const char *of, const char *field, const json_t *facts, json_t *errors);

/* The same of one fact in a field of its own, that may be undeclared. */
void declared_fact_check(struct request *, const struct rulebook_view *view, const char *of, const char *name, const char *field,
    const json_t *value, json_t *errors);

#endif
