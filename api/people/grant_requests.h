/* Offices (organiser, auditor, administrator) are given by two: one asks, another one confirms, and only then they are held. */
#ifndef API_PEOPLE_GRANT_REQUESTS_H
#define API_PEOPLE_GRANT_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/request/request.h"

/* Whether the role is an office. */
bool role_is_office(const char *role);

/* Asks for an office of ACCOUNT for the edition (0: all) in the name of ASKED_BY (0: the command line); one that waits already is left as it is. Whether
 * the account may hold it has been checked. */
__attribute__((warn_unused_result)) enum db_status grant_request_put(
    struct request *, int64_t account_id, const char *role, int64_t edition_id, int64_t asked_by, const char *reason);

#endif
