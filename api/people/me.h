/* Who is logged in, as the API shows it. */
#ifndef API_PEOPLE_ME_H
#define API_PEOPLE_ME_H

#include "core/request/request.h"

/* Answers STATUS with the account: id, email, name, locale, version, and its roles with their editions; its version as ETag. */
enum handled reply_me(struct request *, int status, int64_t account_id);

/* Counts a try of a password of the account that has this mail address, from a known DEVICE or (NULL) not, and goes on if it may be; else the
 * answer is 429 with Retry-After. What was written or locked before is committed and free: see core/request/throttle.h. */
__attribute__((warn_unused_result)) enum handled login_allowed(struct request *, const char *email, const char *device);

#endif
