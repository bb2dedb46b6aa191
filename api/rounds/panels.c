/* Panels (评审组): judges and entries that belong together in a round, and the drawn order of appearance. */
#include "api/rounds/round_entries.h"
#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/secret.h"
#include "core/request/audit.h"

#define MEMBERS_MAX 2000

#define OPEN_STATES (ROUND_IN(ROUND_PLANNED) | ROUND_IN(ROUND_OPEN))

static enum handled reply_panels(struct request *r, int64_t round_id, int64_t panel_id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT p.id, p.round_id, p.code, p.drawn_at, (SELECT COUNT(*) FROM round_entries n WHERE n.panel_id = p.id),"
	    " COALESCE((SELECT JSON_ARRAYAGG(JSON_OBJECT('judge_id', j.id, 'name', c.name, 'organisation', j.organisation) ORDER BY j.id)"
	    "  FROM panel_judges m JOIN judges j ON j.id = m.judge_id JOIN accounts c ON c.id = j.account_id WHERE m.panel_id = p.id), '[]')"
	    " FROM panels p WHERE p.round_id = :round_id AND (:panel_id = 0 OR p.id = :panel_id) ORDER BY p.code",
	    P(round_id), P(panel_id)));
	json_t *items = db_json_rows(&rows, "iistij", "id", "round_id", "code", "drawn_at", "entries", "judges");
	if (!panel_id)
		return reply_list(r, items, (int64_t)rows.count);
	json_t *one = json_incref(json_array_get(items, 0));
	json_decref(items);
	return reply_json(r, status, one);
}

static enum handled list(struct request *r)
{
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_READ, &round));
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_panels(r, round->id, 0, 200);
}

static enum handled add(struct request *r)
{
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, OPEN_STATES));
	switch (sql_exec(
	    r, NULL, "INSERT INTO panels (round_id, code) VALUES (:round, :code)", P(round, round->id), P(code, input_text(r, "code")))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_panel_code_taken, "code");
	default:
		return HANDLED_DB_FAILED;
	}
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "panel.add",
		     .object = "panels",
		     .object_id = id,
		     .detail = json_pack("{s:I, s:s}", "round", (json_int_t)round->id, "code", input_text(r, "code"))});
	return reply_panels(r, round->id, id, 201);
}

/* A panel of a round that the actor may change and that is in one of STATES. */
static enum handled panel_get(struct request *r, unsigned states, struct round **round, bool *drawn)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);

	*round = NULL;
	*drawn = false;
	DB_TRY(sql_query(r, &rows, "SELECT round_id FROM panels WHERE id = :id", P(id)));
	if (rows.count > 0)
		DB_TRY(round_get(r, db_int(&rows, 0, 0), ROUND_CHANGE, round));
	if (!*round) {
		(void)reply_problem(r, &problem_not_found, NULL);
		return HANDLED;
	}
	STEP(round_ready(r, *round, states));
	DB_TRY(sql_query(r, &rows, "SELECT drawn_at IS NOT NULL FROM panels WHERE id = :id", P(id)));
	*drawn = rows.count > 0 && db_int(&rows, 0, 0);
	return GO_ON;
}

#define LISTED "JSON_TABLE(:members, '$[*]' COLUMNS (id BIGINT PATH '$')) t"

/* Whether the members are different ids, each of which COUNTED (a SELECT COUNT of known ones) knows. */
static bool all_known(const json_t *members, const struct db_rows *counted)
{
	return db_int(counted, 0, 0) == (int64_t)json_array_size(members);
}

static enum handled put_judges(struct request *r)
{
	int64_t panel = request_id_param(r, 0);
	json_t *members = input_json(r, "judges");
	struct round *round;
	struct db_rows rows;
	bool drawn;

	STEP(panel_get(r, OPEN_STATES, &round, &drawn));
	if (!ids_valid(members))
		return reply_problem(r, &problem_panel_member_unknown, "judges");
	DB_TRY(sql_query(r, &rows,
	    "SELECT COUNT(DISTINCT j.id) FROM judges j JOIN " LISTED
	    " ON t.id = j.id WHERE j.edition_id = :edition_id AND j.state = 'active'",
	    P(members), P(edition_id, round->edition_id)));
	if (!all_known(members, &rows))
		return reply_problem(r, &problem_panel_member_unknown, "judges");
	DB_TRY(sql_query(r, &rows,
	    "SELECT COUNT(*) FROM assignments a WHERE a.panel_id = :panel AND a.state = 'assigned' AND a.judge_id NOT IN (SELECT t.id FROM " LISTED
	    ")",
	    P(panel), P(members)));
	if (db_int(&rows, 0, 0) > 0)
		return reply_problem(r, &problem_panel_judge_assigned, "judges");
	DB_TRY(sql_exec(r, NULL, "DELETE FROM panel_judges WHERE panel_id = :panel", P(panel)));
	DB_TRY(sql_exec(r, NULL, "INSERT INTO panel_judges (panel_id, judge_id) SELECT :panel, t.id FROM " LISTED, P(panel), P(members)));
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "panel.judges",
		     .object = "panels",
		     .object_id = panel,
		     .detail = json_pack("{s:O}", "judges", members)});
	return reply_panels(r, round->id, panel, 200);
}

