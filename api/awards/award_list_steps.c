/* The steps of an award list after it was made: approved by two, published as a notice, final when its period is over. */
#include <string.h>

#include "api/awards/award_list_state.h"
#include "api/awards/award_lists.h"
#include "api/awards/award_rows.h"
#include "api/results/computation.h"
#include "api/results/notices.h"
#include "api/shared/independence.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/secret.h"
#include "core/request/route.h"

/* Whether the dossier of today is still the one the list was computed from. */
static enum db_status facts_unchanged(struct request *r, const struct award_list *list, bool *same)
{
	struct db_rows rows;
	const char *text;
	size_t length;
	enum db_status status = sql_query(r, &rows, "SELECT LOWER(HEX(dossier_sha256)) FROM computations WHERE id = :computation_id",
	    P(computation_id, list->computation_id));

	if (status == DB_OK)
		status = computation_dossier(r, list->edition_id, COMPUTE_ALL, &text, &length);
	*same = status == DB_OK && rows.count > 0 && text && strcmp(db_text(&rows, 0, 0), sha256_hex(r->arena, text, length)) == 0;
	return status;
}

static enum handled approve(struct request *r)
{
	struct award_list *list;
	enum award_list_state next;
	bool apart, same;

	DB_TRY(award_list_get(r, request_id_param(r, 0), &list));
	if (!list)
		return reply_problem(r, &problem_not_found, NULL);
	if (list->state != LIST_DRAFT && list->state != LIST_FIRST_APPROVED)
		return reply_problem(r, &problem_award_list_not_approvable, NULL,
		    state_words(&award_list_states, r->locale, award_list_state_text(list->state)));
	next = list->state == LIST_DRAFT ? LIST_FIRST_APPROVED : LIST_APPROVED;
	STEP(award_list_ready(r, list, list->state));
	if (next == LIST_APPROVED && list->first_by == r->actor.account_id)
		return reply_problem(r, &problem_same_person, NULL);
	if (next == LIST_APPROVED) {
		DB_TRY(people_apart(r, list->first_by, list->edition_id, &apart));
		if (!apart)
			return reply_problem(r, &problem_not_apart, NULL);
	}
	DB_TRY(facts_unchanged(r, list, &same));
	if (!same)
		return reply_problem(r, &problem_facts_changed, NULL);
	DB_TRY(award_list_move(r, list, next, input_text(r, "reason"), NULL));
	return award_list_show(r, list->id, 200);
}

static enum db_status keep_csv_hash(struct request *r, const struct award_list *list)
{
	unsigned char hashes[AWARD_FILES][HASH_BYTES];
	const char *bytes;
	size_t length;

	for (enum award_file file = AWARD_CSV; file < AWARD_FILES; file++) {
		enum db_status status = award_csv(r, list->id, file, &bytes, &length);

		if (status != DB_OK)
			return status;
		sha256(bytes, length, hashes[file]);
	}
	return sql_exec(r, NULL, "UPDATE award_lists SET csv_sha256 = :plain, sheet_csv_sha256 = :sheet WHERE id = :list",
	    P(plain, BYTES(hashes[AWARD_CSV], HASH_BYTES)), P(sheet, BYTES(hashes[AWARD_SHEET_CSV], HASH_BYTES)), P(list, list->id));
}

static struct new_notice notice_of(const struct request *r, const struct award_list *list, enum notice_kind kind)
{
	return (struct new_notice){.edition_id = list->edition_id,
	    .kind = kind,
	    .award_list_id = list->id,
	    .title = input_json(r, "title"),
	    .body = input_json(r, "body"),
	    .working_days = input_int(r, "working_days", 0)};
}

/* Nobody is named in public, or given money, for whom nobody has been confirmed to act. */
static enum handled all_represented(struct request *r, const struct award_list *list)
{
	json_t *firms;

	DB_TRY(award_list_unrepresented(r, list->id, &firms));
	if (json_array_size(firms) == 0)
		return GO_ON;
	problem_member(r, "firms", json_incref(firms));
	return reply_problem(r, &problem_representatives_unconfirmed, NULL, (int)json_array_size(firms));
}

static enum handled publish(struct request *r)
{
	struct award_list *list;
	int64_t notice_id;
	bool same;

