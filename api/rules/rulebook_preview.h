/* What a rulebook would make of an edition's recorded facts. */
#ifndef API_RULES_RULEBOOK_PREVIEW_H
#define API_RULES_RULEBOOK_PREVIEW_H

#include <jansson.h>
#include <stdint.h>

#include "core/request/request.h"

/* Answers with what BODY would make of the facts of the edition, which the actor may read, beside what the rulebook in force makes of them. For routes
 * with ROUTE_SNAPSHOT. */
enum handled rulebook_preview_answer(struct request *, int64_t edition_id, json_t *body);

#endif
