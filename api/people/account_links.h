/* Where the links in mails lead, below config->public_url: pages that read the token from the fragment, which browsers do not send, so that
 * it stays out of logs and Referer headers. printf formats with the token. */
#ifndef API_PEOPLE_ACCOUNT_LINKS_H
#define API_PEOPLE_ACCOUNT_LINKS_H

#include "core/base/clock.h"

#define LINK_CONFIRM "/confirm#token=%s"
#define LINK_RESET "/reset#token=%s"
#define LINK_INVITATION "/invitation#token=%s"

/* How long they work. */
#define CONFIRM_US (3 * 24 * 3600 * SECOND_US)
#define RESET_US (3600 * SECOND_US)
#define INVITATION_US (14 * 24 * 3600 * SECOND_US)

/* Bytes of a password: long enough that guessing fails, short enough to hash. */
#define PASSWORD_MIN 12
#define PASSWORD_MAX 200

#endif
