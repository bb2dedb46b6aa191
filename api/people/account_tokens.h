/* One-time links: rows of account_tokens, which hold only the SHA-256 of the token in the mail. */
#ifndef API_PEOPLE_ACCOUNT_TOKENS_H
#define API_PEOPLE_ACCOUNT_TOKENS_H

#include "core/base/secret.h"
#include "core/request/request.h"

/* Makes a link that lets the owner of an account set a new password; earlier ones stop working. */
__attribute__((warn_unused_result)) enum db_status token_issue_reset(struct request *, int64_t account_id, char token[TOKEN_TEXT]);

/* What somebody gave when registering; it becomes the account's when who has the mail also knows the password. */
struct registration {
	const char *name, *locale;
	const char *password_hash; /* secret.h's */
};

/* Makes a link that confirms one registration. Earlier ones keep working until one of them is used: whoever registers an address anew, and
 * need not own it, takes nothing from the registration before. */
__attribute__((warn_unused_result)) enum db_status token_issue_confirm(
    struct request *, int64_t account_id, const struct registration *, char token[TOKEN_TEXT]);

/* Ends all links of an account that has been confirmed. */
__attribute__((warn_unused_result)) enum db_status tokens_drop_confirm(struct request *, int64_t account_id);

struct taken_token {
	int64_t id; /* 0: no such token, or not any more */
	int64_t account_id;
	const char *name, *locale; /* of a registration or an invitation */
	const char *password_hash; /* of a registration; arena's */
	const char *email, *role;  /* of an invitation */
	int64_t edition_id;        /* 0: all */
	int64_t invited_by;        /* 0: the command line */
};

/* Looks TOKEN up and locks it, and leaves it as it is. */
__attribute__((warn_unused_result)) enum db_status token_find(
    struct request *, const char *purpose, const char *token, struct taken_token *);

/* Marks what token_find() found as used; its password hash is forgotten. */
__attribute__((warn_unused_result)) enum db_status token_spend(struct request *, const struct taken_token *);

/* Both at once. */
__attribute__((warn_unused_result)) enum db_status token_take(
    struct request *, const char *purpose, const char *token, struct taken_token *);

#endif
