/* The mails about accounts, each in the recipient's language. */
#ifndef API_PEOPLE_ACCOUNT_MAILS_H
#define API_PEOPLE_ACCOUNT_MAILS_H

#include "core/request/request.h"

enum account_mail {
	MAIL_CONFIRM,            /* prove that the address is yours */
	MAIL_CONFIRM_AGAIN,      /* the same, while earlier registrations of the address wait for it, perhaps somebody else's */
	MAIL_ALREADY_REGISTERED, /* somebody registered with an address that has an account */
	MAIL_RESET,              /* set a new password */
	MAIL_INVITATION          /* a role is offered */
};

/* Queues the mail. TOKEN goes into its link (NULL where the mail has none); WHAT is the role and edition of an invitation, else NULL. */
__attribute__((warn_unused_result)) enum db_status account_mail(
    struct request *, enum account_mail, enum locale, const char *to, const char *name, const char *token, const char *what);

#endif
