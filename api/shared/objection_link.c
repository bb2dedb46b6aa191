#include "api/shared/objection_link.h"

#include "api/shared/problems.h"
#include "core/base/secret.h"

enum handled objection_link_find(struct request *r, const char *token, const char *field, struct objection_link *found)
{
	struct db_rows rows;
	unsigned char hash[HASH_BYTES];

	*found = (struct objection_link){0};
	if (!token)
		return reply_problem(r, &problem_link, field);
	token_hash(token, hash);
	DB_TRY(sql_query(r, &rows, "SELECT notice_id, email, locale FROM objection_links WHERE token_hash = :hash AND expires_at > :now",
	    P(hash, BYTES(hash, HASH_BYTES))));
	if (rows.count == 0)
		return reply_problem(r, &problem_link, field);
	*found = (struct objection_link){db_int(&rows, 0, 0), db_text(&rows, 0, 1), db_text(&rows, 0, 2)};
	return GO_ON;
}
