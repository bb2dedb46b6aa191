/* Rounds (轮次): the timetable for everybody, planning, opening, locking, reopening. Closing stands in round_close.c. */
#include <string.h>

#include "api/rounds/result_check.h"
#include "api/rounds/round_entries.h"
#include "api/rounds/round_opening.h"
#include "api/rounds/round_state.h"
#include "api/rounds/routes.h"
#include "api/rules/round_rules.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/staleness.h"
#include "core/request/audit.h"

/* ---- reading ---- */

static enum handled list(struct request *r)
{
	int64_t edition = request_id_param(r, 0);
	struct db_rows rows, visible;

	DB_TRY(sql_query(r, &visible, "SELECT 1 FROM editions e WHERE e.id = :edition AND " SQL_EDITION_VISIBLE, P(edition)));
	if (visible.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT r.id, r.code, r.position, r.kind, r.state, r.opens_at, r.closes_at, r.published_at FROM rounds r"
	    " WHERE r.edition_id = :edition ORDER BY r.position",
	    P(edition)));
	return reply_list(r,
	    db_json_rows(&rows, "isissttt", "id", "code", "position", "kind", "state", "opens_at", "closes_at", "published_at"),
	    (int64_t)rows.count);
}

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows counts, rows;
	struct round *round;
	json_t *rules, *all;

	DB_TRY(round_get(r, id, ROUND_READ, &round));
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(round_rules(r, round->rulebook_id, round->code, &rules));
	DB_TRY(staleness_of_rounds(r, round->edition_id, &all));
	DB_TRY(sql_query(r, &counts,
	    "SELECT (SELECT COUNT(*) FROM round_entries WHERE round_id = r.id), (SELECT COUNT(*) FROM round_entries"
	    " WHERE round_id = r.id AND skips),"
	    " (SELECT COUNT(*) FROM assignments WHERE round_id = r.id AND state = 'assigned'),"
	    " (SELECT COUNT(*) FROM sheets WHERE round_id = r.id AND state = 'handed_in' AND void_why IS NULL)"
	    " FROM rounds r WHERE r.id = :id",
	    P(id)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT r.id, r.edition_id, r.code, r.position, r.kind, r.state, r.opens_at, r.closes_at, r.published_at, r.tie_order,"
	    " r.tie_order_why, r.version, r.computation_id, p.number, COALESCE(r.computation_id = r.public_computation_id, FALSE),"
	    " r.undecided, r.supplementary, (SELECT MAX(t.id) FROM takeovers t WHERE t.round_id = r.id AND t.state = 'proposed')"
	    " FROM rounds r LEFT JOIN publications p ON p.computation_id = r.public_computation_id WHERE r.id = :id",
	    P(id)));
	json_t *answer = db_json_row(&rows, 0, "iisisstttjsiiibbbi", "id", "edition_id", "code", "position", "kind", "state", "opens_at",
	    "closes_at", "published_at", "tie_order", "tie_order_why", "version", "computation", "publication", "published", "undecided",
	    "supplementary", "takeover");
	json_t *staleness = staleness_of(all, id);
	json_object_set(answer, "stale", json_object_get(staleness, "stale"));
	json_object_set(answer, "rests_on", json_object_get(staleness, "rests_on"));
	json_object_set_new(answer, "counts", db_json_row(&counts, 0, "iiii", "entries", "skipping", "assigned", "handed_in"));
	json_object_set(answer, "rules", rules ? rules : arena_json(r->arena, json_null()));
	reply_etag(r, round->version);
	return reply_json(r, status, answer);
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

/* Firms and titles are read for a search only, and for the entries of the page, which are found out first; so is what is counted of each. */
#define NAMED " JOIN entries e ON e.id = n.entry_id JOIN firms f ON f.id = e.firm_id"
#define FILTERED(joins, search)                                                                                             \
	" FROM round_entries n" joins " WHERE n.round_id = :round AND (:panel = 0 OR COALESCE(n.panel_id = :panel, FALSE))" \
	" AND (:group IS NULL OR COALESCE(n.group_key = :group, FALSE)) AND " SQL_OTHERS_ENTRY("n.entry_id") " AND " search
