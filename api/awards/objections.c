/* Objections (异议): filed by real name within the period of a notice, decided with a reason that is kept. Who has no account objects by a link that
 * proves their mail address, and follows it by that. */
#include <string.h>

#include "api/awards/objections.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/objection_link.h"
#include "api/shared/problems.h"
#include "api/shared/quotas.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/secret.h"
#include "core/mail/mail.h"
#include "core/mail/mail_text.h"
#include "core/request/audit.h"
#include "core/request/locale.h"
#include "core/request/route.h"

/* Of one account against one notice: nobody needs more, and a queue must not be filled by one person. */
#define OBJECTIONS_PER_NOTICE 20

/* How long a link shows what became of an objection. */
#define LINK_US (180 * 24 * 3600 * SECOND_US)

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
    {"withdraw", "filed", "withdrawn", "objection.withdraw", ROLE_CONTESTANT | ROLE_PUBLIC, STATE_SET("objections", ""), NULL, NULL},
};

STATE_MACHINE(objection_states, "objections", objection_state, moves, .begins = STATES("filed"), .guard = edition_guard);

static const char *const states[] = {"filed", "upheld", "dismissed", "withdrawn", NULL};
static const char *const decisions[] = {"upheld", "dismissed", NULL};

/* Nobody decides on their own objection. */
static enum handled not_own(struct request *r, const struct state_row *row)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT o.account_id = :account OR LOWER(o.objector_email) = (SELECT a.email_key FROM accounts a WHERE a.id = :account)"
	    " FROM objections o WHERE o.id = :id",
	    P(id, row->id)));
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

