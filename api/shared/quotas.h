/* How much somebody may do of what costs others something, in one table: letters, submissions, uploads, firms, claims, look-ups, by recipient, address, account and firm.
 *
 * Counted in the database (core/request/throttle.h), for all servers together, and in the request's transaction: what is refused or fails for another reason
 * counts for nothing. */
#ifndef API_SHARED_QUOTAS_H
#define API_SHARED_QUOTAS_H

#include "core/request/request.h"

enum quota {
	QUOTA_MAILS_RECIPIENT, /* that anybody asks for, to one address */
	QUOTA_MAILS_ADDRESS,   /* … from one client address: registrations and resets */
	QUOTA_INVITATIONS,     /* by one account */
	QUOTA_SUBMISSIONS,     /* by one account */
	QUOTA_SUBMISSIONS_FIRM,
	QUOTA_UPLOADS, /* by one account */
	QUOTA_UPLOADS_FIRM,
	QUOTA_FIRMS,          /* registered by one account */
	QUOTA_CLAIMS,         /* of codes that others may have registered, by one account */
	QUOTA_CLAIMS_ADDRESS, /* … from one client address */
	QUOTA_LOOKUPS,        /* of one account: who has an account, and which firms are registered, by trying */
	QUOTA_BYTES,          /* of uploads that one account begins */
	QUOTA_BYTES_FIRM,
	QUOTA_OUTSIDE_UPLOADS, /* of evidence by mailed links, from one client address */
	QUOTA_OUTSIDE_BYTES,
	QUOTA_OUTSIDE_BYTES_SENDER, /* … by one mail address, from wherever */
	QUOTAS
};

/* Counts AMOUNT for SUBJECT; goes on, or refuses with 429, Retry-After and a sentence that says when. FIELD may be NULL. */
__attribute__((warn_unused_result)) enum handled quota_take(
    struct request *, enum quota, const char *subject, int64_t amount, const char *field);
/* The same, for whoever sends the request: their account or address. */
__attribute__((warn_unused_result)) enum handled quota_take_own(struct request *, enum quota, int64_t amount, const char *field);
/* … and for a firm. */
__attribute__((warn_unused_result)) enum handled quota_take_firm(
    struct request *, enum quota, int64_t firm, int64_t amount, const char *field);

#endif
