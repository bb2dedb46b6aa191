/* What happens in an edition, told to those who keep its desk: which row of which table changed, as the audit trail has it. The pages
 * then ask for it. */
#include "api/shared/access.h"
#include "core/request/events.h"
#include "core/request/route.h"

static json_t *tell(const struct event_row *row)
{
	return json_pack("{s:s, s:s, s:I}", "action", row->action, "object", row->object, "id", (json_int_t)row->object_id);
}

static const struct event_source source = {tell};

static enum handled listen(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT id FROM editions WHERE id = :edition AND " SQL_READER("id"), P(edition)));
	return rows.count == 0 ? reply_problem(r, &problem_not_found, NULL) : reply_events(r, &source, edition);
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/events", ROLE_ORGANIZER | ROLE_AUDITOR, ROUTE_STREAM, 0, NULL, NULL, listen},
};

ROUTE_TABLE(edition_events_routes, rows);
