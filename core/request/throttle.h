/* What may not be tried without end, counted in a table so that every instance of the server sees it.
 *
 * A count starts with the first use and is forgotten LIMIT_THROTTLE_WINDOW_US later (of log-ins: after the last). Subjects are compared in lower
 * case. Counting belongs to the request's transaction: a handler that refuses must call request_commit_anyway(); that of log-ins is done for good
 * before the password is looked at. */
#ifndef CORE_REQUEST_THROTTLE_H
#define CORE_REQUEST_THROTTLE_H

#include "core/request/request.h"

/* Counts a try to log in for EMAIL from the request's address, or from DEVICE (NULL: none that is known): *WAIT_S is 0, or the seconds until there
 * may be one; then none was counted. Beyond what is free, each try makes the next wait twice as long, by
 *
 *   - account and address together: who mistypes, or guesses, makes nobody else wait
 *   - account: strangers who guess from everywhere
 *   - address: one who guesses for everybody
 *   - or, of a device that is known for this account, by that alone: what strangers do does not matter to it
 *
 * What the request's transaction has written so far is committed, and a new one begins: no lock is held while a password is hashed, and however
 * many try at the same moment, each is counted before its password is looked at. */
__attribute__((warn_unused_result)) enum db_status throttle_login(struct request *, const char *email, const char *device, int64_t *wait_s);
/* The password was good: forgets what was counted, but of the address only this try: one good password does not excuse a thousand guesses. */
__attribute__((warn_unused_result)) enum db_status throttle_login_succeeded(struct request *, const char *email, const char *device);
/* The account has another password: whoever guessed the old one starts anew. */
__attribute__((warn_unused_result)) enum db_status throttle_login_forget(struct request *, const char *email);

/* Counts AMOUNT for SUBJECT, of which LIMIT are allowed within WINDOW_US of the first. *AGAIN_AT is TIME_NONE, or, where that is too much, when the
 * window ends: the handler refuses, and nothing has been counted. */
__attribute__((warn_unused_result)) enum db_status throttle_count(
    struct request *, const char *scope, const char *subject, int64_t amount, int64_t limit, int64_t window_us, int64_t *again_at);

#endif
