/* Sessions: a random token in the cookie __Host-saitou, its SHA-256 in the table sessions.
 *
 * A session ends after config->session_idle_us without a request, after session_total_us in any case, when its owner logs out, and when the
 * account is disabled or gets another password. */
#ifndef CORE_REQUEST_SESSION_H
#define CORE_REQUEST_SESSION_H

#include <stdbool.h>

#include "core/request/exchange.h"

/* The value of the session cookie that the client sent, good or not; NULL: none. */
const char *session_claim(const struct request *);
/* Whether the client sent a session cookie, good or not: without one it is nobody, which can be said without a database. */
bool session_claimed(const struct request *);

/* Fills in the actor of every exchange, with one query for all; without a valid session it is nobody (ROLE_PUBLIC). Also the locale, if the
 * client named no language. Notes when a session was last seen, at most once a minute. */
__attribute__((warn_unused_result)) enum db_status session_resolve(struct db *, struct exchange *const *list, size_t count);

#define SESSION_COOKIE "__Host-saitou"

/* Logs the account in: a row, and Set-Cookie on the answer. An earlier session of this client ends. */
__attribute__((warn_unused_result)) enum db_status session_create(struct request *, int64_t account_id);
/* Logs out: the request's own session ends and the cookie is cleared. Nothing to do without one. */
__attribute__((warn_unused_result)) enum db_status session_destroy(struct request *);
/* Ends all sessions of the account but one (0: all). */
__attribute__((warn_unused_result)) enum db_status session_destroy_all(struct db *, int64_t account_id, int64_t except_session_id);

#endif
