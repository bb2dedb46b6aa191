/* How one entry's score, rank and outcome in a round came about: the sheets, then every step, as written down when it was computed. */
#include <stdlib.h>
#include <string.h>

#include "api/shared/access.h"
#include "core/base/json_text.h"
#include "core/request/route.h"

/* Staff see what was computed last, its firm (also where one of its members has an office) what is published.
 * Every table is reached by its whole key, and no function of SQL is called for a firm: on the day of publication this is read more than
 * anything else, and MariaDB takes longer to plan a statement than to find five rows. */
#define DERIVATION(computation)                                                                                                  \
	"SELECT b.id, b.code, b.kind, b." computation ", LOWER(HEX(c.dossier_sha256)), t.id, d.answer, c.rule, d.judges, d.tied" \
	" FROM rounds b JOIN entries t JOIN computations c ON c.id = b." computation                                             \
	" JOIN derivations d ON d.computation_id = b." computation " AND d.entry_id = t.id"
enum { COLUMN_COMPUTATION = 3, COLUMN_ANSWER = 6, COLUMN_RULE = 7, COLUMN_JUDGES = 8, COLUMN_TIED = 9 };

static enum db_status find(struct request *r, struct db_rows *rows, bool *staff)
{
	int64_t round = request_id_param(r, 0), entry = request_id_param(r, 1);
	enum db_status status = DB_OK;

	/* Who holds no such role in any edition need not be asked about this one. */
	*staff = (r->actor.roles & (ROLE_ORGANIZER | ROLE_AUDITOR)) != 0;
	if (*staff) {
		status = sql_query(r, rows,
		    DERIVATION("computation_id") " WHERE b.id = :round AND t.id = :entry AND " SQL_READER(
			"b.edition_id") " AND NOT " SQL_MEMBER("t.firm_id"),
		    P(round), P(entry));
		*staff = status == DB_OK && rows->count > 0;
	}
	if (status != DB_OK || *staff)
		return status;
	return sql_query(r, rows,
	    DERIVATION("public_computation_id") " JOIN firm_members m ON m.firm_id = t.firm_id AND m.account_id = :account"
						" WHERE b.id = :round AND t.id = :entry",
	    P(round), P(entry));
}

/* The text that its firm gets, with each sheet's judge added. */
static const char *with_judges(struct request *r, const char *answer, const json_t *judges)
{
	json_t *whole = arena_json(r->arena, json_loads(answer, 0, NULL)), *sheet;
	size_t i;

	json_array_foreach (json_object_get(whole, "sheets"), i, sheet)
		json_object_update(sheet, json_array_get(judges, i));
	char *text = json_text(whole);
	arena_defer(r->arena, free, text);
	return text;
}

/* Who else of the group has the same rank, in order of the results. */
static enum db_status same_rank(struct request *r, int64_t computation, json_t *head)
{
	struct db_rows others;
	enum db_status status = sql_query(r, &others,
	    "SELECT o.entry_id FROM standings s"
	    " JOIN standings o ON o.computation_id = s.computation_id AND o.round_id = s.round_id AND o.group_key = s.group_key"
	    "  AND o.ranked = s.ranked AND o.entry_id <> s.entry_id"
	    " WHERE s.computation_id = :computation AND s.round_id = :round AND s.entry_id = :entry ORDER BY o.place",
	    P(computation), P(round, request_id_param(r, 0)), P(entry, request_id_param(r, 1)));

	for (size_t i = 0; status == DB_OK && i < others.count; i++)
		json_array_append_new(json_object_get(head, "same_rank"), db_json_int(&others, i, 0));
	return status;
}

static enum handled get(struct request *r)
{
	struct db_rows rows;
	bool staff;

	DB_TRY(find(r, &rows, &staff));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	json_t *head =
	    arena_json(r->arena, db_json_row(&rows, 0, "issisi----", "round", "code", "kind", "computation", "dossier_sha256", "entry"));
	json_object_set_new(head, "same_rank", json_array());
	if (db_int(&rows, 0, COLUMN_TIED))
		DB_TRY(same_rank(r, db_int(&rows, 0, COLUMN_COMPUTATION), head));
	const char *answer = db_text(&rows, 0, COLUMN_ANSWER);
	if (staff)
		answer = with_judges(r, answer, arena_json(r->arena, db_json(&rows, 0, COLUMN_JUDGES)));
	char *begin = json_text(head);
	arena_defer(r->arena, free, begin);
	/* Of two objects one, without reading what was written to be sent. */
	const char *text = arena_printf(
	    r->arena, "%.*s,\"rule\":%s,%s", (int)strlen(begin) - 1, begin, db_text(&rows, 0, COLUMN_RULE), answer + strlen("{"));
	return reply_bytes(r, 200, "application/json", text, strlen(text));
}

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/standings/{entry}", ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
};

ROUTE_TABLE(derivation_routes, rows);
