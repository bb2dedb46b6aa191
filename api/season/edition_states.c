/* An edition's life: draft → published → closed, and amendments of what was announced. */
#include <string.h>

#include "api/season/editions.h"
#include "api/shared/access.h"
#include "api/shared/error_list.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"
#include "core/request/route.h"

static const struct state states[] = {
    {"draft", {"草稿", "草稿", "draft"}, false},
    {"published", {"已公布", "已公布", "published"}, false},
    {"closed", {"已结束", "已結束", "closed"}, true},
};

static guard_fn ready_for_public, ready_to_close;

static const struct state_move moves[] = {
    {"publish", "draft", "published", "edition.publish", ROLE_ORGANIZER, STATE_SET("editions", ", version = version + 1"), ready_for_public,
	NULL},
    {"close", "published", "closed", "edition.close", ROLE_ORGANIZER, STATE_SET("editions", ", version = version + 1"), ready_to_close,
	NULL},
};

STATE_MACHINE(edition_states, "editions", states, moves, .begins = STATES("draft"));

/* What must be there before an edition is published, in the order of the columns of publish()'s query. */
static const struct need {
	const char *field;
	const char *detail[LOCALES];
} needs[] = {
    {"entries_open_at", {"缺少报名开始时间。", "缺少報名開始時間。", "The time at which entries open is missing."}},
    {"entries_close_at", {"缺少报名截止时间。", "缺少報名截止時間。", "The time at which entries close is missing."}},
    {"rulebook", {"还没有生效的规则。", "還沒有生效的規則。", "No rulebook is in force."}},
};

#define NEEDS (sizeof needs / sizeof needs[0])

static enum handled ready_for_public(struct request *r, const struct state_row *row)
{
	struct db_rows e;
	json_t *missing = arena_json(r->arena, json_array());

	DB_TRY(sql_query(r, &e, "SELECT entries_open_at, entries_close_at, rulebook_id FROM editions WHERE id = :id", P(id, row->id)));
	for (size_t i = 0; i < NEEDS; i++)
		if (db_is_null(&e, 0, i))
			error_add(missing, needs[i].field, needs[i].detail[r->locale]);
	return json_array_size(missing) > 0 ? reply_problem_list(r, &problem_edition_not_ready, json_incref(missing)) : GO_ON;
}

/* What is not finished yet, and would never be: in the order of the columns of ready_to_close()'s query. */
static const struct open_end {
	const char *member; /* of the problem: how many */
	const char *detail[LOCALES];
} open_ends[] = {
    {"rounds_open",
	{"有的轮次已经开始，还没有公布结果。", "有的輪次已經開始，還沒有公布結果。", "A round has begun and is not published."}},
    {"objections_open", {"有的异议还没有处理。", "有的異議還沒有處理。", "An objection is not decided."}},
    {"notices_running", {"有的公示尚未期满。", "有的公示尚未期滿。", "The period of a notice is not over."}},
    {"lists_open",
	{"有的获奖名单已经审核，还没有定稿。", "有的獲獎名單已經審核，還沒有定稿。", "An award list is approved and not final."}},
    {"changes_open", {"有的异议成立并要求更改名单，而新的名单尚未制作。", "有的異議成立並要求更改名單，而新的名單尚未製作。",
			 "An upheld objection changes the list, and no new version carries it out."}},
    {"corrections_open", {"有的评分更正还没有决定。", "有的評分更正還沒有決定。", "A correction of a sheet is not decided."}},
    {"recusals_open", {"有的回避还没有决定。", "有的迴避還沒有決定。", "A recusal is not decided."}},
    {"investments_open", {"有的投资已由一人核实，尚未由另一人核实或驳回。", "有的投資已由一人核實，尚未由另一人核實或駁回。",
			     "An investment was verified by one person, and nobody else has verified or rejected it."}},
    {"rulebook_amendments_open", {"有的规则修订还没有决定。", "有的規則修訂還沒有決定。", "An amendment of the rulebook is not decided."}},
    {"late_admissions_open", {"有的逾期报名还没有决定，或者已获准许而期限未到。", "有的逾期報名還沒有決定，或者已獲准許而期限未到。",
				 "A late admission is not decided, or granted and its time not over."}},
    {"claims_open", {"有的参赛企业正被申请认领，还没有决定。", "有的參賽企業正被申請認領，還沒有決定。",
			"A claim of a firm that takes part is not decided."}},
};

#define OPEN_ENDS (sizeof open_ends / sizeof open_ends[0])

/* An edition is closed when nothing in it waits for anything. Its row is held alone, so nothing of this can begin any more. */
static enum handled ready_to_close(struct request *r, const struct state_row *row)
{
	struct db_rows open;
	json_t *errors = arena_json(r->arena, json_array());

