/* Departures: entries that leave the contest (withdrawn, disqualified, forfeited) from some round on, with a reason; signing in for an
 * appearance, and forfeiting it. Taking one back is in departure_revoke.c. */
#include "api/rounds/departures.h"

#include <string.h>

#include "api/rounds/assignment_states.h"
#include "api/rounds/round_entries.h"
#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"
#include "api/rules/dossier_build.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/staleness.h"
#include "core/request/audit.h"

#define FROM                                                                                      \
	" FROM departures d JOIN entries e ON e.id = d.entry_id JOIN firms f ON f.id = e.firm_id" \
	" JOIN accounts c ON c.id = d.recorded_by WHERE "
#define COLUMNS                                                                                                                     \
	"SELECT d.entry_id, e.number, e.title, f.name, d.before_code, d.departed_as, d.replaced, d.replaced_why, d.reason, c.name," \
	" d.recorded_at" FROM
#define SHAPE                                                                                                                           \
	"isssssbssst", "entry_id", "number", "title", "firm_name", "before", "as", "replaced", "replaced_why", "reason", "recorded_by", \
	    "recorded_at"

#define OF_EDITION "d.edition_id = :edition AND " SQL_OTHERS_ENTRY("d.entry_id")

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows, total;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(sql_query(r, &rows, COLUMNS OF_EDITION " ORDER BY d.recorded_at DESC, d.entry_id" SQL_PAGE, P(edition), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM departures d WHERE " OF_EDITION, P(edition)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

/* ---- what a departure changes in the rounds ---- */

json_t *departure_effect_json(const struct departure_effect *effect)
{
	return json_pack("{s:I, s:I, s:o}", "released", (json_int_t)effect->released, "substitutes", (json_int_t)effect->substitutes,
	    "errors", effect->errors ? json_incref(effect->errors) : json_array());
}

enum db_status departure_unsettled_rounds(struct request *r, int64_t edition, json_t **set)
{
	struct round_difference difference;
	struct round *round;
	struct db_rows rows;
	json_t *dossier = NULL, *all;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id FROM rounds WHERE edition_id = :edition AND state IN ('open', 'locked') AND position > 0 ORDER BY position",
	    P(edition));

	*set = arena_json(r->arena, json_object());
	if (status == DB_OK && rows.count > 0)
		status = staleness_of_rounds(r, edition, &all);
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		if (json_array_size(json_object_get(staleness_of(all, db_int(&rows, i, 0)), "rests_on")) == 0)
			continue;
		if (!dossier)
			status = dossier_build(r, edition, &dossier);
		if (status != DB_OK)
			return status;
		status = round_get(r, db_int(&rows, i, 0), ROUND_CHANGE, &round);
		if (status != DB_OK || !round)
			return status;
		status = round_entries_compare(r, round, dossier, &difference);
		if (status == DB_OK && (difference.errors || json_array_size(difference.in) > 0 || json_array_size(difference.out) > 0))
			json_object_set_new(*set, round->code, json_true());
	}
	json_object_clear(dossier);
	return status;
}

enum db_status departure_update_rounds(
    struct request *r, int64_t edition, const json_t *unsettled, const char *reason, struct departure_effect *effect)
{
	struct round_sync sync;
	struct round *round;
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id FROM rounds WHERE edition_id = :edition AND state IN ('computed', 'open', 'locked') ORDER BY position", P(edition));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		status = round_get(r, db_int(&rows, i, 0), ROUND_CHANGE, &round);
		if (status != DB_OK || !round)
			return status;
		if (round->state == ROUND_COMPUTED) {
			status = round_outdate(r, round, reason);
			continue;
		}
		if (json_object_get(unsettled, round->code))
			continue;
		status = round_entries_sync(r, round, &sync);
		if (status == DB_OK) {
			effect->substitutes += sync.added;
			effect->errors = sync.errors ? sync.errors : effect->errors;
		}
	}
	return status;
}

enum db_status departure_position(struct request *r, int64_t edition, const char *code, int64_t *position, const char **state)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT position, state FROM rounds WHERE edition_id = :edition AND code = :code", P(edition), P(code));

	*position = -1;
	*state = "";
	if (status == DB_OK && rows.count > 0) {
		*position = db_int(&rows, 0, 0);
		*state = db_text(&rows, 0, 1);
	} else if (strcmp(code, "award") == 0) {
		*position = INT64_MAX;
	}
	return status;
}

