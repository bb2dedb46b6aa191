/* Objections (异议): filed by real name within the period of a notice, decided with a reason that is kept. */
#include <string.h>

#include "api/awards/objections.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/mail/mail.h"
#include "core/request/audit.h"
#include "core/request/route.h"

/* Of one account against one notice: nobody needs more, and a queue must not be filled by one person. */
#define OBJECTIONS_PER_NOTICE 20

#define DECIDED(columns) STATE_SET("objections", ", decision_why = :reason, decided_by = :account, decided_at = :now" columns)

static const struct state objection_state[] = {
    {"filed", {"待处理", "待處理", "to be decided"}, false},
    {"upheld", {"成立", "成立", "upheld"}, true},
    {"dismissed", {"不成立", "不成立", "dismissed"}, true},
    {"withdrawn", {"已撤回", "已撤回", "withdrawn"}, true},
};

static guard_fn not_own;

static const struct state_move moves[] = {
    {"uphold", "filed", "upheld", "objection.uphold", ROLE_ORGANIZER, DECIDED(", changes_list = :changes_list"), not_own, NULL},
    {"dismiss", "filed", "dismissed", "objection.dismiss", ROLE_ORGANIZER, DECIDED(""), not_own, NULL},
    {"withdraw", "filed", "withdrawn", "objection.withdraw", ROLE_CONTESTANT, STATE_SET("objections", ""), NULL, NULL},
};

STATE_MACHINE(objection_states, "objections", objection_state, moves, .begins = STATES("filed"), .guard = edition_guard);

static const char *const states[] = {"filed", "upheld", "dismissed", "withdrawn", NULL};
static const char *const decisions[] = {"upheld", "dismissed", NULL};

/* Nobody decides on their own objection. */
static enum handled not_own(struct request *r, const struct state_row *row)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT account_id = :account FROM objections WHERE id = :id", P(id, row->id)));
	return db_int(&rows, 0, 0) ? reply_problem(r, &problem_objection_own, NULL) : GO_ON;
}

/* Columns as objection_shape and the names below have them. Name and contact are for the objector and for who decides. */
#define COLUMNS                                                                                                                                  \
	"o.id, o.edition_id, o.notice_id, n.title, o.entry_id, t.number, t.title, o.real_name, o.contact, o.statement, o.state, o.decision_why," \
	" o.changes_list, o.award_list_id, o.filed_at, o.decided_at, n.ends_at"
#define FROM " FROM objections o JOIN notices n ON n.id = o.notice_id LEFT JOIN entries t ON t.id = o.entry_id"
#define SHAPE "iiijisssssssbittt"
#define NAMES                                                                                                                            \
	"id", "edition", "notice", "notice_title", "entry", "entry_number", "entry_title", "real_name", "contact", "statement", "state", \
	    "decision_why", "changes_list", "award_list", "filed_at", "decided_at", "period_ends_at"

static enum handled show(struct request *r, int64_t id, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(
	    r, &rows, "SELECT " COLUMNS FROM " WHERE o.id = :id AND (o.account_id = :account OR " SQL_READER("o.edition_id") ")", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, status, db_json_row(&rows, 0, SHAPE, NAMES));
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), 200);
}

static enum handled list_own(struct request *r)
{
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &total, "SELECT COUNT(*) FROM objections WHERE account_id = :account"));
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS FROM " WHERE o.account_id = :account ORDER BY o.id DESC" SQL_PAGE, PAGE(r)));
	return reply_list(r, db_json_rows(&rows, SHAPE, NAMES), db_int(&total, 0, 0));
}

/* The organiser's queue, oldest first. */
static enum handled list(struct request *r)
{
	struct db_rows rows, total;
	int64_t edition_id = request_id_param(r, 0), notice = request_query_int(r, "notice", 0);
	const char *state = request_query(r, "state");

