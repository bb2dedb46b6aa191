/* One-time links: rows of account_tokens, which hold only the SHA-256 of the token in the mail. */
#ifndef API_ACCOUNT_TOKENS_H
#define API_ACCOUNT_TOKENS_H

#include "core/request.h"
#include "core/secret.h"

/* 410: the link was used, is too old, or never was. */
extern const struct problem_kind problem_link;

/* Makes a link for an account, PURPOSE "confirm" or "reset", valid for LIFETIME µs; earlier ones of that purpose stop working. */
__attribute__((warn_unused_result))
enum db_status token_issue(struct request *, const char *purpose, int64_t account_id, int64_t lifetime, char token[TOKEN_TEXT]);

struct taken_token {
	int64_t id; /* 0: no such token, or not any more */
	int64_t account_id;
	/* of an invitation */
	const char *email, *name, *locale, *role;
	int64_t edition_id; /* 0: all */
	int64_t invited_by; /* 0: the command line */
};

/* Looks TOKEN up, and marks it as used. */
__attribute__((warn_unused_result))
enum db_status token_take(struct request *, const char *purpose, const char *token, struct taken_token *);

#endif
