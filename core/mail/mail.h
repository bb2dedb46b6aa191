/* Mail through the outbox: a row in the request's own transaction, sent later by the mailer thread (SMTP, or .eml files in a folder). */
#ifndef CORE_MAIL_MAIL_H
#define CORE_MAIL_MAIL_H

#include "core/request/request.h"

/* Queues one plain-text mail. SUBJECT and TEXT are UTF-8. */
__attribute__((warn_unused_result)) enum db_status mail_queue(struct request *, const char *to, const char *subject, const char *text);

/* Likewise the newest of many about the same: ABOUT names it ("receipt 12"). It takes the place of one to the same recipient that waits, and goes out no
 * sooner than LIMIT_MAIL_AGAIN_US after the one before, so that who does something fifty times gets the first and the last letter of it. */
__attribute__((warn_unused_result)) enum db_status mail_queue_newest(
    struct request *, const char *to, const char *about, const char *subject, const char *text);

/* Has the outbox looked at once the transaction is committed: for who has moved a mail in it. */
void mail_sent_soon(struct request *);

#endif