	DB_TRY(sql_query(r, &open,
	    "SELECT (SELECT COUNT(*) FROM rounds WHERE edition_id = :id AND (state IN ('open', 'locked', 'closed', 'computed')"
	    "  OR NOT computation_id <=> public_computation_id OR undecided)),"
	    " (SELECT COUNT(*) FROM objections WHERE edition_id = :id AND state = 'filed'),"
	    " (SELECT COUNT(*) FROM notices WHERE edition_id = :id AND withdrawn_at IS NULL AND ends_at > :now),"
	    " (SELECT COUNT(*) FROM award_lists WHERE edition_id = :id AND state IN ('first_approved', 'approved', 'noticed')),"
	    " (SELECT COUNT(*) FROM objections o JOIN notices n ON n.id = o.notice_id WHERE o.edition_id = :id AND o.state = 'upheld'"
	    "  AND o.changes_list AND o.award_list_id IS NULL AND n.award_list_id IS NOT NULL),"
	    " (SELECT COUNT(*) FROM sheet_corrections k JOIN sheets s ON s.assignment_id = k.sheet_id JOIN rounds r ON r.id = s.round_id"
	    "  WHERE r.edition_id = :id AND k.state = 'requested'),"
	    " (SELECT COUNT(*) FROM recusals WHERE edition_id = :id AND state = 'open'),"
	    " (SELECT COUNT(*) FROM investments WHERE edition_id = :id AND state = 'first_verified'),"
	    " (SELECT COUNT(*) FROM rulebook_amendments WHERE edition_id = :id AND state = 'proposed'),"
	    " (SELECT COUNT(*) FROM late_admissions WHERE edition_id = :id AND state IN ('asked', 'granted') AND until_at > :now),"
	    " (SELECT COUNT(*) FROM firm_claims c JOIN firms f ON f.jurisdiction = c.jurisdiction AND f.code = c.code"
	    "  WHERE c.state IN ('filed', 'proposed', 'reversing') AND EXISTS (SELECT 1 FROM entries n WHERE n.firm_id = f.id"
	    "  AND n.edition_id = :id AND n.state = 'submitted'))",
	    P(id, row->id)));
	for (size_t i = 0; i < OPEN_ENDS; i++) {
		if (db_int(&open, 0, i) > 0)
			error_add(errors, open_ends[i].member, open_ends[i].detail[r->locale]);
		problem_member(r, open_ends[i].member, db_json_int(&open, 0, i));
	}
	return json_array_size(errors) > 0 ? reply_problem_list(r, &problem_edition_unfinished, json_incref(errors)) : GO_ON;
}

/* Moves the edition of the request, whose row is then held by nobody else. */
static enum handled move(struct request *r, const char *verb)
{
	int64_t id = request_id_param(r, 0);
	struct db_rows e;

	STEP(request_has_version(r));
	DB_TRY(sql_query(r, &e, "SELECT state, version FROM editions WHERE id = :id AND " SQL_ORGANIZER("id") " FOR UPDATE", P(id)));
	if (e.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(request_matches(r, db_int(&e, 0, 1)));
	STEP(state_move(
	    r, &edition_states, (&(struct state_row){id, id, db_text(&e, 0, 0), NULL}), verb, WHY(input_text(r, "reason"), NULL)));
	return edition_show(r, id, 200);
}

static enum handled publish(struct request *r)
{
	return move(r, "publish");
}

static enum handled close_edition(struct request *r)
{
	return move(r, "close");
}

enum amendable { ENTRIES_OPEN_AT, ENTRIES_CLOSE_AT, CORRECTIONS_CLOSE_AT, INVESTMENTS_CLOSE_AT, GRACE_SECONDS, AMENDABLES };

static const char *const amendable_names[] = {
    "entries_open_at", "entries_close_at", "corrections_close_at", "investments_close_at", "grace_seconds", NULL};

/* One of the edition's dates as an amendment says it: the value in place, and whether it is a time. */
static int64_t *amendable(struct edition_dates *d, enum amendable field)
{
	switch (field) {
	case ENTRIES_OPEN_AT:
		return &d->entries_open_at;
	case ENTRIES_CLOSE_AT:
		return &d->entries_close_at;
	case CORRECTIONS_CLOSE_AT:
		return &d->corrections_close_at;
	case INVESTMENTS_CLOSE_AT:
		return &d->investments_close_at;
	default:
		return &d->grace_seconds;
	}
}

static enum amendable amendable_named(const char *name)
{
	size_t field = 0;