#define GOING_ON_FROM "EXISTS (SELECT 1 FROM rounds r WHERE r.id = round_id AND r.state IN ('open', 'locked') AND r.position >= :position)"

/* Whether its seat may go to others: as the body says, else as the rulebook does (who forfeits at its turn: nobody, at that hour). What differs from
 * the rulebook needs its own reason. */
static enum handled seat(struct request *r, int64_t edition, const char *before, bool at_its_turn, bool *replaced, const char **why)
{
	const struct rulebook_view *rulebook;

	DB_TRY(rulebook_in_force(r, edition, &rulebook));
	bool ruled = !rulebook || rulebook_replaces(rulebook, before);
	*replaced = input_bool(r, "replaced", ruled && !at_its_turn);
	*why = *replaced == ruled || (at_its_turn && !*replaced) ? NULL : input_text(r, "replaced_why");
	if (*replaced == ruled || (at_its_turn && !*replaced) || *why)
		return GO_ON;
	return reply_problem(r, &problem_departure_seat_deviates, "replaced_why");
}

static enum handled record(struct request *r, int64_t edition, int64_t entry, const char *before, const char *as, bool at_its_turn)
{
	const char *reason = input_text(r, "reason"), *state, *why;
	struct departure_effect effect = {0};
	struct db_rows rows;
	int64_t position;
	json_t *unsettled;
	bool replaced;

	DB_TRY(rounds_lock(r, edition));
	DB_TRY(sql_query(r, &rows, "SELECT 1 FROM entries WHERE id = :entry AND edition_id = :edition AND submission_id IS NOT NULL",
	    P(entry), P(edition)));
	if (rows.count == 0)
		return reply_problem(r, &problem_departure_entry_unknown, "entry_id");
	DB_TRY(departure_position(r, edition, before, &position, &state));
	if (position < 0)
		return reply_problem(r, &problem_departure_round_unknown, "before");
	if (strcmp(state, "published") == 0)
		return reply_problem(r, &problem_departure_too_late, "before", before);
	STEP(seat(r, edition, before, at_its_turn, &replaced, &why));
	DB_TRY(departure_unsettled_rounds(r, edition, &unsettled));
	switch (sql_exec(r, NULL,
	    "INSERT INTO departures (entry_id, edition_id, before_code, departed_as, replaced, replaced_why, reason, recorded_by,"
	    " recorded_at) VALUES (:entry, :edition, :before, :as, :replaced, :why, :reason, :account, :now)",
	    P(entry), P(edition), P(before), P(as), P(replaced), P(why), P(reason))) {
	case DB_OK:
		break;
	case DB_DUPLICATE:
		return reply_problem(r, &problem_departure_exists, "entry_id");
	default:
		return HANDLED_DB_FAILED;
	}
	DB_TRY(state_move_many(r, &assignment_states, "assigned", "release", &effect.released,
	    STATE_SET_WHERE("assignments", ", released_why = 'departed'",
		"entry_id = :entry AND " GOING_ON_FROM
		" AND NOT EXISTS (SELECT 1 FROM sheets s WHERE s.assignment_id = assignments.id AND s.state = 'handed_in')"),
	    P(entry), P(position)));
	DB_TRY(sql_exec(
	    r, NULL, "UPDATE round_entries SET takes_part = FALSE WHERE entry_id = :entry AND " GOING_ON_FROM, P(entry), P(position)));
	audit(r,
	    (struct audit_event){.edition_id = edition,
		.action = "departure.record",
		.object = "departures",
		.object_id = entry,
		.reason = reason,
		.detail = json_pack("{s:s, s:s, s:b, s:s*}", "before", before, "as", as, "replaced", (int)replaced, "replaced_why", why)});
	DB_TRY(departure_update_rounds(r, edition, unsettled, reason, &effect));
	DB_TRY(sql_query(r, &rows, COLUMNS "d.entry_id = :entry", P(entry)));
	json_t *answer = db_json_row(&rows, 0, SHAPE);
	json_object_set_new(answer, "effect", departure_effect_json(&effect));
	return reply_json(r, 201, answer);
}

