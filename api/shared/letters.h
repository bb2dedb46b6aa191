/* Mails about an entry to the people who act for its firm, each in their own language. */
#ifndef API_SHARED_LETTERS_H
#define API_SHARED_LETTERS_H

#include "core/request/request.h"

/* Subject and text are printf formats over the same arguments, all of them texts; the subject may use fewer. */
struct letter {
	const char *subject[LOCALES];
	const char *text[LOCALES];
};

/* Queues the letter to every active member of the firm, in the request's transaction. */
__attribute__((warn_unused_result)) enum db_status letter_to_firm(struct request *, int64_t firm_id, const struct letter *, ...);

/* … to one person, unless their account is disabled. */
__attribute__((warn_unused_result)) enum db_status letter_to_account(struct request *, int64_t account_id, const struct letter *, ...);

/* Likewise a letter to a firm whose SUBJECT and TEXT are made already, in each language; ABOUT as for mail_queue_newest(), or NULL. */
__attribute__((warn_unused_result)) enum db_status letter_made_to_firm(
    struct request *, int64_t firm_id, const char *about, const char *const subject[LOCALES], const char *const text[LOCALES]);

#endif
