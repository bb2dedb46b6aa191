#include "api/shared/edition_access.h"

#include "api/shared/access.h"
#include "api/shared/problems.h"

enum handled edition_may(struct request *r, int64_t edition_id, enum edition_access access)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT e.state = 'closed', " SQL_ORGANIZER("e.id") " FROM editions e WHERE e.id = :edition_id AND " SQL_READER("e.id"),
	    P(edition_id)));
	if (rows.count == 0 || (access == EDITION_CHANGE && !db_int(&rows, 0, 1)))
		return reply_problem(r, &problem_not_found, NULL);
	if (access == EDITION_CHANGE && db_int(&rows, 0, 0))
		return reply_problem(r, &problem_edition_closed, NULL);
	return GO_ON;
}