/* Entries that would come in, go out or move, and stand in the way: drawn elsewhere, or scored already. */
static enum db_status moving(struct request *r, int64_t round, int64_t panel, const json_t *members, struct db_rows *rows)
{
	return sql_query(r, rows,
	    "SELECT COALESCE(SUM(p.drawn_at IS NOT NULL), 0), COALESCE(SUM(EXISTS (SELECT 1 FROM sheets s WHERE s.round_id = n.round_id"
	    "  AND s.entry_id = n.entry_id AND s.state = 'handed_in')), 0)"
	    " FROM round_entries n LEFT JOIN panels p ON p.id = n.panel_id LEFT JOIN " LISTED " ON t.id = n.entry_id"
	    " WHERE n.round_id = :round AND ((t.id IS NOT NULL AND NOT n.panel_id <=> :panel) OR (t.id IS NULL AND n.panel_id = :panel))",
	    P(members), P(round), P(panel));
}

static enum handled put_entries(struct request *r)
{
	int64_t panel = request_id_param(r, 0);
	json_t *members = input_json(r, "entries");
	struct round *round;
	struct db_rows rows;
	bool drawn;

	STEP(panel_get(r, ROUND_IN(ROUND_OPEN), &round, &drawn));
	if (drawn)
		return reply_problem(r, &problem_panel_drawn, NULL);
	if (!ids_valid(members))
		return reply_problem(r, &problem_panel_member_unknown, "entries");
	DB_TRY(sql_query(r, &rows,
	    "SELECT COUNT(DISTINCT n.entry_id) FROM round_entries n JOIN " LISTED " ON t.id = n.entry_id WHERE n.round_id = :round",
	    P(members), P(round, round->id)));
	if (!all_known(members, &rows))
		return reply_problem(r, &problem_panel_member_unknown, "entries");
	DB_TRY(moving(r, round->id, panel, members, &rows));
	if (db_int(&rows, 0, 0) > 0)
		return reply_problem(r, &problem_panel_drawn, "entries");
	if (db_int(&rows, 0, 1) > 0)
		return reply_problem(r, &problem_panel_entry_scored, "entries");
	DB_TRY(sql_exec(r, NULL, "UPDATE round_entries SET panel_id = NULL WHERE round_id = :round AND panel_id = :panel",
	    P(round, round->id), P(panel)));
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE round_entries SET panel_id = :panel WHERE round_id = :round AND entry_id IN (SELECT t.id FROM " LISTED ")", P(panel),
	    P(round, round->id), P(members)));
	/* Assignments follow their entry, so that its sheets name one panel. */
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE assignments a SET a.panel_id = (SELECT n.panel_id FROM round_entries n"
	    " WHERE n.round_id = a.round_id AND n.entry_id = a.entry_id)"
	    " WHERE a.round_id = :round AND NOT a.panel_id <=>"
	    "  (SELECT n.panel_id FROM round_entries n WHERE n.round_id = a.round_id AND n.entry_id = a.entry_id)",
	    P(round, round->id)));
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "panel.entries",
		     .object = "panels",
		     .object_id = panel,
		     .detail = json_pack("{s:O}", "entries", members)});
	return reply_panels(r, round->id, panel, 200);
}

static enum handled remove_panel(struct request *r)
{
	int64_t panel = request_id_param(r, 0);
	struct round *round;
	struct db_rows rows;
	bool drawn;

	STEP(panel_get(r, OPEN_STATES, &round, &drawn));
	if (drawn)
		return reply_problem(r, &problem_panel_drawn, NULL);
	DB_TRY(sql_query(r, &rows, "SELECT COUNT(*) FROM assignments WHERE panel_id = :panel", P(panel)));
	if (db_int(&rows, 0, 0) > 0)
		return reply_problem(r, &problem_panel_in_use, NULL);
	DB_TRY(sql_exec(r, NULL, "UPDATE round_entries SET panel_id = NULL WHERE panel_id = :panel", P(panel)));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM panel_judges WHERE panel_id = :panel", P(panel)));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM panels WHERE id = :panel", P(panel)));
	audit(r, (struct audit_event){.edition_id = round->edition_id, .action = "panel.remove", .object = "panels", .object_id = panel});
	return reply_empty(r, 204);
}

