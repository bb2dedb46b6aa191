/* Submitting an entry: what is still missing, the submission with its receipt, and withdrawal. */
#include <stdlib.h>
#include <string.h>

#include "api/entry/entries.h"
#include "api/entry/entry_attachments.h"
#include "api/entry/entry_form.h"
#include "api/entry/form_missing.h"
#include "api/entry/late_admissions.h"
#include "api/entry/entry_states.h"
#include "api/entry/mandates.h"
#include "api/entry/receipt_text.h"
#include "api/rounds/round_state.h"
#include "api/rules/entry_facts.h"
#include "api/rules/declared_facts.h"
#include "api/rules/eligibility_findings.h"
#include "api/rules/fact_order.h"
#include "api/rules/rulebook_in_force.h"
#include "api/season/editions.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/letters.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "api/shared/zones.h"
#include "api/shared/quotas.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/secret.h"
#include "core/request/route.h"
#include "judging/base/canonical.h"

static const char *const code_in_question[LOCALES] = {"企业代码未通过校验，须先经赛务人员确认。",
    "企業代碼未通過校驗，須先經賽務人員確認。", "The firm's code fails its check; an organiser has to accept it first."};

/* Before and behind the number. */
static const char *const receipt_subject[LOCALES][2] = {
    {"参赛项目 ", " 已提交"}, {"參賽項目 ", " 已提交"}, {"Entry ", " has been submitted"}};

/* What a submission is made of. */
struct submission {
	int64_t entry_id, edition_id, firm_id, ordinal;
	json_t *form, *rulebook, *attachments, *attachment_ids, *investments;
	struct db_rows entry, context;
	const char *number;
};

enum entry_column { E_EDITION, E_FIRM, E_STATE, E_VERSION, E_NUMBER, E_FORM, E_SUBMISSION, E_SAVED_AT, E_SAVED_BY };
enum context_column {
	C_WINDOW = ENTRY_WINDOW_COLUMN_COUNT,
	C_EDITION_CODE,
	C_RULEBOOK,
	C_FIRM_STATE,
	C_JURISDICTION,
	C_CODE,
	C_NAME,
	C_TITLE
};

#define ENTRY_SQL                                                                                            \
	"SELECT e.edition_id, e.firm_id, e.state, w.version, e.number, w.form, e.submission_id, w.saved_at," \
	" (SELECT a.name FROM accounts a WHERE a.id = w.saved_by) FROM " ENTRY_WITH_DRAFT " WHERE w.entry_id = :entry_id AND "
#define CONTEXT_SQL                                                                                                                        \
	"SELECT " ENTRY_WINDOW_COLUMNS ", COALESCE(" SQL_ENTRY_WINDOW ", FALSE), d.code, b.body, f.state, f.jurisdiction, f.code, f.name," \
	" d.title"                                                                                                                         \
	" FROM entries e JOIN editions d ON d.id = e.edition_id JOIN firms f ON f.id = e.firm_id LEFT"                                     \
	" JOIN rulebooks b ON b.id = d.rulebook_id"                                                                                        \
	" WHERE e.id = :entry_id"

/* Edition, rulebook, firm, attachments and investments of the entry in S. */
static enum db_status load_context(struct request *r, struct submission *s, bool lock)
{
	struct db_rows investments;
	enum db_status status;

	s->edition_id = db_int(&s->entry, 0, E_EDITION);
	s->firm_id = db_int(&s->entry, 0, E_FIRM);
	s->form = arena_json(r->arena, db_json(&s->entry, 0, E_FORM));
	/* The deadline cannot move while it is being decided by. */
	status = lock ? sql_query(r, &s->context, CONTEXT_SQL " LOCK IN SHARE MODE", P(entry_id, s->entry_id))
		      : sql_query(r, &s->context, CONTEXT_SQL, P(entry_id, s->entry_id));
	if (status != DB_OK)
		return status;
	s->rulebook = arena_json(r->arena, db_json(&s->context, 0, C_RULEBOOK));
	status = entry_attachments_stored(r, s->entry_id, &s->attachments, &s->attachment_ids);
	if (status != DB_OK)
		return status;
	status = sql_query(r, &investments,
	    "SELECT id, IF(investor_is_person, NULL, investor), facts, state FROM investments"
	    " WHERE firm_id = :firm_id AND edition_id = :edition_id"
	    " AND state NOT IN ('rejected', 'withdrawn') ORDER BY id",
	    P(firm_id, s->firm_id), P(edition_id, s->edition_id));
	if (status != DB_OK)
		return status;
	s->investments = arena_json(r->arena, db_json_rows(&investments, "isjs", "id", "investor", "facts", "state"));
	return entry_attachments_evidence(r, s->investments, s->attachment_ids);
}