	while (strcmp(amendable_names[field], name) != 0)
		field++; /* the input table let only known names through */
	return (enum amendable)field;
}

/* The new value of the body: microseconds or seconds. False if it is not one. */
static bool new_value(const struct request *r, enum amendable field, int64_t *value)
{
	const json_t *given = input_json(r, "new_value");

	if (field != GRACE_SECONDS)
		return json_is_string(given) && time_parse(json_string_value(given), value);
	*value = json_integer_value(given);
	return json_is_integer(given) && *value >= 0 && *value <= GRACE_MAX;
}

static const char *value_text(struct request *r, enum amendable field, int64_t value)
{
	return field == GRACE_SECONDS ? arena_printf(r->arena, "%lld", (long long)value) : time_text(r->arena, value);
}

/* Refuses what would take away a time that people were promised, or what can no longer matter. */
static const struct problem_kind *amendment_refused(const struct request *r, enum amendable field, int64_t old, int64_t value, bool begun)
{
	if (value == old)
		return &problem_amendment_value_invalid;
	if (field != CORRECTIONS_CLOSE_AT && field != INVESTMENTS_CLOSE_AT && begun)
		return &problem_amendment_too_late;
	if (field == ENTRIES_OPEN_AT && old <= r->arrived_at)
		return &problem_amendment_too_late;
	if (field != GRACE_SECONDS && value <= r->arrived_at)
		return &problem_amendment_in_past;
	return NULL;
}

static enum handled amend(struct request *r)
{
	int64_t id = request_id_param(r, 0), value;
	enum amendable field = amendable_named(input_text(r, "field"));
	struct db_rows e;

	DB_TRY(sql_query(r, &e,
	    "SELECT state = 'published', entries_open_at, entries_close_at, corrections_close_at, investments_close_at, grace_seconds,"
	    " EXISTS (SELECT 1 FROM rounds WHERE edition_id = e.id AND rounds.state <> 'planned')"
	    " FROM editions e WHERE id = :id AND " SQL_ORGANIZER("id") " FOR UPDATE",
	    P(id)));
	if (e.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (!db_int(&e, 0, 0))
		return reply_problem(r, &problem_edition_not_published, NULL);
	if (!new_value(r, field, &value))
		return reply_problem(r, &problem_amendment_value_invalid, "new_value");
	struct edition_dates d = {db_time(&e, 0, 1), db_time(&e, 0, 2), db_time(&e, 0, 3), db_time(&e, 0, 4), db_int(&e, 0, 5)};
	int64_t old = *amendable(&d, field);
	const struct problem_kind *refused = amendment_refused(r, field, old, value, db_int(&e, 0, 6));
	if (refused)
		return reply_problem(r, refused, "new_value");
	*amendable(&d, field) = value;
	if (edition_dates_conflict(&d))
		return reply_problem(r, &problem_edition_dates_invalid, "new_value");
	DB_TRY(sql_exec(r, NULL,
	    "UPDATE editions SET entries_open_at = :entries_open_at, entries_close_at = :entries_close_at,"
	    " corrections_close_at = :corrections_close_at, investments_close_at = :investments_close_at, grace_seconds = :grace_seconds,"
	    " version = version + 1 WHERE id = :id",
	    P(entries_open_at, TIME(d.entries_open_at)), P(entries_close_at, TIME(d.entries_close_at)),
	    P(corrections_close_at, TIME(d.corrections_close_at)), P(investments_close_at, TIME(d.investments_close_at)),
	    P(grace_seconds, d.grace_seconds), P(id)));
	const char *old_text = value_text(r, field, old), *new_text = value_text(r, field, value);
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO amendments (edition_id, field, old_value, new_value, reason, amended_by, amended_at)"
	    " VALUES (:id, :field, :old_text, :new_text, :reason, :account, :now)",
	    P(id), P(field, input_text(r, "field")), P(old_text), P(new_text), P(reason, input_text(r, "reason"))));
	audit(r,
	    (struct audit_event){.edition_id = id,
		.action = "edition.amend",
		.object = "editions",
		.object_id = id,
		.reason = input_text(r, "reason"),
		.detail = json_pack("{s:s, s:s?, s:s?}", "field", input_text(r, "field"), "old_value", old_text, "new_value", new_text)});
	return edition_show(r, id, 201);
}

static const struct input_field publish_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field close_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field amend_input[] = {
    {.name = "field", .type = INPUT_ENUM, .required = true, .one_of = amendable_names},
    {.name = "new_value", .type = INPUT_ANY, .required = true},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/editions/{edition}/publish", ROLE_ORGANIZER, ROUTE_WRITE, 16384, publish_input, NULL, publish},
    {METHOD_POST, "/api/v1/editions/{edition}/close", ROLE_ORGANIZER, ROUTE_WRITE, 16384, close_input, NULL, close_edition},
    {METHOD_POST, "/api/v1/editions/{edition}/amendments", ROLE_ORGANIZER, ROUTE_WRITE, 16384, amend_input, NULL, amend},
};

ROUTE_TABLE(edition_states_routes, rows);
