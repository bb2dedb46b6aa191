/* The mailed link by which somebody without an account objects to a notice: what it leads to, and how it is found. */
#ifndef API_SHARED_OBJECTION_LINK_H
#define API_SHARED_OBJECTION_LINK_H

#include "core/request/request.h"

/* What somebody without an account was sent: a way to object to one notice, to add evidence and to follow what becomes of it. */
struct objection_link {
	int64_t notice_id;
	const char *email, *locale; /* of whom it was sent to: whoever has the link reads the mail that goes there */
};

/* The link with that token, in the request's arena. TOKEN is NULL, unknown or has expired: 410, naming FIELD. */
__attribute__((warn_unused_result)) enum handled objection_link_find(
    struct request *, const char *token, const char *field, struct objection_link *);

/* Where pieces of files, which have no JSON body, carry the token. */
#define OBJECTION_LINK_HEADER "Saitou-Link"

#endif