/* The investments that are only declared yet, as they stand now: the firm's facts, or the rules, may have changed since. */
static void check_investments(struct request *r, const struct submission *s, const struct rulebook_view *rulebook, json_t *errors)
{
	const json_t *firm = json_object_get(s->form, "firm_facts"), *investment;
	size_t i;

	json_array_foreach (s->investments, i, investment) {
		const json_t *facts = json_object_get(investment, "facts");
		if (strcmp(json_string_value(json_object_get(investment, "state")), "declared") != 0)
			continue;
		const char *field =
		    arena_printf(r->arena, "investment.%lld", (long long)json_integer_value(json_object_get(investment, "id")));
		form_investment_missing(r, field, facts, rulebook, errors);
		declared_facts_check(r, rulebook, "investment", field, facts, errors);
		fact_order_check(r, "investment", field, facts, firm, errors);
	}
}

/* A new list of {field, detail}. */
static json_t *missing_of(struct request *r, const struct submission *s)
{
	const struct rulebook_view *rulebook = rulebook_of(r, s->rulebook);
	json_t *errors = entry_form_missing(r, s->form, rulebook);

	check_investments(r, s, rulebook, errors);
	entry_attachments_missing(r->locale, s->attachments, errors);
	if (strcmp(db_text(&s->context, 0, C_FIRM_STATE), "active") != 0)
		error_add(errors, "firm", code_in_question[r->locale]);
	return errors;
}

static enum handled missing(struct request *r)
{
	struct submission s = {.entry_id = request_id_param(r, 0)};

	DB_TRY(
	    sql_query(r, &s.entry, ENTRY_SQL "(" SQL_MEMBER("e.firm_id") " OR " SQL_READER("e.edition_id") ")", P(entry_id, s.entry_id)));
	if (s.entry.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(load_context(r, &s, false));
	json_t *errors = missing_of(r, &s);
	return reply_json(r, 200, json_pack("{s:b, s:o}", "complete", json_array_size(errors) == 0, "missing", errors));
}

/* ---- submission ---- */

/* The number for good: EDITION-000123. */
static enum db_status give_number(struct request *r, struct submission *s)
{
	s->number = db_text(&s->entry, 0, E_NUMBER);
	if (s->number)
		return DB_OK;
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO entry_numbers (edition_id, last) VALUES (:edition_id,"
	    " LAST_INSERT_ID(1)) ON DUPLICATE KEY UPDATE last = LAST_INSERT_ID(last + 1)",
	    P(edition_id, s->edition_id));
	if (status != DB_OK)
		return status;
	char *number = arena_printf(r->arena, "%s-%06lld", db_text(&s->context, 0, C_EDITION_CODE), (long long)db_insert_id(r->db));
	for (char *c = number; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	s->number = number;
	return DB_OK;
}

/* Everything that was submitted, without personal data; the request's. */
static json_t *submission_body(struct request *r, const struct submission *s)
{
	return arena_json(r->arena,
	    json_pack("{s:s, s:s, s:o, s:s, s:I, s:o, s:s, s:s, s:{s:s, s:s, s:s}, s:o, s:O, s:O}", "format", "saitou-submission/1",
		"edition", db_text(&s->context, 0, C_EDITION_CODE), "edition_title", db_json(&s->context, 0, C_TITLE), "number", s->number,
		"ordinal", (json_int_t)s->ordinal, "arrived_at", time_json(r->arrived_at), "timezone",
		zone_name(zone_of_rulebook(s->rulebook)), "check_at", arena_printf(r->arena, "%s/check", r->app->config->public_url),
		"firm", "jurisdiction", db_text(&s->context, 0, C_JURISDICTION), "code", db_text(&s->context, 0, C_CODE), "name",
		db_text(&s->context, 0, C_NAME), "form", entry_form_impersonal(s->form), "attachments", s->attachments, "investments",
		s->investments));
}

/* Its canonical text, in the arena. */
static const char *body_text(struct request *r, const json_t *body, size_t *length)
{
	char *text = canonical_json(body, length);
	const char *kept = arena_memdup(r->arena, text, *length);

	free(text);
	return kept;
}

static enum db_status write_submission(struct request *r, const struct submission *s, const char *body, size_t length, json_t *receipt)
{
	unsigned char hash[HASH_BYTES];
	json_t *none = arena_json(r->arena, json_object()), *firm_facts = json_object_get(s->form, "firm_facts");
	json_t *entry_facts =
	    arena_json(r->arena, entry_facts_stated(s->form, zone_day(r->arena, zone_of_rulebook(s->rulebook), r->arrived_at)));

