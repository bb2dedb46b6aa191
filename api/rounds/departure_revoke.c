/* Taking back a departure: what rests on it, which is shown before, and stands in the way if it is final. */
#include <string.h>

#include "api/rounds/assignment_states.h"
#include "api/rounds/departures.h"
#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/locale.h"
#include "judging/rulebook.h"

/* What rests on the departure: rounds from BEFORE on that have begun without the entry, those who took a seat since, award lists and notices made since.
 * In the order of struct rest's columns: what, id, code, title, state, sheets, and whether it is final and stands in the way. */
#define RESTS                                                                                                                                      \
	"SELECT 'round', r.id, r.code, NULL, r.state, NULL, r.state = 'published', 1 AS place FROM rounds r"                                       \
	" WHERE r.edition_id = :edition AND r.position >= :position AND r.state <> 'planned'"                                                      \
	" UNION ALL SELECT 'substitute', n.entry_id, e.number, e.title, NULL,"                                                                     \
	" (SELECT COUNT(*) FROM sheets s WHERE s.round_id = n.round_id AND s.entry_id = n.entry_id AND s.state = 'handed_in'), FALSE, 2"           \
	" FROM round_entries n JOIN rounds r ON r.id = n.round_id JOIN entries e ON e.id = n.entry_id"                                             \
	" WHERE r.edition_id = :edition AND r.position >= :position AND n.via = 'substitute' AND n.takes_part"                                     \
	" UNION ALL SELECT 'award_list', l.id, CAST(l.number AS CHAR), NULL, l.state, NULL, l.state IN ('noticed', 'final'), 3 FROM award_lists l" \
	" WHERE l.edition_id = :edition AND l.created_at >= :recorded_at AND l.state <> 'superseded'"                                              \
	" UNION ALL SELECT 'notice', n.id, NULL, n.title, n.state, NULL, TRUE, 4 FROM notices n LEFT JOIN rounds r ON r.id = n.round_id"           \
	" LEFT JOIN award_lists l ON l.id = n.award_list_id WHERE n.edition_id = :edition AND n.state = 'published'"                               \
	" AND n.published_at >= :recorded_at AND (r.position >= :position OR (l.state <> 'superseded' AND l.created_at >= :recorded_at))"          \
	" ORDER BY place, 2"

struct departure {
	int64_t entry, edition, firm, recorded_at, position;
	const char *before, *as;
};

/* *D of the entry, if it has left. */
static enum db_status departure_of(struct request *r, int64_t entry, struct departure *d, bool *found)
{
	struct db_rows rows;
	const char *state;
	enum db_status status = sql_query(r, &rows,
	    "SELECT d.edition_id, e.firm_id, d.recorded_at, d.before_code, d.departed_as FROM departures d JOIN entries e ON e.id = d.entry_id"
	    " WHERE d.entry_id = :entry",
	    P(entry));

	*found = status == DB_OK && rows.count > 0;
	if (!*found)
		return status;
	*d = (struct departure){.entry = entry,
	    .edition = db_int(&rows, 0, 0),
	    .firm = db_int(&rows, 0, 1),
	    .recorded_at = db_time(&rows, 0, 2),
	    .before = db_text(&rows, 0, 3),
	    .as = db_text(&rows, 0, 4)};
	return departure_position(r, d->edition, d->before, &d->position, &state);
}

/* A notice's title in the language of who asks; an entry's as it is. */
static json_t *title_json(struct request *r, const struct db_rows *rows, size_t row)
{
	if (strcmp(db_text(rows, row, 0), "notice") != 0)
		return db_json_text(rows, row, 3);
	const char *text = rulebook_text(arena_json(r->arena, db_json(rows, row, 3)), locale_tags[r->locale]);
	return text ? json_string(text) : json_null();
}

/* [{"what", "id", "code", "title", "state", "sheets", "final"}], the request's; *ROUND is the code of a published one, *LIST whether a list is out. */
static enum db_status rests(struct request *r, const struct departure *d, json_t **list, const char **round, bool *list_out)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, RESTS, P(edition, d->edition), P(position, d->position), P(recorded_at, TIME(d->recorded_at)));

	*list = arena_json(r->arena, json_array());
	*round = NULL;
	*list_out = false;
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		json_t *rest = db_json_row(&rows, i, "sis-sib-", "what", "id", "code", "state", "sheets", "final");
		json_object_set_new(rest, "title", title_json(r, &rows, i));
		json_array_append_new(*list, rest);
		if (!db_int(&rows, i, 6))
			continue;
		if (strcmp(db_text(&rows, i, 0), "round") == 0)
			*round = *round ? *round : db_text(&rows, i, 2);
		else
			*list_out = true;
	}
	return status;
}

static enum handled revocation(struct request *r)
{
	struct departure d;
	const char *round;
	json_t *list;
	bool found, list_out;

	DB_TRY(departure_of(r, request_id_param(r, 0), &d, &found));
	if (!found)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(edition_may(r, d.edition, EDITION_READ));
	DB_TRY(rests(r, &d, &list, &round, &list_out));
	return reply_json(
	    r, 200, json_pack("{s:I, s:b, s:O}", "entry_id", (json_int_t)d.entry, "possible", (int)(!round && !list_out), "rests", list));
}

static enum handled revoke(struct request *r)
{
	int64_t entry = request_id_param(r, 0);
	const char *reason = input_text(r, "reason"), *round;
	struct departure_effect effect = {0};
	struct departure d;
	struct db_rows rows;
	bool found, list_out;
	json_t *list, *unsettled;

	DB_TRY(departure_of(r, entry, &d, &found));
	if (!found)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(edition_may(r, d.edition, EDITION_CHANGE));
	DB_TRY(rounds_lock(r, d.edition));
	DB_TRY(sql_query(r, &rows, "SELECT 1 FROM departures WHERE entry_id = :entry FOR UPDATE", P(entry)));
	DB_TRY(departure_of(r, entry, &d, &found));
	if (!found)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(rests(r, &d, &list, &round, &list_out));
	problem_member(r, "rests", json_incref(list));
	if (round)
		return reply_problem(r, &problem_departure_too_late, NULL, round);
	if (list_out)
		return reply_problem(r, &problem_departure_list_final, NULL);
	DB_TRY(departure_unsettled_rounds(r, d.edition, &unsettled));
	DB_TRY(sql_exec(r, NULL, "DELETE FROM departures WHERE entry_id = :entry", P(entry)));
	DB_TRY(state_move_many(r, &assignment_states, "released", "assign", NULL,
	    STATE_SET_WHERE("assignments", ", released_why = NULL",
		"entry_id = :entry AND released_why = 'departed'"
		" AND EXISTS (SELECT 1 FROM rounds r WHERE r.id = round_id AND r.state = 'open')"),
	    P(entry)));
	audit(r, (struct audit_event){.edition_id = d.edition,
		     .action = "departure.revoke",
		     .object = "departures",
		     .object_id = entry,
		     .reason = reason,
		     .detail = json_pack("{s:s, s:s, s:O}", "before", d.before, "as", d.as, "rests", list)});
	DB_TRY(departure_update_rounds(r, d.edition, unsettled, reason, &effect));
	return reply_json(r, 200, json_pack("{s:I, s:o}", "entry_id", (json_int_t)entry, "effect", departure_effect_json(&effect)));
}

static const struct input_field revoke_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/departures/{entry}/revocation", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, revocation},
    {METHOD_POST, "/api/v1/departures/{entry}/revoke", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 16384, revoke_input, NULL,
	revoke},
};

ROUTE_TABLE(departure_revoke_routes, rows);
