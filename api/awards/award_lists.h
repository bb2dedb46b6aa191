/* What the files about award lists share: the answer that shows one. */
#ifndef API_AWARDS_AWARD_LISTS_H
#define API_AWARDS_AWARD_LISTS_H

#include "core/request/request.h"

/* Answers with the list, its sums and its ETag; 404 if the actor may not see it. */
__attribute__((warn_unused_result)) enum handled award_list_show(struct request *, int64_t list_id, int status);

#endif