	DB_TRY(award_list_get(r, request_id_param(r, 0), &list));
	STEP(award_list_ready(r, list, LIST_APPROVED));
	DB_TRY(facts_unchanged(r, list, &same));
	if (!same)
		return reply_problem(r, &problem_facts_changed, NULL);
	STEP(all_represented(r, list));
	struct new_notice notice = notice_of(r, list, NOTICE_AWARD_LIST);
	STEP(notice_publish(r, &notice, &notice_id));
	DB_TRY(keep_csv_hash(r, list));
	DB_TRY(award_list_move(r, list, LIST_NOTICED, NULL, json_pack("{s:I}", "notice", (json_int_t)notice_id)));
	DB_TRY(award_lists_supersede(r, list->edition_id, list->number, 1u << LIST_NOTICED | 1u << LIST_FINAL));
	return award_list_show(r, list->id, 200);
}

/* Whether the period is over, and everything that arrived within it has been committed. */
static enum handled period_over(struct request *r, const struct db_rows *notice)
{
	int64_t left = notice->count == 0 ? 0 : db_time(notice, 0, 0) + LIMIT_OBJECTION_SETTLE - r->arrived_at;

	if (notice->count == 0 || left > LIMIT_OBJECTION_SETTLE) {
		problem_member(r, "ends_at", notice->count ? db_json_time(notice, 0, 0) : json_null());
		return reply_problem(r, &problem_period_running, NULL);
	}
	if (left > 0)
		return reply_problem(r, &problem_period_settling, NULL, (long long)((left + SECOND_US - 1) / SECOND_US));
	return GO_ON;
}

/* Whether nothing stands against making the list final. Who files an objection locks the same row
 * first, so that none comes in between. */
static enum handled check_final(struct request *r, const struct award_list *list)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT id FROM notices WHERE award_list_id = :list ORDER BY id FOR UPDATE", P(list, list->id)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT n.ends_at, (SELECT COUNT(*) FROM objections o WHERE o.notice_id = n.id AND o.state = 'filed'),"
	    "  EXISTS (SELECT 1 FROM objections o WHERE o.notice_id = n.id AND o.state = 'upheld' AND o.changes_list)"
	    "  OR EXISTS (SELECT 1 FROM award_lists l WHERE l.edition_id = n.edition_id AND l.number > :number AND l.state <> 'superseded')"
	    " FROM notices n WHERE n.award_list_id = :list AND n.kind = 'award_list' AND n.withdrawn_at IS NULL ORDER BY n.id DESC LIMIT 1",
	    P(number, list->number), P(list, list->id)));
	STEP(period_over(r, &rows));
	if (db_int(&rows, 0, 1) > 0)
		return reply_problem(r, &problem_objections_open, NULL, (int)db_int(&rows, 0, 1));
	if (db_int(&rows, 0, 2))
		return reply_problem(r, &problem_new_version_needed, NULL);
	return GO_ON;
}

static enum handled finalise(struct request *r)
{
	struct award_list *list;
	int64_t notice_id = 0;

	DB_TRY(award_list_get(r, request_id_param(r, 0), &list));
	STEP(award_list_ready(r, list, LIST_NOTICED));
	STEP(check_final(r, list));
	STEP(all_represented(r, list));
	struct new_notice notice = notice_of(r, list, NOTICE_FINAL_LIST);
	if (notice.title)
		STEP(notice_publish(r, &notice, &notice_id));
	DB_TRY(award_list_move(r, list, LIST_FINAL, NULL, json_pack("{s:I}", "notice", (json_int_t)notice_id)));
	return award_list_show(r, list->id, 200);
}

static const struct input_field approve_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field publish_input[] = {
    {.name = "title", .type = INPUT_OBJECT, .texts = TEXT_NAME, .required = true},
    {.name = "body", .type = INPUT_OBJECT},
    {.name = "working_days", .type = INPUT_INT, .required = true, .min = 1, .max = NOTICE_DAYS_MAX},
    INPUT_END,
};

static const struct input_field finalise_input[] = {
    {.name = "title", .type = INPUT_OBJECT, .texts = TEXT_NAME},
    {.name = "body", .type = INPUT_OBJECT},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/award-lists/{list}/approve", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 16384, approve_input,
	NULL, approve},
    {METHOD_POST, "/api/v1/award-lists/{list}/publish", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 65536, publish_input,
	NULL, publish},
    {METHOD_POST, "/api/v1/award-lists/{list}/finalise", ROLE_ORGANIZER, ROUTE_WRITE, 65536, finalise_input, NULL, finalise},
};

ROUTE_TABLE(award_list_steps_routes, rows);
