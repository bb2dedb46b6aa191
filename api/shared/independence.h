/* Nobody judges what they also run, and nobody decides about their own firm: what keeps two roles of one person apart. */
#ifndef API_SHARED_INDEPENDENCE_H
#define API_SHARED_INDEPENDENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/problem.h"
#include "core/request/request.h"

/* *IN_OFFICE: whether the account organises or audits the edition, or is an admin. Its row stays locked until the end of the transaction, as by
 * judge_in_way(): of a role and a judge's seat given at the same time, the later one is refused. */
__attribute__((warn_unused_result)) enum db_status account_in_office(
    struct request *, int64_t account_id, int64_t edition_id, bool *in_office);

/* Whether there is such a role for the edition (0: all). */
bool role_fits_edition(const char *role, int64_t edition_id);

/* *IN_WAY: whether ROLE for the edition (0: all) is barred to the account, an active judge of that edition (of any that is not closed). Contestants
 * and judges are never barred. */
__attribute__((warn_unused_result)) enum db_status judge_in_way(
    struct db *, struct arena *, int64_t account_id, const char *role, int64_t edition_id, bool *in_way);

/* What takes two people takes two who are apart: *APART is whether the actor is so from FIRST, who took the first step, in the edition: another person, and
 * neither of them has given the other an office in it. Every second step of an organiser asks this. */
__attribute__((warn_unused_result)) enum db_status people_apart(struct request *, int64_t first, int64_t edition_id, bool *apart);

#endif
