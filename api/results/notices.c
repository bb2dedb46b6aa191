#include "api/results/notices.h"

#include <string.h>

#include "api/season/editions.h"
#include "api/season/working_days.h"
#include "api/shared/zones.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/audit.h"

static const struct state states[] = {
    {"published", {"已公布", "已公布", "published"}, true},
    {"withdrawn", {"已撤回", "已撤回", "withdrawn"}, true},
};

static const struct state_move moves[] = {
    {"withdraw", "published", "withdrawn", "notice.withdraw", ROLE_ORGANIZER,
	STATE_SET("notices", ", withdrawn_at = :now, withdrawn_why = :reason"), NULL, NULL},
};

STATE_MACHINE(notice_states, "notices", states, moves, .begins = STATES("published"), .refusal = &problem_notice_withdrawn);

static const char *const kind_text[] = {"award_list", "standings", "final_list", "text"};

/* Notices are for the public: they stand in editions that are published and not closed. */
static enum handled edition_public(struct request *r, int64_t edition_id)
{
	struct db_rows rows;

	STEP(edition_goes_on(r, edition_id));
	DB_TRY(sql_query(r, &rows, "SELECT state FROM editions WHERE id = :edition_id", P(edition_id)));
	return strcmp(db_text(&rows, 0, 0), "published") == 0 ? GO_ON : state_refused(r, &edition_states, db_text(&rows, 0, 0));
}

enum handled notice_publish(struct request *r, const struct new_notice *notice, int64_t *id)
{
	int64_t ends_at = TIME_NONE;
	const struct zone *zone;
	json_t *none = arena_json(r->arena, json_object()), *unknown = arena_json(r->arena, json_array());

	STEP(edition_public(r, notice->edition_id));
	if (!localised_valid(notice->title, LIMIT_NOTICE_TITLE))
		return reply_problem(r, &problem_localised_text_invalid, "title", LIMIT_NOTICE_TITLE);
	if (notice->body && !localised_valid(notice->body, LIMIT_NOTICE_BODY))
		return reply_problem(r, &problem_localised_text_invalid, "body", LIMIT_NOTICE_BODY);
	if (notice->working_days > 0) {
		DB_TRY(edition_zone(r, notice->edition_id, &zone));
		switch (working_days_end(r->db, r->arena, zone, r->arrived_at, notice->working_days, &ends_at)) {
		case DB_OK:
			DB_TRY(working_days_unknown(r->db, r->arena, zone, r->arrived_at, ends_at, &unknown));
			break;
		case DB_REFUSED:
			return reply_problem(r, &problem_no_working_day, "working_days");
		default:
			return HANDLED_DB_FAILED;
		}
	}
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO notices (edition_id, kind, award_list_id, round_id, computation_id, title, body, working_days, published_at, ends_at,"
	    " published_by)"
	    " VALUES (:edition_id, :kind, :award_list_id, :round_id, :computation_id, :title, :body, NULLIF(:working_days, 0), :now, :ends_at, :account)",
	    P(edition_id, notice->edition_id), P(kind, kind_text[notice->kind]), P(award_list_id, ID(notice->award_list_id)),
	    P(round_id, ID(notice->round_id)), P(computation_id, ID(notice->computation_id)), P(title, notice->title),
	    P(body, notice->body ? notice->body : none), P(working_days, notice->working_days), P(ends_at, TIME(ends_at))));
	*id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = notice->edition_id,
		     .action = "notice.publish",
		     .object = "notices",
		     .object_id = *id,
		     .detail = json_pack("{s:s, s:I, s:I, s:o, s:O}", "kind", kind_text[notice->kind], "award_list",
			 (json_int_t)notice->award_list_id, "round", (json_int_t)notice->round_id, "ends_at", time_json(ends_at),
			 "holidays_unknown", unknown)});
	return GO_ON;
}

enum db_status notice_withdraw(struct request *r, int64_t edition_id, int64_t id, const char *why)
{
	struct state_row row = {id, edition_id, "published", NULL};

	return state_must(r, &notice_states, &row, "withdraw", WHY(why, NULL));
}

enum db_status notices_withdraw(struct request *r, int64_t edition_id, int64_t award_list_id, int64_t round_id, const char *why)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id FROM notices WHERE edition_id = :edition_id AND state = 'published' AND award_list_id <=> :award_list_id"
	    " AND round_id <=> :round_id ORDER BY id FOR UPDATE",
	    P(edition_id), P(award_list_id, ID(award_list_id)), P(round_id, ID(round_id)));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		status = notice_withdraw(r, edition_id, db_int(&rows, i, 0), why);
	return status;
}