	DB_TRY(sql_query(r, &total,
	    "SELECT COUNT(o.id) FROM editions e LEFT JOIN objections o ON o.edition_id = e.id AND (:state IS NULL OR o.state = :state)"
	    "  AND (:notice = 0 OR o.notice_id = :notice)"
	    " WHERE e.id = :edition_id AND " SQL_READER("e.id") " GROUP BY e.id",
	    P(state), P(notice), P(edition_id)));
	if (total.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS FROM
	    " WHERE o.edition_id = :edition_id AND (:state IS NULL OR o.state = :state) AND (:notice = 0 OR o.notice_id = :notice)"
	    " ORDER BY o.id" SQL_PAGE,
	    P(edition_id), P(state), P(notice), PAGE(r)));
	return reply_list(r, db_json_rows(&rows, SHAPE, NAMES), db_int(&total, 0, 0));
}

/* ---- filing ---- */

/* Whether the notice shows that entry: among its awards, or in its round's standing. */
static enum db_status shows_entry(struct request *r, int64_t notice_id, int64_t entry_id, bool *shows)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT EXISTS (SELECT 1 FROM entries e JOIN notices n ON n.edition_id = e.edition_id"
	    " WHERE n.id = :notice_id AND e.id = :entry_id AND ("
	    "  EXISTS (SELECT 1 FROM awards a WHERE a.award_list_id = n.award_list_id AND a.entry_id = e.id)"
	    "  OR EXISTS (SELECT 1 FROM rounds b JOIN standings s ON s.round_id = b.id"
	    "     AND s.computation_id = IF(b.id = n.round_id, n.computation_id, b.public_computation_id)"
	    "    WHERE (b.id = n.round_id OR n.award_list_id IS NOT NULL AND b.edition_id = n.edition_id)"
	    "     AND s.entry_id = e.id)))",
	    P(notice_id), P(entry_id));

	*shows = status == DB_OK && db_int(&rows, 0, 0);
	return status;
}

/* Whether the actor may file against the notice now. The notice is locked, as by who makes its list final: what
 * was within the period is seen there, or sees here that the list is final. */
static enum handled check_period(struct request *r, int64_t notice_id, int64_t *edition_id)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM notices WHERE id = :notice_id FOR UPDATE", P(notice_id)));
	if (rows.count > 0)
		STEP(edition_goes_on(r, db_int(&rows, 0, 0)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT n.edition_id, n.ends_at, n.withdrawn_at, (SELECT COUNT(*) FROM objections o"
	    " WHERE o.notice_id = n.id AND o.account_id = :account),"
	    "  EXISTS (SELECT 1 FROM award_lists l WHERE l.id = n.award_list_id AND l.state = 'final')"
	    " FROM notices n JOIN editions e ON e.id = n.edition_id WHERE n.id = :notice_id AND e.state <> 'draft'",
	    P(notice_id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (db_is_null(&rows, 0, 1) || !db_is_null(&rows, 0, 2))
		return reply_problem(r, &problem_no_period, NULL);
	if (r->decided_at >= db_time(&rows, 0, 1))
		return reply_problem(r, &problem_period_over, NULL);
	if (db_int(&rows, 0, 4))
		return reply_problem(r, &problem_list_final, NULL);
	if (db_int(&rows, 0, 3) >= OBJECTIONS_PER_NOTICE)
		return reply_problem(r, &problem_too_many_objections, NULL, OBJECTIONS_PER_NOTICE);
	*edition_id = db_int(&rows, 0, 0);
	return GO_ON;
}

static enum handled file(struct request *r)
{
	int64_t notice_id = request_id_param(r, 0), edition_id = 0, entry_id = input_int(r, "entry", 0);
	bool shows;

	STEP(check_period(r, notice_id, &edition_id));
	if (entry_id) {
		DB_TRY(shows_entry(r, notice_id, entry_id, &shows));
		if (!shows)
			return reply_problem(r, &problem_entry_unknown, "entry");
	}
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO objections (edition_id, notice_id, entry_id, account_id, real_name, contact, statement, filed_at)"
	    " VALUES (:edition_id, :notice_id, :entry_id, :account, :real_name, :contact, :statement, :now)",
	    P(edition_id), P(notice_id), P(entry_id, ID(entry_id)), P(real_name, input_text(r, "real_name")),
	    P(contact, input_text(r, "contact")), P(statement, input_text(r, "statement"))));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = edition_id,
		     .action = "objection.file",
		     .object = "objections",
		     .object_id = id,
		     .detail = json_pack("{s:I}", "notice", (json_int_t)notice_id)});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/objections/%lld", (long long)id));
	return show(r, id, 201);
}

