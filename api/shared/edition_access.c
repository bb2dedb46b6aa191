#include "api/shared/edition_access.h"

#include "api/shared/access.h"
#include "api/shared/problems.h"

enum handled edition_goes_on(struct request *r, int64_t edition_id)
{
	struct db_rows rows;

	if (edition_id == 0)
		return GO_ON;
	DB_TRY(sql_query(r, &rows, "SELECT state = 'closed' FROM editions WHERE id = :edition_id LOCK IN SHARE MODE", P(edition_id)));
	return rows.count > 0 && db_int(&rows, 0, 0) ? reply_problem(r, &problem_edition_closed, NULL) : GO_ON;
}

enum handled edition_guard(struct request *r, const struct state_row *row)
{
	return edition_goes_on(r, row->edition_id);
}

enum handled edition_may(struct request *r, int64_t edition_id, enum edition_access access)
{
	struct db_rows rows;

	DB_TRY(sql_query(
	    r, &rows, "SELECT " SQL_ORGANIZER("e.id") " FROM editions e WHERE e.id = :edition_id AND " SQL_READER("e.id"), P(edition_id)));
	if (rows.count == 0 || (access == EDITION_CHANGE && !db_int(&rows, 0, 0)))
		return reply_problem(r, &problem_not_found, NULL);
	return access == EDITION_CHANGE ? edition_goes_on(r, edition_id) : GO_ON;
}