static enum handled add(struct request *r)
{
	int64_t edition = request_id_param(r, 0);

	STEP(edition_may(r, edition, EDITION_CHANGE));
	return record(r, edition, input_int(r, "entry_id", 0), input_text(r, "before"), input_text(r, "as"), false);
}

/* What the rulebook says of seats that are given up, for each point at which an entry may leave. */
static enum handled seats(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	const struct rulebook_view *rulebook;
	const char *code = "";
	json_t *list;

	STEP(edition_may(r, edition, EDITION_READ));
	DB_TRY(rulebook_in_force(r, edition, &rulebook));
	list = json_array();
	for (size_t i = 0; rulebook && code; i++) {
		code = rulebook_round_id(rulebook, i);
		json_array_append_new(list, json_pack("{s:s, s:b}", "before", code ? code : "award", "replaced",
						(int)rulebook_replaces(rulebook, code ? code : "award")));
	}
	return reply_list(r, list, (int64_t)json_array_size(list));
}

/* ---- appearing in person ---- */

static enum handled sign_in(struct request *r)
{
	int64_t entry = request_id_param(r, 1), changed;
	struct round *round;
	struct db_rows rows;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN)));
	DB_TRY(sql_exec(r, &changed,
	    "UPDATE round_entries SET signed_in_at = :now WHERE round_id = :round AND entry_id = :entry AND takes_part"
	    " AND signed_in_at IS NULL",
	    P(round, round->id), P(entry)));
	if (changed > 0)
		audit(r, (struct audit_event){.edition_id = round->edition_id,
			     .action = "entry.sign_in",
			     .object = "entries",
			     .object_id = entry,
			     .detail = json_pack("{s:I}", "round", (json_int_t)round->id)});
	DB_TRY(sql_query(r, &rows,
	    "SELECT entry_id, draw, signed_in_at FROM round_entries WHERE round_id = :round AND entry_id = :entry AND takes_part",
	    P(round, round->id), P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, 200, db_json_row(&rows, 0, "iit", "entry_id", "draw", "signed_in_at"));
}

/* Not there when it was called: it leaves before this round, and at this hour nobody can take its seat unless the organizer says so. */
static enum handled forfeit(struct request *r)
{
	int64_t entry = request_id_param(r, 1);
	struct round *round;
	struct db_rows rows;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN)));
	DB_TRY(sql_query(r, &rows, "SELECT 1 FROM round_entries WHERE round_id = :round AND entry_id = :entry AND takes_part",
	    P(round, round->id), P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return record(r, round->edition_id, entry, round->code, "forfeited", true);
}

static const char *const ways[] = {"withdrawn", "disqualified", "forfeited", NULL};

#define REASON {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON}

#define SEAT                                                                              \
	{.name = "replaced", .type = INPUT_BOOL},                                         \
	{                                                                                 \
		.name = "replaced_why", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON \
	}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};
static const struct input_field add_input[] = {
    {.name = "entry_id", .type = INPUT_INT, .required = true, .min = 1, .max = INT64_MAX},
    {.name = "before", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_CODE},
    {.name = "as", .type = INPUT_ENUM, .required = true, .one_of = ways},
    SEAT,
    REASON,
    INPUT_END,
};
static const struct input_field forfeit_input[] = {REASON, SEAT, INPUT_END};

#define WRITE_SLOW (ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/departures", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, page_query, list},
    {METHOD_POST, "/api/v1/editions/{edition}/departures", ROLE_ORGANIZER, WRITE_SLOW, 16384, add_input, NULL, add},
    {METHOD_GET, "/api/v1/editions/{edition}/departures/seats", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, seats},
    {METHOD_POST, "/api/v1/rounds/{round}/entries/{entry}/sign-in", ROLE_ORGANIZER, ROUTE_WRITE, 0, NULL, NULL, sign_in},
    {METHOD_POST, "/api/v1/rounds/{round}/entries/{entry}/forfeit", ROLE_ORGANIZER, WRITE_SLOW, 16384, forfeit_input, NULL, forfeit},
};

ROUTE_TABLE(departures_routes, rows);