#define ALL(joins) FILTERED(joins, ":q IS NULL")
#define FOUND(joins) FILTERED(NAMED joins, SQL_SEARCH("e.title, f.name, e.number"))
#define OF_PANEL " LEFT JOIN panels p ON p.id = n.panel_id"
#define ORDER " ORDER BY p.code, n.draw, n.group_key, n.entry_id"
#define PAGE_OF(filtered)                                                                                                           \
	"SELECT n.entry_id, e.number, e.title, f.name, n.via, n.group_key, n.division, n.skips, n.takes_part, n.panel_id, p.code,"  \
	" n.draw, n.signed_in_at,"                                                                                                  \
	" (SELECT COUNT(*) FROM assignments a WHERE a.round_id = n.round_id AND a.entry_id = n.entry_id AND a.state = 'assigned')," \
	" (SELECT COUNT(*) FROM sheets s WHERE s.round_id = n.round_id AND s.entry_id = n.entry_id AND s.state = 'handed_in'"       \
	"  AND s.void_why IS NULL),"                                                                                                \
	" (SELECT d.departed_as FROM departures d WHERE d.entry_id = n.entry_id)"                                                   \
	" FROM (SELECT n.round_id, n.entry_id" filtered ORDER SQL_PAGE ") page"                                                     \
	" JOIN round_entries n ON n.round_id = page.round_id AND n.entry_id = page.entry_id" NAMED OF_PANEL ORDER

static enum handled entries(struct request *r)
{
	int64_t panel = request_query_int(r, "panel", 0), total;
	const char *group = request_query(r, "group"), *search = request_query(r, "q");
	struct db_rows rows, count;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_MANAGE, &round));
	if (!round)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows, search ? PAGE_OF(FOUND(OF_PANEL)) : PAGE_OF(ALL(OF_PANEL)), P(round, round->id), P(panel), P(group),
	    P(q, search), PAGE(r)));
	if (!page_tells_total(r, rows.count, &total)) {
		DB_TRY(sql_query(r, &count, search ? "SELECT COUNT(*)" FOUND("") : "SELECT COUNT(*)" ALL(""), P(round, round->id), P(panel),
		    P(group), P(q, search)));
		total = db_int(&count, 0, 0);
	}
	return reply_list(r,
	    db_json_rows(&rows, "issssssbbisitiis", "entry_id", "number", "title", "firm_name", "via", "group", "division", "skips",
		"takes_part", "panel_id", "panel", "draw", "signed_in_at", "assigned", "handed_in", "departed"),
	    total);
}

/* ---- planning ---- */

/* A member of the body: given and null, given and a time, or not given (then OTHERWISE). */
static int64_t time_or(const struct request *r, const char *name, int64_t otherwise)
{
	return input_json(r, name) ? input_time(r, name) : otherwise;
}

static enum handled plan(struct request *r)
{
	struct round *round;

	STEP(request_has_version(r));
	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_PLANNED) | ROUND_IN(ROUND_OPEN)));
	STEP(request_matches(r, round->version));
	if (round->state == ROUND_OPEN && !input_text(r, "reason"))
		return reply_problem(r, &problem_reason_missing, "reason");
	int64_t opens_at = time_or(r, "opens_at", round->opens_at), closes_at = time_or(r, "closes_at", round->closes_at);
	if (closes_at != TIME_NONE && (closes_at <= r->arrived_at || (opens_at != TIME_NONE && closes_at <= opens_at)))
		return reply_problem(r, &problem_round_dates, "closes_at");
	DB_TRY(sql_exec(r, NULL, "UPDATE rounds SET opens_at = :opens_at, closes_at = :closes_at, version = version + 1 WHERE id = :round",
	    P(opens_at, TIME(opens_at)), P(closes_at, TIME(closes_at)), P(round, round->id)));
	audit(r, (struct audit_event){.edition_id = round->edition_id,
		     .action = "round.plan",
		     .object = "rounds",
		     .object_id = round->id,
		     .reason = input_text(r, "reason"),
		     .detail = json_pack("{s:o, s:o, s:o, s:o}", "old_opens_at", time_json(round->opens_at), "opens_at",
			 time_json(opens_at), "old_closes_at", time_json(round->closes_at), "closes_at", time_json(closes_at))});
	return show(r, round->id, 200);
}

/* ---- opening ---- */

/* The code of a round before whose last result is not published, NULL otherwise; and whether entries are still open. */
static enum db_status check_turn(struct request *r, const struct round *round, const char **before, bool *entries_open)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT (SELECT b.code FROM rounds b WHERE b.edition_id = e.id AND b.position < :position"
	    "  AND (b.state <> 'published' OR NOT b.computation_id <=> b.public_computation_id) ORDER BY b.position DESC LIMIT 1), e.entries_close_at IS NULL OR e.entries_close_at + INTERVAL e.grace_seconds SECOND > :now"
	    " FROM editions e WHERE e.id = :edition_id",
	    P(position, round->position), P(edition_id, round->edition_id));

	*before = status == DB_OK ? db_text(&rows, 0, 0) : NULL;
	*entries_open = status == DB_OK && db_int(&rows, 0, 1);
	return status;
}

