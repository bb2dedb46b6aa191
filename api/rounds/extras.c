/* Points from elsewhere (人气分 and the like): recorded in bulk by an organizer for parts "extra:ID" of a round. */
#include <string.h>

#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"
#include "api/rules/criteria.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/error_list.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

#define ITEMS_MAX 6000

#define SAY(r, zh, hant, en) ((r)->locale == LOCALE_EN ? (en) : (r)->locale == LOCALE_ZH_HANT ? (hant) : (zh))

#define FILTER "x.round_id = :round AND (:entry = 0 OR x.entry_id = :entry) AND " SQL_OTHERS_ENTRY("x.entry_id")

static enum handled list(struct request *r)
{
	int64_t entry = request_query_int(r, "entry", 0);
	struct db_rows rows, total;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT x.entry_id, e.number, e.title, x.code, x.points, x.recorded_at FROM extras x JOIN entries e ON e.id = x.entry_id"
	    " WHERE " FILTER " ORDER BY x.entry_id, x.code" SQL_PAGE,
	    P(round, round->id), P(entry), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM extras x WHERE " FILTER, P(round, round->id), P(entry)));
	return reply_list(
	    r, db_json_rows(&rows, "isssjt", "entry_id", "number", "title", "id", "points", "recorded_at"), db_int(&total, 0, 0));
}

static void point_out(struct request *r, json_t *errors, size_t i, const char *member, const char *detail)
{
	error_add(errors, arena_printf(r->arena, "items[%zu].%s", i, member), detail);
}

/* Where it stands which points there are. */
struct parts {
	const struct rulebook_view *rulebook; /* NULL: nowhere */
	const char *round;
};

/* Checks one item {entry_id, id, points} and adds [entry, id, points as text or null] to ROWS. SEEN: pairs that came before. */
static void read_item(struct request *r, size_t i, const json_t *item, const struct parts *parts, const json_t *known, json_t *seen,
    json_t *rows, json_t *errors)
{
	const json_t *points = json_object_get(item, "points"), *entry = json_object_get(item, "entry_id");
	const char *id = json_string_value(json_object_get(item, "id"));
	bool fine = true;
	int64_t hundredths = 0;

	if (!json_is_object(item) || json_object_size(item) != 3 || !json_is_integer(entry) || !id || !points) {
		point_out(r, errors, i, "entry_id",
		    SAY(r, "每项须有 entry_id、id 和 points。", "每項須有 entry_id、id 和 points。",
			"Each item needs entry_id, id and points."));
		return;
	}
	const char *key = arena_printf(r->arena, "%lld", (long long)json_integer_value(entry));
	if (!json_object_get(known, key))
		point_out(r, errors, i, "entry_id",
		    SAY(r, "该项目不参加本轮。", "該項目不參加本輪。", "This entry does not take part in the round."));
	if (!parts->rulebook || !rulebook_has_extra(parts->rulebook, parts->round, id))
		point_out(r, errors, i, "id", SAY(r, "规则中没有这项分数。", "規則中沒有這項分數。", "The rulebook has no such part."));
	if (!json_is_null(points))
		fine = points_read(points, &hundredths) && hundredths >= 0 && hundredths <= LIMIT_EXTRA_POINTS * 100;
	if (!fine)
		point_out(r, errors, i, "points",
		    SAY(r, "分数须在 0 到 1000000 之间，最多两位小数。", "分數須在 0 到 1000000 之間，最多兩位小數。",
			"Points must be from 0 to 1000000, with at most two decimals."));
	const char *pair = arena_printf(r->arena, "%s/%s", key, id);
	if (json_object_get(seen, pair))
		point_out(r, errors, i, "entry_id", SAY(r, "重复列出。", "重複列出。", "This is listed twice."));
	json_object_set_new(seen, pair, json_true());
	if (fine)
		json_array_append_new(rows,
		    json_pack("[O, s, o]", entry, id, json_is_null(points) ? json_null() : json_string(total_text(r, hundredths * 10000))));
}

static enum db_status known_entries(struct request *r, int64_t round_id, json_t **set)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT entry_id FROM round_entries WHERE round_id = :round_id", P(round_id));

	*set = arena_json(r->arena, json_object());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		json_object_set_new(*set, arena_printf(r->arena, "%lld", (long long)db_int(&rows, i, 0)), json_true());
	return status;
}

#define ITEMS \
	"JSON_TABLE(:rows, '$[*]' COLUMNS (entry_id BIGINT PATH '$[0]', code VARCHAR(64) PATH '$[1]', points DECIMAL(12, 2) PATH '$[2]')) t"

/* Points null: taken away again. */
static enum handled put(struct request *r)
{
	json_t *items = input_json(r, "items"), *item, *known;
	json_t *rows = arena_json(r->arena, json_array()), *errors = arena_json(r->arena, json_array());
	json_t *seen = arena_json(r->arena, json_object());
	struct round *round;
	struct parts parts;
	int64_t saved, removed;
	size_t i;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round,
	    ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED) | ROUND_IN(ROUND_CLOSED) | ROUND_IN(ROUND_COMPUTED) | ROUND_IN(ROUND_PUBLISHED)));
	parts.round = round->code;
	DB_TRY(rulebook_in_force(r, round->edition_id, &parts.rulebook));
	DB_TRY(known_entries(r, round->id, &known));
	json_array_foreach (items, i, item)
		read_item(r, i, item, &parts, known, seen, rows, errors);
	if (json_array_size(errors) > 0)
		return reply_problem_list(r, &problem_extras_invalid, json_incref(errors));
	DB_TRY(sql_exec(r, &removed,
	    "DELETE FROM extras WHERE round_id = :round AND (entry_id, code) IN (SELECT t.entry_id, t.code FROM " ITEMS
	    " WHERE t.points IS NULL)",
	    P(round, round->id), P(rows)));
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO extras (round_id, entry_id, code, points, recorded_by, recorded_at)"
	    " SELECT :round, t.entry_id, t.code, t.points, :account, :now FROM " ITEMS " WHERE t.points IS NOT NULL"
	    " ON DUPLICATE KEY UPDATE points = VALUES(points), recorded_by = VALUES(recorded_by), recorded_at = VALUES(recorded_at)",
	    P(round, round->id), P(rows)));
	saved = (int64_t)json_array_size(rows) - removed;
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "extras.record",
		     .object = "rounds",
		     .object_id = round->id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:O, s:I, s:I}", "items", rows, "saved", (json_int_t)saved, "removed", (json_int_t)removed)});
	DB_TRY(round_outdate(r, round, "extras"));
	return reply_json(r, 200, json_pack("{s:I, s:I}", "saved", (json_int_t)saved, "removed", (json_int_t)removed));
}

static const struct input_field put_input[] = {
    {.name = "items", .type = INPUT_ARRAY, .required = true, .min = 1, .max = ITEMS_MAX},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "entry", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/extras", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_PUT, "/api/v1/rounds/{round}/extras", ROLE_ORGANIZER, ROUTE_WRITE, 524288, put_input, NULL, put},
};

ROUTE_TABLE(extras_routes, rows);
