/* What the files about award lists share: the answer that shows one. */
#ifndef API_AWARDS_AWARD_LISTS_H
#define API_AWARDS_AWARD_LISTS_H

#include "core/request/request.h"

/* Answers with the list, its sums and its ETag; 404 if the actor may not see it. */
__attribute__((warn_unused_result)) enum handled award_list_show(struct request *, int64_t list_id, int status);

/* Firms on the list for which nobody has been confirmed to act, where the edition asks for that: a new array of {firm_id, firm_name}, the request's. */
__attribute__((warn_unused_result)) enum db_status award_list_unrepresented(struct request *, int64_t list_id, json_t **firms);

#endif