/* ---- the draw ---- */

/* 16 random bytes as hex digits. */
static const char *new_seed(struct request *r)
{
	unsigned char bytes[16];
	const char *seed = "";

	random_bytes(bytes, sizeof bytes);
	for (size_t i = 0; i < sizeof bytes; i++)
		seed = arena_printf(r->arena, "%s%02x", seed, bytes[i]);
	return seed;
}

static enum handled reply_order(struct request *r, int64_t panel, const char *seed)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT n.draw, n.entry_id, e.number, e.title FROM round_entries n JOIN entries e ON e.id = n.entry_id"
	    " WHERE n.panel_id = :panel AND n.draw IS NOT NULL ORDER BY n.draw",
	    P(panel)));
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:o}", "panel_id", (json_int_t)panel, "seed", seed, "order",
		db_json_rows(&rows, "iiss", "draw", "entry_id", "number", "title")));
}

/* The order is that of the SHA-256 of "SEED/ENTRY-ID" as hex digits, which anybody can repeat with the seed from the audit trail. */
static enum handled draw(struct request *r)
{
	int64_t panel = request_id_param(r, 0), count;
	const char *seed = input_text(r, "seed");
	struct round *round;
	bool drawn;

	STEP(panel_get(r, ROUND_IN(ROUND_OPEN), &round, &drawn));
	if (drawn)
		return reply_problem(r, &problem_panel_drawn, NULL);
	if (!seed)
		seed = new_seed(r);
	DB_TRY(sql_exec(r, &count,
	    "UPDATE round_entries x JOIN (SELECT n.round_id, n.entry_id, ROW_NUMBER() OVER (ORDER BY SHA2(CONCAT(:seed, '/',"
	    " n.entry_id), 256)) AS place"
	    "  FROM round_entries n WHERE n.panel_id = :panel AND n.takes_part) o ON o.round_id = x.round_id AND o.entry_id = x.entry_id"
	    " SET x.draw = o.place",
	    P(seed), P(panel)));
	if (count == 0)
		return reply_problem(r, &problem_panel_empty, NULL);
	DB_TRY(sql_exec(r, NULL, "UPDATE panels SET drawn_at = :now WHERE id = :panel", P(panel)));
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "panel.draw",
		     .object = "panels",
		     .object_id = panel,
		     .detail = json_pack("{s:s, s:I}", "seed", seed, "entries", (json_int_t)count)});
	return reply_order(r, panel, seed);
}

static const struct input_field add_input[] = {
    {.name = "code", .type = INPUT_NAME, .required = true, .min = 1, .max = LIMIT_PANEL_CODE},
    INPUT_END,
};
static const struct input_field judges_input[] = {
    {.name = "judges", .type = INPUT_ARRAY, .required = true, .min = 0, .max = MEMBERS_MAX},
    INPUT_END,
};
static const struct input_field entries_input[] = {
    {.name = "entries", .type = INPUT_ARRAY, .required = true, .min = 0, .max = MEMBERS_MAX},
    INPUT_END,
};
static const struct input_field draw_input[] = {
    {.name = "seed", .type = INPUT_TEXT, .min = 1, .max = LIMIT_CODE},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/rounds/{round}/panels", ROLE_JUDGE | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, list},
    {METHOD_POST, "/api/v1/rounds/{round}/panels", ROLE_ORGANIZER, ROUTE_WRITE, 1024, add_input, NULL, add},
    {METHOD_PUT, "/api/v1/panels/{panel}/judges", ROLE_ORGANIZER, ROUTE_WRITE, 65536, judges_input, NULL, put_judges},
    {METHOD_PUT, "/api/v1/panels/{panel}/entries", ROLE_ORGANIZER, ROUTE_WRITE, 65536, entries_input, NULL, put_entries},
    {METHOD_POST, "/api/v1/panels/{panel}/draw", ROLE_ORGANIZER, ROUTE_WRITE, 1024, draw_input, NULL, draw},
    {METHOD_DELETE, "/api/v1/panels/{panel}", ROLE_ORGANIZER, ROUTE_WRITE, 0, NULL, NULL, remove_panel},
};

ROUTE_TABLE(panels_routes, rows);
