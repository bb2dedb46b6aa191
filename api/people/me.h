/* Who is logged in, as the API shows it. */
#ifndef API_PEOPLE_ME_H
#define API_PEOPLE_ME_H

#include "core/request/request.h"

/* Answers STATUS with the account: id, email, name, locale, version, and its roles with their editions; its version as ETag. */
enum handled reply_me(struct request *, int status, int64_t account_id);

/* Counts a wrong password of the account that has this mail address and answers 401, or 429 if that was one too many. */
enum handled reply_wrong_password(struct request *, const char *email, const char *field);
/* Goes on if a log-in may be tried at all; else the answer is 429 with Retry-After. */
__attribute__((warn_unused_result)) enum handled login_allowed(struct request *, const char *email);

#endif
