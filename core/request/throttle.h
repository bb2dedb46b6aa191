/* What may not be tried without end, counted in a table so that every instance of the server sees it.
 *
 * A count starts with the first use and is forgotten LIMIT_THROTTLE_WINDOW_US later. Subjects are compared in lower case. Counting
 * belongs to the request's transaction: a handler that refuses must call request_commit_anyway(). */
#ifndef CORE_REQUEST_THROTTLE_H
#define CORE_REQUEST_THROTTLE_H

#include "core/request/request.h"

/* Whether a log-in for EMAIL from the request's address may be tried: *WAIT_S is 0, or the seconds until the next one. */
__attribute__((warn_unused_result)) enum db_status throttle_login(struct request *, const char *email, int64_t *wait_s);
/* Counts a failed one against account and address, whether there is such an account or not. */
__attribute__((warn_unused_result)) enum db_status throttle_login_failed(struct request *, const char *email);
/* Forgets the account's failures (not those of the address: one good password does not excuse a thousand guesses). */
__attribute__((warn_unused_result)) enum db_status throttle_login_succeeded(struct request *, const char *email);

/* Counts a mail to EMAIL that somebody without proof asks for; *ALLOWED says whether it may be sent. */
__attribute__((warn_unused_result)) enum db_status throttle_mail(struct request *, const char *email, bool *allowed);

/* Counts that the actor looks somebody up by mail address; *ALLOWED says whether they may. */
__attribute__((warn_unused_result)) enum db_status throttle_lookup(struct request *, bool *allowed);

#endif
