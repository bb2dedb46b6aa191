/* Which passwords are too easy to guess to be taken: the one rule, for registration, reset, change, invitations and `saitouctl account`. */
#ifndef API_PEOPLE_PASSWORD_RULE_H
#define API_PEOPLE_PASSWORD_RULE_H

#include "core/request/request.h"

enum password_fault {
	PASSWORD_FIT,
	PASSWORD_OBVIOUS, /* known words and passwords, keys in a row, repetitions, dates */
	PASSWORD_OWN,     /* fit but for what everybody knows of the account: its address and name, ours */
};

/* How many guesses it takes, by zxcvbn (Wheeler, USENIX Security 2016; the library zxcvbn-c), who knows EMAIL and NAME (either may be NULL). Takes up to
 * some milliseconds. */
enum password_fault password_fault(struct arena *, const char *password, const char *email, const char *name);

/* GO_ON if it may be taken; else 422 with the field "password". Before it is hashed. */
__attribute__((warn_unused_result)) enum handled password_fits(struct request *, const char *password, const char *email, const char *name);

#endif
