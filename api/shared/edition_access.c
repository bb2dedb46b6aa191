#include "api/shared/edition_access.h"

#include "api/shared/access.h"
#include "api/shared/problems.h"

enum db_status edition_may(struct request *r, int64_t edition_id, enum edition_access access, bool *may)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT e.state = 'closed', " SQL_ORGANIZER("e.id") " FROM editions e WHERE e.id = :edition_id AND " SQL_READER("e.id"),
	    P(edition_id));

	*may = false;
	if (status != DB_OK)
		return status;
	if (rows.count == 0 || (access == EDITION_CHANGE && !db_int(&rows, 0, 1)))
		(void)reply_problem(r, &problem_not_found, NULL);
	else if (access == EDITION_CHANGE && db_int(&rows, 0, 0))
		(void)reply_problem(r, &problem_edition_closed, NULL);
	else
		*may = true;
	return DB_OK;
}
