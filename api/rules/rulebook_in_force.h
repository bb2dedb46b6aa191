/* The rulebook in force of an edition, to ask. */
#ifndef API_RULES_RULEBOOK_IN_FORCE_H
#define API_RULES_RULEBOOK_IN_FORCE_H

#include <jansson.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"
#include "judging/rulebook.h"

/* *VIEW is NULL if none is in force; it lives until the end of the request. */
__attribute__((warn_unused_result)) enum db_status rulebook_in_force(
    struct request *, int64_t edition_id, const struct rulebook_view **view);

/* The same of a body at hand, which must live until the end of the request; NULL if it is NULL or not a valid rulebook. */
const struct rulebook_view *rulebook_of(struct request *, const json_t *body);

#endif
