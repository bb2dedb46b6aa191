/* What follows for judging when somebody comes to act for a firm. */
#ifndef API_JUDGES_JOINING_H
#define API_JUDGES_JOINING_H

#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"

/* What the people who come to act for FIRM judge of it: PERSON, and all who acted for it before CLAIM (either may be 0). The rounds of the editions are
 * locked, so this comes before the firm is. */
__attribute__((warn_unused_result)) enum db_status joining_lock(
    struct request *, int64_t firm, int64_t person, int64_t claim, struct db_rows *judged);
/* Bars them from it; NAME is the firm's. */
__attribute__((warn_unused_result)) enum db_status joining_bar(struct request *, const struct db_rows *judged, const char *name);

#endif
