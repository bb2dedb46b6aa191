/* Invitations to a role: a link by mail, and with it the consent of whom it is about. */
#ifndef API_PEOPLE_INVITATIONS_H
#define API_PEOPLE_INVITATIONS_H

#include <stdint.h>

#include "core/request/request.h"

/* Invites the owner of the address to ROLE for the edition (0: all), in LOCALE ("zh-CN"), in the actor's name, who may: the letter waits in the outbox, the
 * audit row is written, *ID is the invitation. Goes on, or has answered: too many invitations, or no such edition (404). NAME is how the letter
 * addresses them. */
__attribute__((warn_unused_result)) enum handled invitation_send(
    struct request *, const char *email, const char *name, const char *locale, const char *role, int64_t edition_id, int64_t *id);

#endif
