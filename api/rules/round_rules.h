/* What the rulebook says of one round. */
#ifndef API_RULES_ROUND_RULES_H
#define API_RULES_ROUND_RULES_H

#include <jansson.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"
#include "judging/rulebook.h"

/* The round as the rulebook in the database writes it, or NULL; it lives in the request's arena. */
__attribute__((warn_unused_result)) enum db_status round_rules(struct request *, int64_t rulebook_id, const char *code, json_t **rules);

#endif
