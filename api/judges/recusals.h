/* What others need of recusals. */
#ifndef API_JUDGES_RECUSALS_H
#define API_JUDGES_RECUSALS_H

#include <stdint.h>

#include "core/request/request.h"

/* Bars the judge from an entry of FIRM, for which they act now: a recusal that is upheld at once voids what they gave and takes their tasks away. The
 * rounds of the edition are locked. */
__attribute__((warn_unused_result)) enum db_status recusal_of_member(
    struct request *, int64_t edition, int64_t judge, int64_t entry, const char *firm);

#endif