/* To its objector, whose proved address EMAIL is unless they have an account, or to a reader of the edition. */
static enum handled show(struct request *r, int64_t id, const char *email, int status)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS FROM
	    " WHERE o.id = :id AND (o.account_id = :account OR o.objector_email = :email OR " SQL_READER("o.edition_id") ")",
	    P(id), P(email)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(r, status, db_json_row(&rows, 0, SHAPE, NAMES));
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0), NULL, 200);
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
	    "  AND (:notice = 0 OR o.notice_id = :notice) AND " SQL_OTHERS_ENTRY("o.entry_id") " WHERE e.id = :edition_id AND " SQL_READER(
		"e.id") " GROUP BY e.id",
	    P(state), P(notice), P(edition_id)));
	if (total.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(r, &rows,
	    "SELECT " COLUMNS FROM
	    " WHERE o.edition_id = :edition_id AND (:state IS NULL OR o.state = :state) AND (:notice = 0 OR o.notice_id = :notice)"
	    " AND " SQL_OTHERS_ENTRY("o.entry_id") " ORDER BY o.id" SQL_PAGE,
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
static enum handled check_period(struct request *r, int64_t notice_id, const char *email, int64_t *edition_id)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM notices WHERE id = :notice_id FOR UPDATE", P(notice_id)));
	if (rows.count > 0)
		STEP(edition_goes_on(r, db_int(&rows, 0, 0)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT n.edition_id, n.ends_at, n.withdrawn_at, (SELECT COUNT(*) FROM objections o"
	    " WHERE o.notice_id = n.id AND IF(:email IS NULL, o.account_id = :account, o.objector_email = :email)),"
	    "  EXISTS (SELECT 1 FROM award_lists l WHERE l.id = n.award_list_id AND l.state = 'final')"
	    " FROM notices n JOIN editions e ON e.id = n.edition_id WHERE n.id = :notice_id AND e.state <> 'draft'",
	    P(notice_id), P(email)));
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

/* By the actor's account; OF not NULL: by who has that link, whose contact is its address unless another one is given. */
static enum handled file_for(struct request *r, int64_t notice_id, const struct objection_link *of)
{
	int64_t edition_id = 0, entry_id = input_int(r, "entry", 0);
	const char *email = of ? of->email : NULL, *contact = input_text(r, "contact");
	bool shows;

	STEP(check_period(r, notice_id, email, &edition_id));
	if (entry_id) {
		DB_TRY(shows_entry(r, notice_id, entry_id, &shows));
		if (!shows)
			return reply_problem(r, &problem_entry_unknown, "entry");
	}
	DB_TRY(sql_exec(r, NULL,
	    "INSERT INTO objections (edition_id, notice_id, entry_id, account_id, objector_email, objector_locale, real_name, contact, statement,"
	    " filed_at)"
	    " VALUES (:edition_id, :notice_id, :entry_id, IF(:email IS NULL, :account, NULL), :email, :locale, :real_name, :contact, :statement,"
	    " :now)",
	    P(edition_id), P(notice_id), P(entry_id, ID(entry_id)), P(email), P(locale, of ? of->locale : NULL),
	    P(real_name, input_text(r, "real_name")), P(contact, contact ? contact : email), P(statement, input_text(r, "statement"))));
	int64_t id = db_insert_id(r->db);
	audit(r, (struct audit_event){.edition_id = edition_id,
		     .action = "objection.file",
		     .object = "objections",
		     .object_id = id,
		     .detail = json_pack("{s:I, s:b}", "notice", (json_int_t)notice_id, "outside", of != NULL)});
	reply_header(r, "Location", arena_printf(r->arena, "/api/v1/objections/%lld", (long long)id));
	return show(r, id, email, 201);
}

static enum handled file(struct request *r)
{
	return file_for(r, request_id_param(r, 0), NULL);
}

/* ---- from outside ---- */

/* The notice's title comes after the first, a link after the second; nothing that a stranger wrote. */
static const struct {
	const char *subject, *asked, *open, *end;
} link_mail[LOCALES] = {
    [LOCALE_ZH_CN] = {"对公示提出异议的链接", "您好：\n\n有人用此邮箱地址要求对以下公示提出异议：",
	"\n\n如果是您本人，请在公示期内打开以下链接填写异议，并可凭它查看处理结果：\n\n",
	"\n\n请勿把链接转给他人。如果不是您本人，请忽略此邮件。\n"},
    [LOCALE_ZH_HANT] = {"對公示提出異議的連結", "您好：\n\n有人用此電子郵件地址要求對以下公示提出異議：",
	"\n\n如果是您本人，請在公示期內開啟以下連結填寫異議，並可憑它查看處理結果：\n\n",
	"\n\n請勿把連結轉給他人。如果不是您本人，請忽略此郵件。\n"},
    [LOCALE_EN] = {"Your link to object to a notice", "Hello,\n\nSomebody asked with this email address to object to this notice: ",
	"\n\nIf it was you, please open this link within the period of the notice, write your objection there, and follow by it what becomes of "
	"it:\n\n",
	"\n\nPlease give the link to nobody else. If it was not you, ignore this email.\n"},
};

/* Makes a link for that address and notice. It is kept as its hash alone, so each letter has one of its own; all of them lead to the same. */
static enum db_status make_link(struct request *r, int64_t notice_id, const char *email, const char *locale, const char **url)
{
	unsigned char hash[HASH_BYTES];
	char token[TOKEN_TEXT];
	enum db_status status = sql_exec(r, NULL, "DELETE FROM objection_links WHERE expires_at <= :now LIMIT 100");

	token_new(token);
	token_hash(token, hash);
	*url = arena_printf(r->arena, "%s/objections#token=%s", r->app->config->public_url, token);
	return status != DB_OK
		   ? status
		   : sql_exec(r, NULL,
			 "INSERT INTO objection_links (token_hash, notice_id, email, locale, created_at, expires_at)"
			 " VALUES (:hash, :notice_id, :email, :locale, :now, :expires_at)",
			 P(hash, BYTES(hash, HASH_BYTES)), P(notice_id), P(email), P(locale), P(expires_at, TIME(r->arrived_at + LINK_US)));
}

static enum handled ask_for_link(struct request *r)
{
	struct db_rows rows;
	int64_t notice_id = request_id_param(r, 0), edition_id = 0;
	const char *email = input_text(r, "email"), *url = "";

	if (!mail_address_valid(email))
		return reply_problem(r, &problem_email, "email");
	if (!input_bool(r, "privacy_consent", false))
		return reply_problem(r, &problem_privacy_consent, "privacy_consent");
	STEP(quota_take_own(r, QUOTA_MAILS_ADDRESS, 1, NULL));
	STEP(quota_take(r, QUOTA_MAILS_RECIPIENT, email, 1, "email"));
	STEP(check_period(r, notice_id, email, &edition_id));
	DB_TRY(sql_query(r, &rows,
	    "SELECT COALESCE(JSON_VALUE(title, CONCAT('$.\"', :tag, '\"')), JSON_VALUE(title, '$.\"zh-CN\"'), '') FROM notices WHERE id = :notice_id",
	    P(tag, locale_tags[r->locale]), P(notice_id)));
	DB_TRY(make_link(r, notice_id, email, locale_tags[r->locale], &url));
	DB_TRY(mail_queue(r, email, link_mail[r->locale].subject,
	    arena_printf(r->arena, "%s%s%s%s%s", link_mail[r->locale].asked, rows.count ? db_text(&rows, 0, 0) : "",
		link_mail[r->locale].open, url, link_mail[r->locale].end)));
	audit(
	    r, (struct audit_event){.edition_id = edition_id, .action = "objection.ask_link", .object = "notices", .object_id = notice_id});
	return reply_json(r, 202, json_pack("{s:s}", "email", email));
}

/* The notice, and what was objected to it by who has the link. */
static enum handled follow(struct request *r)
{
	struct objection_link of;
	struct db_rows notice, rows;

	STEP(objection_link_find(r, input_text(r, "token"), "token", &of));
	DB_TRY(sql_query(r, &notice,
	    "SELECT n.id, n.title, n.ends_at, n.ends_at IS NOT NULL AND n.ends_at > :now AND n.withdrawn_at IS NULL AND e.state <> 'closed'"
	    " FROM notices n JOIN editions e ON e.id = n.edition_id WHERE n.id = :notice",
	    P(notice, of.notice_id)));
	DB_TRY(sql_query(r, &rows, "SELECT " COLUMNS FROM " WHERE o.notice_id = :notice AND o.objector_email = :email ORDER BY o.id DESC",
	    P(notice, of.notice_id), P(email, of.email)));
	json_t *answer = db_json_row(&notice, 0, "ijtb", "notice", "notice_title", "period_ends_at", "open");
	json_object_set_new(answer, "email", json_string(of.email));
	json_object_set_new(answer, "items", db_json_rows(&rows, SHAPE, NAMES));
	return reply_json(r, 200, answer);
}

static enum handled file_outside(struct request *r)
{
	struct objection_link of;

	STEP(objection_link_find(r, input_text(r, "token"), "token", &of));
	return file_for(r, of.notice_id, &of);
}

/* ---- ending ---- */

/* Number, then what is said: the texts say nothing of the matter itself, since mail is read by others too. */
static const struct {
	const char *subject, *text, *outside;
} decided_mail[LOCALES] = {
    [LOCALE_ZH_CN] = {"您的异议已有处理结果", "您提出的异议已有处理结果，请登录查看决定及理由。异议编号：",
	"您提出的异议已有处理结果，请打开链接查看决定及理由。异议编号："},
    [LOCALE_ZH_HANT] = {"您的異議已有處理結果", "您提出的異議已有處理結果，請登入查看決定及理由。異議編號：",
	"您提出的異議已有處理結果，請開啟連結查看決定及理由。異議編號："},
    [LOCALE_EN] = {"Your objection has been decided", "Please log in to read the decision and its reason. The number of your objection is ",
	"This link leads to the decision and its reason. The number of your objection is "},
};

/* ROW as decide() reads it. Who has no account gets a link to the decision, which is not in the letter either. */
static enum db_status tell_decided(struct request *r, const struct db_rows *row, int64_t id)
{
	size_t locale = (size_t)db_int(row, 0, 3) - 1;
	const char *to = db_text(row, 0, 2), *url = "";

	if (!db_is_null(row, 0, 5))
		return mail_queue(
		    r, to, decided_mail[locale].subject, arena_printf(r->arena, "%s%lld\n", decided_mail[locale].text, (long long)id));
	enum db_status status = make_link(r, db_int(row, 0, 4), to, locale_tags[locale], &url);
	return status == DB_OK ? mail_queue(r, to, decided_mail[locale].subject,
				     arena_printf(r->arena, "%s%lld\n\n%s\n", decided_mail[locale].outside, (long long)id, url))
			       : status;
}

static enum handled decide(struct request *r)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);
	bool upheld = strcmp(input_text(r, "decision"), "upheld") == 0;

	DB_TRY(sql_query(r, &rows, "SELECT id FROM objections WHERE id = :id FOR UPDATE", P(id)));
	DB_TRY(sql_query(r, &rows,
	    "SELECT o.state, o.edition_id, COALESCE(a.email, o.objector_email), COALESCE(a.locale + 0, o.objector_locale + 0), o.notice_id,"
	    " o.account_id FROM objections o LEFT JOIN accounts a ON a.id = o.account_id"
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
	DB_TRY(tell_decided(r, &rows, id));
	return show(r, id, NULL, 200);
}

/* The actor's; OF not NULL: that of who has the link. */
static enum handled withdraw_for(struct request *r, const struct objection_link *of)
{
	struct db_rows rows;
	int64_t id = request_id_param(r, 0);
	const char *email = of ? of->email : NULL;

	DB_TRY(sql_query(r, &rows,
	    "SELECT state, edition_id FROM objections WHERE id = :id AND IF(:email IS NULL, account_id = :account, objector_email = :email)"
	    " FOR UPDATE",
	    P(id), P(email)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	struct state_row row = {id, db_int(&rows, 0, 1), db_text(&rows, 0, 0), NULL};
	STEP(state_move(r, &objection_states, &row, "withdraw", WHY(input_text(r, "reason"), NULL)));
	return show(r, id, email, 200);
}

static enum handled withdraw(struct request *r)
{
	return withdraw_for(r, NULL);
}

static enum handled withdraw_outside(struct request *r)
{
	struct objection_link of;

	STEP(objection_link_find(r, input_text(r, "token"), "token", &of));
	return withdraw_for(r, &of);
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

#define TOKEN_FIELD {.name = "token", .type = INPUT_IDENTIFIER, .required = true, .min = 1, .max = LIMIT_TOKEN}

static const struct input_field link_input[] = {
    {.name = "email", .type = INPUT_IDENTIFIER, .required = true, .min = 3, .max = LIMIT_EMAIL},
    {.name = "privacy_consent", .type = INPUT_BOOL, .required = true},
    INPUT_END,
};

static const struct input_field follow_input[] = {TOKEN_FIELD, INPUT_END};

static const struct input_field file_outside_input[] = {
    TOKEN_FIELD,
    {.name = "entry", .type = INPUT_INT, .nullable = true, .min = 1, .max = INT64_MAX},
    {.name = "real_name", .type = INPUT_NAME, .required = true, .min = 2, .max = LIMIT_NAME},
    {.name = "contact", .type = INPUT_TEXT, .nullable = true, .min = 5, .max = LIMIT_CONTACT},
    {.name = "statement", .type = INPUT_TEXT, .required = true, .min = 10, .max = LIMIT_STATEMENT},
    INPUT_END,
};

static const struct input_field withdraw_outside_input[] = {
    TOKEN_FIELD,
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_DECISION},
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
    {METHOD_POST, "/api/v1/public/notices/{notice}/objection-links", ROLE_PUBLIC, ROUTE_WRITE, 4096, link_input, NULL, ask_for_link},
    {METHOD_POST, "/api/v1/public/objections", ROLE_PUBLIC, ROUTE_WRITE, 65536, file_outside_input, NULL, file_outside},
    {METHOD_POST, "/api/v1/public/objections/follow", ROLE_PUBLIC, 0, 1024, follow_input, NULL, follow},
    {METHOD_POST, "/api/v1/public/objections/{objection}/withdraw", ROLE_PUBLIC, ROUTE_WRITE, 32768, withdraw_outside_input, NULL,
	withdraw_outside},
    {METHOD_GET, "/api/v1/me/objections", ROLE_CONTESTANT, 0, 0, NULL, page_query, list_own},
    {METHOD_GET, "/api/v1/objections/{objection}", ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, NULL, get},
    {METHOD_GET, "/api/v1/editions/{edition}/objections", ROLE_ORGANIZER | ROLE_AUDITOR, 0, 0, NULL, list_query, list},
    {METHOD_POST, "/api/v1/objections/{objection}/decide", ROLE_ORGANIZER, ROUTE_WRITE, 32768, decide_input, NULL, decide},
    {METHOD_POST, "/api/v1/objections/{objection}/withdraw", ROLE_CONTESTANT, ROUTE_WRITE, 32768, withdraw_input, NULL, withdraw},
};

ROUTE_TABLE(objections_routes, rows);