	sha256(body, length, hash);
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO submissions (entry_id, ordinal, arrived_at, submitted_by, submitted_as, body, firm_facts, entry_facts, sha256)"
	    " VALUES (:entry_id, :ordinal, :now, :account, :submitted_as, :body, :firm_facts, :entry_facts, :hash)",
	    P(entry_id, s->entry_id), P(ordinal, s->ordinal), P(submitted_as, r->actor.name), P(body),
	    P(firm_facts, firm_facts ? firm_facts : none), P(entry_facts), P(hash, BYTES(hash, sizeof hash)));
	if (status != DB_OK)
		return status;
	int64_t submission_id = db_insert_id(r->db);
	status = entry_attachments_freeze(r, submission_id, s->attachment_ids);
	if (status != DB_OK)
		return status;
	const char *title = json_string_value(json_object_get(s->form, "project_name"));
	struct entry_move move = {
	    .entry_id = s->entry_id,
	    .edition_id = s->edition_id,
	    .state = db_text(&s->entry, 0, E_STATE),
	    .verb = ENTRY_SUBMIT,
	    .submission_id = submission_id,
	    .number = s->number,
	    .title = title,
	    .industry = json_string_value(json_object_get(s->form, "industry")),
	    .detail = json_incref(receipt),
	};
	status = mandate_claim(r, s->edition_id, s->firm_id);
	if (status != DB_OK) {
		json_decref(move.detail);
		return status;
	}
	return entry_move(r, &move);
}

static enum db_status next_ordinal(struct request *r, struct submission *s)
{
	struct db_rows last;
	enum db_status status = sql_query(
	    r, &last, "SELECT ordinal FROM submissions WHERE id = :id LOCK IN SHARE MODE", P(id, ID(db_int(&s->entry, 0, E_SUBMISSION))));

	if (status == DB_OK)
		s->ordinal = last.count ? db_int(&last, 0, 0) + 1 : 1;
	return status;
}

/* To everybody who acts for the firm, in their own language. */
static enum db_status mail_receipt(struct request *r, const struct submission *s, const struct receipt *receipt)
{
	const char *subject[LOCALES], *text[LOCALES];

	for (enum locale locale = 0; locale < LOCALES; locale++) {
		subject[locale] = arena_printf(r->arena, "%s%s%s", receipt_subject[locale][0], s->number, receipt_subject[locale][1]);
		text[locale] = receipt_text(r, locale, receipt);
	}
	return letter_made_to_firm(r, s->firm_id, arena_printf(r->arena, "receipt %lld", (long long)s->entry_id), subject, text);
}

/* Writes it all; *RECEIPT is the request's. */
static enum db_status accept(struct request *r, struct submission *s, json_t **receipt)
{
	size_t length;
	enum db_status status = next_ordinal(r, s);

	if (status == DB_OK)
		status = give_number(r, s);
	if (status != DB_OK)
		return status;
	const json_t *body = submission_body(r, s);
	const char *text = body_text(r, body, &length), *sha = sha256_hex(r->arena, text, length);
	*receipt = arena_json(r->arena, json_pack("{s:s, s:I, s:o, s:s}", "number", s->number, "ordinal", (json_int_t)s->ordinal,
					    "arrived_at", time_json(r->arrived_at), "sha256", sha));
	status = write_submission(r, s, text, length, *receipt);
	if (status != DB_OK)
		return status;
	return mail_receipt(r, s, &(struct receipt){s->number, s->ordinal, r->arrived_at, sha, r->actor.name, body});
}

/* Whether the rounds of the entry's edition have begun; none begins until this request is over. */
static enum db_status has_begun(struct request *r, int64_t entry_id, bool *begun)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT edition_id FROM entries WHERE id = :entry_id", P(entry_id));

	*begun = false;
	return status == DB_OK && rows.count > 0 ? rounds_begun(r, db_int(&rows, 0, 0), begun) : status;
}

/* By which it is submitted after the deadline, locked behind the rounds; and those, for who may come into one that has begun (COURSE, else NULL). */
static enum handled look(struct request *r, int64_t entry_id, struct rounds_course *course, bool *begun, struct late_admission *late)
{
	DB_TRY(late_admission_of_entry(r, entry_id, late));
	if (late->id && course) {
		DB_TRY(rounds_course(r, late->edition_id, course));
		*begun = course->running != NULL;
	} else {
		DB_TRY(has_begun(r, entry_id, begun));
	}
	if (late->id)
		DB_TRY(late_admission_lock(r, late->id, late));
	return late->id && strcmp(late->state, "withdrawn") == 0 ? reply_problem(r, &problem_late_admission_withdrawn, NULL) : GO_ON;
}

