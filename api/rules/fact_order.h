/* Facts that are checked against each other, since a division, a window or a share hangs on them: dates that cannot come before others, and parts
 * that cannot exceed their whole. */
#ifndef API_RULES_FACT_ORDER_H
#define API_RULES_FACT_ORDER_H

#include <jansson.h>

#include "core/request/request.h"

/* Adds {"field", "detail"} to ERRORS for each fact of the firm (or, with OF "investment", of one investment) that contradicts another one of FACTS, or
 * of FIRM, the firm's facts (NULL: not known). The field is FIELD, a dot and the fact's name; what ERRORS names already is passed over. */
void fact_order_check(struct request *, const char *of, const char *field, const json_t *facts, const json_t *firm, json_t *errors);

#endif
