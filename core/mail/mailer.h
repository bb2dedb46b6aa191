/* The thread that sends what is in the outbox: by SMTP, or as .eml files into a folder.
 *
 * A mail is claimed with SELECT … FOR UPDATE SKIP LOCKED and marked in the same transaction after it was sent, so several servers share
 * one outbox, and a crash in between sends a mail twice rather than never (with the same Message-ID). What fails is tried again after
 * longer and longer pauses, and given up after LIMIT_MAIL_ATTEMPTS. */
#ifndef CORE_MAIL_MAILER_H
#define CORE_MAIL_MAILER_H

#include "core/base/config.h"
#include "core/request/state_machine.h"

/* Of a mail: waiting until it is sent, or given up. */
extern const struct state_machine outbox_states;

struct mailer;

/* The configuration must outlive it. */
struct mailer *mailer_start(const struct config *);
/* Finishes the mail at hand, if any, and ends the thread. NULL is allowed. */
void mailer_stop(struct mailer *);

/* There is something new in the outbox. Any thread, at any time. */
void mailer_nudge(void);

#endif