static enum handled submit_entry(struct request *r, struct rounds_course *course)
{
	struct submission s = {.entry_id = request_id_param(r, 0)};
	int64_t expected = request_if_match(r);
	struct late_admission late = {0};
	json_t *receipt;
	bool begun = false;

	STEP(request_has_version(r));
	STEP(look(r, s.entry_id, course, &begun, &late));
	DB_TRY(sql_query(r, &s.entry, ENTRY_SQL SQL_MEMBER("e.firm_id") " FOR UPDATE", P(entry_id, s.entry_id)));
	if (s.entry.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(entry_ready(r, db_text(&s.entry, 0, E_STATE), ENTRY_SUBMIT));
	if (db_int(&s.entry, 0, E_VERSION) != expected)
		return entry_stale(r, db_int(&s.entry, 0, E_VERSION), db_time(&s.entry, 0, E_SAVED_AT), db_text(&s.entry, 0, E_SAVED_BY));
	DB_TRY(load_context(r, &s, true));
	if (!db_int(&s.context, 0, C_WINDOW))
		return entry_window_problem(r, &s.context, 0);
	/* Once rounds have begun it is submitted once: it may be in one of them. */
	if (begun && (!course || !late.id || strcmp(db_text(&s.entry, 0, E_STATE), "draft") != 0))
		return reply_problem(r, &problem_rounds_begun, NULL);
	json_t *errors = missing_of(r, &s);
	if (json_array_size(errors) > 0)
		return reply_problem_list(r, &problem_entry_incomplete, errors);
	json_decref(errors);
	STEP(quota_take_own(r, QUOTA_SUBMISSIONS, 1, NULL));
	STEP(quota_take_firm(r, QUOTA_SUBMISSIONS_FIRM, s.firm_id, 1, NULL));
	DB_TRY(accept(r, &s, &receipt));
	DB_TRY(eligibility_review_firm(r, s.edition_id, s.firm_id));
	if (late.id)
		DB_TRY(late_admission_use(r, &late, s.entry_id, receipt));
	if (begun)
		STEP(late_entry_joins(r, course, s.entry_id, late.reason));
	reply_etag(r, expected + 1);
	return reply_json(r, 201, json_incref(receipt));
}

static enum handled submit(struct request *r)
{
	return submit_entry(r, NULL);
}

/* The same while rounds are running, for what is admitted late: apart, since who takes part takes long to find out. */
static enum handled submit_late(struct request *r)
{
	struct rounds_course course = {0};

	return submit_entry(r, &course);
}

/* ---- withdrawal ---- */

static enum handled withdraw(struct request *r)
{
	struct db_rows rows;
	int64_t entry = request_id_param(r, 0);
	bool begun = false;

	DB_TRY(has_begun(r, entry, &begun)); /* for its lock: which entries take part is in round_entries */
	DB_TRY(sql_query(r, &rows,
	    "SELECT e.state, e.edition_id, (SELECT d.state FROM editions d WHERE d.id = e.edition_id),"
	    " EXISTS (SELECT 1 FROM round_entries re WHERE re.entry_id = e.id), e.firm_id FROM " ENTRY_WITH_DRAFT
	    " WHERE w.entry_id = :entry AND " SQL_MEMBER("e.firm_id") " FOR UPDATE",
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(entry_ready(r, db_text(&rows, 0, 0), ENTRY_WITHDRAW));
	if (strcmp(db_text(&rows, 0, 2), "published") != 0)
		return state_refused(r, &edition_states, db_text(&rows, 0, 2));
	if (db_int(&rows, 0, 3))
		return reply_problem(r, &problem_entry_in_round, NULL);
	DB_TRY(entry_move(r, &(struct entry_move){.entry_id = entry,
				 .edition_id = db_int(&rows, 0, 1),
				 .state = db_text(&rows, 0, 0),
				 .verb = ENTRY_WITHDRAW,
				 .reason = input_text(r, "reason")}));
	DB_TRY(eligibility_review_firm(r, db_int(&rows, 0, 1), db_int(&rows, 0, 4)));
	return entry_show(r, entry, 200);
}

static const struct input_field withdraw_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/missing", READERS, 0, 0, NULL, NULL, missing},
    {METHOD_POST, "/api/v1/entries/{entry}/submit", ROLE_CONTESTANT, ROUTE_WRITE, 0, NULL, NULL, submit},
    {METHOD_POST, "/api/v1/entries/{entry}/submit-late", ROLE_CONTESTANT, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 0, NULL, NULL,
	submit_late},
    {METHOD_POST, "/api/v1/entries/{entry}/withdraw", ROLE_CONTESTANT, ROUTE_WRITE, 8192, withdraw_input, NULL, withdraw},
};

ROUTE_TABLE(entry_submit_routes, rows);
