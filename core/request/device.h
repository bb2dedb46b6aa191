/* Devices that somebody has logged in from: a signed cookie, good for one account as long as its password stays and LIMIT_DEVICE_S has not passed. It
 * lets nobody in; it only tells the owner of an account from strangers who try passwords. The key lies in the database, for all instances. */
#ifndef CORE_REQUEST_DEVICE_H
#define CORE_REQUEST_DEVICE_H

#include "core/request/request.h"

/* *DEVICE is a name of the device that the request comes from, if it is one of this account, whose stored password is given; else NULL. In the
 * arena. */
__attribute__((warn_unused_result)) enum db_status device_known(
    struct request *, int64_t account_id, const char *password_hash, const char **device);
/* The owner is there: the device gets a cookie. */
__attribute__((warn_unused_result)) enum db_status device_remember(struct request *, int64_t account_id, const char *password_hash);

#endif
