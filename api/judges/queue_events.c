/* Tells a judge that the queue has changed: not what, and nothing of what other judges do with their sheets. */
#include <string.h>

#include "core/request/events.h"
#include "core/request/route.h"

static json_t *tell(const struct event_row *row)
{
	static const char *const objects[] = {
	    "assignments", "departures", "editions", "judges", "panels", "recusals", "rounds", "sheet_corrections"};

	for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++)
		if (strcmp(row->object, objects[i]) == 0)
			return json_pack("{s:s}", "part", "queue");
	return NULL;
}

static const struct event_source source = {tell};

static enum handled listen(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT r.edition_id FROM rounds r JOIN judges j ON j.edition_id = r.edition_id"
	    " WHERE r.id = :round AND j.account_id = :account AND j.state = 'active'",
	    P(round, request_id_param(r, 0))));
	return rows.count == 0 ? reply_problem(r, &problem_not_found, NULL) : reply_events(r, &source, db_int(&rows, 0, 0));
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/judging/rounds/{round}/events", ROLE_JUDGE, ROUTE_STREAM, 0, NULL, NULL, listen},
};

ROUTE_TABLE(queue_events_routes, rows);