/* ---- ending ---- */

/* Number, then what is said: the texts say nothing of the matter itself, since mail is read by others too. */
static const struct {
	const char *subject, *text;
} decided_mail[LOCALES] = {
    [LOCALE_ZH_CN] = {"您的异议已有处理结果", "您提出的异议已有处理结果，请登录查看决定及理由。异议编号："},
    [LOCALE_ZH_HANT] = {"您的異議已有處理結果", "您提出的異議已有處理結果，請登入查看決定及理由。異議編號："},
    [LOCALE_EN] = {"Your objection has been decided",
	"Please log in to read the decision and its reason. The number of your objection is "},
};

static enum handled decide(struct request *r)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);
	bool upheld = strcmp(input_text(r, "decision"), "upheld") == 0;

	DB_TRY(sql_query(r, &rows, "SELECT id FROM objections WHERE id = :id FOR UPDATE", P(id)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT o.state, o.edition_id, a.email, a.locale + 0 FROM objections o JOIN accounts a ON a.id = o.account_id"
	    " WHERE o.id = :id AND " SQL_ORGANIZER("o.edition_id"),
	    P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	struct state_row row = {id, db_int(&rows, 0, 1), db_text(&rows, 0, 0), NULL};
	STEP(state_ready(r, &objection_states, row.state, "dismiss"));
	if (upheld != (input_json(r, "changes_list") != NULL))
		return reply_problem(r, &problem_changes_list_needed, "changes_list");
	if (upheld)
		STEP(state_move(r, &objection_states, &row, "uphold", WHY(input_text(r, "reason"), NULL),
		    P(changes_list, input_bool(r, "changes_list", false))));
	else
		STEP(state_move(r, &objection_states, &row, "dismiss", WHY(input_text(r, "reason"), NULL)));
	size_t locale = (size_t)db_int(&rows, 0, 3) - 1;
	DB_TRY(mail_queue(r, db_text(&rows, 0, 2), decided_mail[locale].subject,
	    arena_printf(r->arena, "%s%lld\n", decided_mail[locale].text, (long long)id)));
	return show(r, id, 200);
}

static enum handled withdraw(struct request *r)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &rows, "SELECT state, edition_id FROM objections WHERE id = :id AND account_id = :account FOR UPDATE", P(id)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	struct state_row row = {id, db_int(&rows, 0, 1), db_text(&rows, 0, 0), NULL};
	STEP(state_move(r, &objection_states, &row, "withdraw", WHY(input_text(r, "reason"), NULL)));
	return show(r, id, 200);
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};

static const struct input_field list_query[] = {
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "notice", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_PAGE,
    INPUT_END,
};

static const struct input_field file_input[] = {
    {.name = "entry", .type = INPUT_INT, .nullable = true, .min = 1, .max = INT64_MAX},
    {.name = "real_name", .type = INPUT_NAME, .required = true, .min = 2, .max = LIMIT_NAME},
    {.name = "contact", .type = INPUT_TEXT, .required = true, .min = 5, .max = LIMIT_CONTACT},
    {.name = "statement", .type = INPUT_TEXT, .required = true, .min = 10, .max = LIMIT_STATEMENT},
    INPUT_END,
};

static const struct input_field decide_input[] = {
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = decisions},
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_DECISION},
    {.name = "changes_list", .type = INPUT_BOOL},
    INPUT_END,
};

static const struct input_field withdraw_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_DECISION},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/notices/{notice}/objections", ROLE_CONTESTANT, ROUTE_WRITE, 65536, file_input, NULL, file},
    {METHOD_GET, "/api/v1/me/objections", ROLE_CONTESTANT, 0, 0, NULL, page_query, list_own},
    {METHOD_GET, "/api/v1/objections/{objection}", ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
    {METHOD_GET, "/api/v1/editions/{edition}/objections", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/objections/{objection}/decide", ROLE_ORGANIZER, ROUTE_WRITE, 32768, decide_input, NULL, decide},
    {METHOD_POST, "/api/v1/objections/{objection}/withdraw", ROLE_CONTESTANT, ROUTE_WRITE, 32768, withdraw_input, NULL, withdraw},
};

ROUTE_TABLE(objections_routes, rows);
