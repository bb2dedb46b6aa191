/* What recusals mean for a round that is computed anew. */
#ifndef API_JUDGES_RECUSALS_H
#define API_JUDGES_RECUSALS_H

#include <stdint.h>

#include "core/request/request.h"

/* Decisions on recusals leave a published round alone. One that is computed again learns of them: sheets and assignments of the round, which is
 * locked, become what they would be had it not been published. */
__attribute__((warn_unused_result)) enum db_status recusals_catch_up(struct request *, int64_t round_id);

#endif