static enum handled open_round(struct request *r)
{
	struct round_sync sync;
	struct round *round;
	const char *before;
	bool entries_open;
	json_t *undecided;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_PLANNED)));
	if (!round_may(round, "open"))
		return reply_problem(r, &problem_round_not_judged, NULL);
	DB_TRY(check_turn(r, round, &before, &entries_open));
	if (before)
		return reply_problem(r, &problem_round_before_unpublished, NULL, before);
	if (entries_open)
		return reply_problem(r, &problem_entries_still_open, NULL);
	if (round->closes_at != TIME_NONE && round->closes_at <= r->arrived_at)
		return reply_problem(r, &problem_round_dates, "closes_at");
	STEP(results_fresh(r, round->edition_id, round->position - 1));
	DB_TRY(round_freeze_rulebook(r, round));
	DB_TRY(round_entries_sync(r, round, &sync));
	if (sync.errors)
		return round_sync_refused(r, &sync);
	if (sync.entries == 0)
		return reply_problem(r, &problem_round_without_entries, NULL);
	STEP(round_opening_seen(r, round, input_text(r, "acknowledged"), &undecided));
	DB_TRY(round_move(r, round, "open", NULL, json_pack("{s:I, s:O}", "entries", (json_int_t)sync.entries, "undecided", undecided)));
	return show(r, round->id, 200);
}

static enum handled lock_round(struct request *r)
{
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(r, round, ROUND_IN(ROUND_OPEN)));
	DB_TRY(round_move(r, round, "lock", NULL, NULL));
	return show(r, round->id, 200);
}

/* ---- going back ---- */

/* Back to open (sheets are taken again) from locked, or back to locked from closed, computed and published. What later rounds rest on stays as it is
 * published until another version is, which asks two people where it changes who takes part in them. */
static enum handled reopen(struct request *r)
{
	const char *to = input_text(r, "to");
	bool open = !to || strcmp(to, "open") == 0;
	struct round *round;

	DB_TRY(round_get(r, request_id_param(r, 0), ROUND_CHANGE, &round));
	STEP(round_ready(
	    r, round, open ? ROUND_IN(ROUND_LOCKED) : ROUND_IN(ROUND_CLOSED) | ROUND_IN(ROUND_COMPUTED) | ROUND_IN(ROUND_PUBLISHED)));
	if (!round_may(round, open ? "reopen" : "take_back_close"))
		return reply_problem(r, &problem_round_not_judged, NULL);
	int64_t closes_at = time_or(r, "closes_at", round->closes_at);
	if (open && closes_at != TIME_NONE && closes_at <= r->arrived_at)
		return reply_problem(r, &problem_round_dates, "closes_at");
	json_t *detail = json_pack("{s:o, s:o}", "old_closes_at", time_json(round->closes_at), "closes_at", time_json(closes_at));
	enum db_status status = sql_exec(
	    r, NULL, "UPDATE rounds SET closes_at = :closes_at WHERE id = :round", P(closes_at, TIME(closes_at)), P(round, round->id));
	if (status != DB_OK) {
		json_decref(detail);
		return HANDLED_DB_FAILED;
	}
	DB_TRY(round_move(r, round, open ? "reopen" : "take_back_close", input_text(r, "reason"), detail));
	return show(r, round->id, 200);
}

static const struct input_field open_input[] = {
    {.name = "acknowledged", .type = INPUT_IDENTIFIER, .min = 1, .max = LIMIT_CODE},
    INPUT_END,
};

static const char *const reopen_to[] = {"open", "locked", NULL};

static const struct input_field plan_input[] = {
    {.name = "opens_at", .type = INPUT_TIME, .nullable = true},
    {.name = "closes_at", .type = INPUT_TIME, .nullable = true},
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};
static const struct input_field reopen_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    {.name = "to", .type = INPUT_ENUM, .one_of = reopen_to},
    {.name = "closes_at", .type = INPUT_TIME, .nullable = true},
    INPUT_END,
};
static const struct input_field entries_query[] = {
    INPUT_PAGE,
    {.name = "panel", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    {.name = "group", .type = INPUT_TEXT, .min = 0, .max = LIMIT_GROUP_KEY},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/editions/{edition}/rounds", ROLE_PUBLIC, 0, 0, NULL, NULL, list},
    {METHOD_GET, "/api/v1/rounds/{round}", ROLE_JUDGE | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
    {METHOD_GET, "/api/v1/rounds/{round}/entries", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, entries_query, entries},
    {METHOD_PATCH, "/api/v1/rounds/{round}", ROLE_ORGANIZER, ROUTE_WRITE, 16384, plan_input, NULL, plan},
    {METHOD_POST, "/api/v1/rounds/{round}/open", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 1024, open_input, NULL,
	open_round},
    {METHOD_POST, "/api/v1/rounds/{round}/lock", ROLE_ORGANIZER, ROUTE_WRITE, 0, NULL, NULL, lock_round},
    {METHOD_POST, "/api/v1/rounds/{round}/reopen", ROLE_ORGANIZER, ROUTE_WRITE, 16384, reopen_input, NULL, reopen},
};

ROUTE_TABLE(rounds_routes, rows);
