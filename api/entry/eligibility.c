/* Eligibility of one entry: what the rule says, what an organiser decides, sending it back for correction, withdrawing what was decided. Its firm is
 * told when the decision is released (decision_releases.c). */
#include "api/entry/eligibility.h"
#include "api/shared/problems.h"

#include <string.h>

#include "api/entry/decision_letters.h"
#include "api/entry/entries.h"
#include "api/entry/entry_states.h"
#include "api/entry/part_change.h"
#include "api/rounds/round_state.h"
#include "api/rules/eligibility_findings.h"
#include "api/shared/access.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/edition_access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "core/base/text.h"
#include "core/request/audit.h"
#include "core/request/route.h"

const char *const eligibility_decisions[] = {"follow_rule", "ineligible", "admitted", NULL};

static const char *const bar_texts[][LOCALES] = {
    [ELIGIBILITY_FREE] = {"", "", ""},
    [ELIGIBILITY_UNKNOWN] = {"本届赛事没有这个已提交的项目。", "本屆賽事沒有這個已提交的項目。",
	"This edition has no such submitted entry."},
    [ELIGIBILITY_RESUBMITTED] = {"该项目又提交了新的内容，请查看后再作决定。", "該項目又提交了新的內容，請查看後再作決定。",
	"The entry has been submitted again; please look at it again before you decide."},
    [ELIGIBILITY_BEGUN] = {"获奖名单已经公示或定稿，资格审查的决定不能再改；如需取消参赛，请登记退出。",
	"獲獎名單已經公示或定稿，資格審查的決定不能再改；如需取消參賽，請登記退出。",
	"An award list is published or final, so eligibility can no longer be decided; to take an entry out, record its departure."},
    [ELIGIBILITY_RUNNING] = {"评审已经开始，不能再退回补正或撤回决定；结果公布之前仍可重新决定。",
	"評審已經開始，不能再退回補正或撤回決定；結果公布之前仍可重新決定。",
	"A round has begun, so nothing can be returned or withdrawn; until its result is published you may still decide anew."},
    [ELIGIBILITY_CLOSED] = {"第一轮评分已经结束，该项目无法再参加；请先将该轮退回评分。",
	"第一輪評分已經結束，該項目無法再參加；請先將該輪退回評分。",
	"The first round takes no sheets any more, so the entry cannot join it; please reopen that round first."},
    [ELIGIBILITY_OWN_FIRM] = {"您是该企业的成员，不能审查它的资格。", "您是該企業的成員，不能審查它的資格。",
	"You act for this firm yourself, so you cannot decide on its eligibility."},
    [ELIGIBILITY_NO_DIVISION] = {"该项目不属于任何组别，即使准予参赛也无法参加评审；请先退回补正，或修改规则中的组别条件。",
	"該項目不屬於任何組別，即使准予參賽也無法參加評審；請先退回補正，或修改規則中的組別條件。",
	"The entry belongs to no division, so it could take no part even if it were admitted; have it corrected, or change the rulebook's divisions."},
    [ELIGIBILITY_MISSING] = {"规则所需的资料有缺，按规则尚不能判定；请先退回补正，或自行作出决定并说明理由。",
	"規則所需的資料有缺，按規則尚不能判定；請先退回補正，或自行作出決定並說明理由。",
	"Facts that the rule asks for are missing, so it cannot be said what it comes to; have the entry corrected, or decide yourself and say why."},
    [ELIGIBILITY_NO_RULE] = {"规则不能用于该项目，请先检查规则。", "規則不能用於該項目，請先檢查規則。",
	"The rulebook cannot be applied to this entry; please check the rulebook first."},
};

const char *eligibility_bar_text(enum locale locale, enum eligibility_bar bar)
{
	return bar_texts[bar][locale];
}

static enum handled barred(struct request *r, enum eligibility_bar bar)
{
	return reply_problem(r, &problem_eligibility_not_decidable, NULL, bar_texts[bar][r->locale]);
}

enum handled eligibility_input(struct request *r, struct eligibility_decision *d)
{
	const char *reason = input_text(r, "reason");

	d->decision = input_text(r, "decision");
	d->reason = reason ? reason : "";
	d->note = input_text(r, "note") ? input_text(r, "note") : "";
	if (!strcmp(d->decision, "follow_rule") || !text_blank(d->reason))
		return GO_ON;
	return reply_problem(r, &problem_reason_required, "reason");
}

/* From which round on the entry takes part by DECISION; LEFT_BEFORE may be NULL. */
static int64_t part_by(struct request *r, struct rule_subject subject, const char *decision, const char *left_before)
{
	subject.decided.decision = decision;
	return rule_part(r, &subject, rule_direct_advancement(r, &subject, NULL), left_before);
}

/* What DECISION does to rounds that have begun. */
static enum db_status change_by(struct request *r, const struct rounds_course *course, const struct rule_subject *subject,
    const char *decision, struct part_change *change)
{
	struct db_rows rows;

	*change = (struct part_change){.entry_id = subject->entry_id};
	if (!course->running)
		return DB_OK;
	enum db_status status =
	    sql_query(r, &rows, "SELECT before_code FROM departures WHERE entry_id = :entry", P(entry, subject->entry_id));
	if (status != DB_OK)
		return status;
	const char *left_before = rows.count > 0 ? db_text(&rows, 0, 0) : NULL;
	change->old = part_by(r, *subject, subject->decided.decision, left_before);
	change->fresh = part_by(r, *subject, decision, left_before);
	return part_judge(r, course, change);
}

static bool hangs_on_missing(const json_t *outcome)
{
	return json_array_size(json_object_get(outcome, "missing")) > 0;
}

enum db_status eligibility_bar(struct request *r, const struct rounds_course *course, const struct rule_subject *subject, int64_t ordinal,
    bool own, const char *decision, struct eligibility_outcomes *o, enum eligibility_bar *bar)
{
	struct rule_subject then = *subject;

	then.decided.decision = decision;
	*o = (struct eligibility_outcomes){rule_eligibility(r, subject, false, NULL), rule_eligibility(r, subject, true, NULL),
	    rule_eligibility(r, &then, true, NULL), {0}};
	enum db_status status = change_by(r, course, subject, decision, &o->change);
	*bar = own                               ? ELIGIBILITY_OWN_FIRM
	       : o->change.verdict == PART_FINAL ? ELIGIBILITY_BEGUN
	       : subject->ordinal != ordinal     ? ELIGIBILITY_RESUBMITTED
	       : !o->rule                        ? ELIGIBILITY_NO_RULE
	       : hangs_on_missing(o->after)      ? ELIGIBILITY_MISSING
	       : strcmp(decision, "admitted") == 0 && !rule_says_eligible(o->after)
		   ? ELIGIBILITY_NO_DIVISION /* let in, but by no division */
	       : o->change.verdict == PART_CLOSED ? ELIGIBILITY_CLOSED
						  : ELIGIBILITY_FREE;
	return status;
}

enum db_status eligibility_prepare(struct request *r, const struct rounds_course *course, int64_t edition_id, int64_t entry_id,
    int64_t ordinal, const char *decision, struct rule_subject *subject, struct eligibility_outcomes *outcomes, enum eligibility_bar *bar)
{
	struct db_rows rows;
	bool found;
	enum db_status status = sql_query(r, &rows,
	    "SELECT " SQL_INTEREST("e.firm_id",
		"e.edition_id") " FROM entries e WHERE e.id = :entry_id AND e.edition_id = :edition_id AND e.state = 'submitted' FOR UPDATE",
	    P(entry_id), P(edition_id));

	*bar = ELIGIBILITY_UNKNOWN;
	if (status != DB_OK || rows.count == 0)
		return status;
	status = rule_subject_load(r, entry_id, RULE_SUBMISSION, subject, &found);
	if (status == DB_OK && found)
		status = eligibility_bar(r, course, subject, ordinal, db_int(&rows, 0, 0) != 0, decision, outcomes, bar);
	return status;
}

enum db_status eligibility_record(struct request *r, const struct rounds_course *course, const struct rule_subject *subject,
    const struct eligibility_decision *d, const struct eligibility_outcomes *o, struct part_moves *moves)
{
	bool rule_eligible = rule_says_eligible(o->rule);
	enum db_status status = decision_letter_put(r, &(struct decision_letter){.edition_id = subject->edition_id,
							   .entry_id = subject->entry_id,
							   .submission_id = subject->submission_id,
							   .kind = "eligibility",
							   .decision = d->decision,
							   .eligible = rule_says_eligible(o->after),
							   .rule = o->rule,
							   .division = json_string_value(json_object_get(o->after, "division")),
							   .reason = d->reason,
							   .note = d->note});
	if (status == DB_OK)
		status = sql_exec(r, NULL,
		    "INSERT INTO eligibility_decisions (entry_id, submission_id, rule_eligible, rule_why, division, decision, reason, note, decided_by,"
		    " decided_at) VALUES (:entry_id, :submission_id, :rule_eligible, :rule, :division, :decision, :reason, :note, :account,"
		    " :now) ON DUPLICATE KEY UPDATE submission_id = VALUES(submission_id), rule_eligible = VALUES(rule_eligible),"
		    " rule_why = VALUES(rule_why), division = VALUES(division), decision = VALUES(decision), reason = VALUES(reason), note = VALUES(note),"
		    " decided_by = VALUES(decided_by), decided_at = VALUES(decided_at)",
		    P(entry_id, subject->entry_id), P(submission_id, subject->submission_id), P(rule_eligible), P(rule, o->rule),
		    P(division, json_string_value(json_object_get(o->after, "division"))), P(decision, d->decision), P(reason, d->reason),
		    P(note, d->note));
	if (status == DB_OK && subject->found)
		status = eligibility_settled(r, subject->entry_id);
	if (status != DB_OK)
		return status;
	audit(r, (struct audit_event){.edition_id = subject->edition_id,
		     .action = "entry.eligibility",
		     .object = "entries",
		     .object_id = subject->entry_id,
		     .reason = *d->reason ? d->reason : NULL,
		     .detail = json_pack("{s:s?, s:s, s:b, s:I}", "before", subject->decided.decision, "decision", d->decision,
			 "rule_eligible", (int)rule_eligible, "ordinal", (json_int_t)subject->ordinal)});
	part_moves_add(moves, course, &o->change);
	return DB_OK;
}

/* ---- one entry ---- */

/* What was decided: for organisers and auditors as it is in force, for the firm (also where one of its members has an office) as it was last
 * told. */
#define DECISION_COLUMNS "x.decision, x.reason, x.decided_at, x.rule_eligible, x.submission_id <> e.submission_id, x.rule_why"
#define DECISION_SQL                                                                                                                                                                                             \
	"SELECT e.returned_why, " DECISION_COLUMNS                                                                                                                                                               \
	", a.name, x.note, FALSE, w.id, w.kind, w.reason, w.note, w.decided_at, (SELECT b.name FROM accounts b WHERE b.id = w.decided_by) FROM entries e LEFT JOIN eligibility_decisions x ON x.entry_id = e.id" \
	" LEFT JOIN accounts a ON a.id = x.decided_by LEFT JOIN decision_letters w ON w.waiting_for = e.id"                                                                                                      \
	" WHERE e.id = :entry AND NOT " SQL_MEMBER("e.firm_id") " AND " SQL_READER("e.edition_id")
#define TOLD_SQL                                                                                                           \
	"SELECT e.returned_why, " DECISION_COLUMNS ", NULL, NULL, TRUE, NULL, NULL, NULL, NULL, NULL, NULL FROM entries e" \
	" LEFT JOIN decision_letters x ON x.kind = 'eligibility' AND x.id = (SELECT MAX(t.id) FROM decision_letters t"     \
	"  WHERE t.entry_id = e.id AND t.release_id IS NOT NULL AND t.kind <> 'return') WHERE e.id = :entry AND " SQL_MEMBER("e.firm_id")
enum { OF_FIRM = 9, WAITS };

static const char *const basis_words[] = {"submission", "draft", NULL};

static enum handled show(struct request *r, int64_t entry)
{
	struct rule_subject subject = {0};
	struct db_rows rows;
	bool found;
	json_t *faults;

	DB_TRY(sql_query(r, &rows, DECISION_SQL, P(entry)));
	if (rows.count == 0)
		DB_TRY(sql_query(r, &rows, TOLD_SQL, P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	bool of_firm = db_int(&rows, 0, OF_FIRM) != 0;
	enum rule_basis basis = query_choice(r, "basis", basis_words) ? RULE_DRAFT : RULE_SUBMISSION;
	DB_TRY(rule_subject_load(r, entry, basis, &subject, &found));
	if (of_firm)
		subject.decided = subject.told;
	json_t *rule = rule_eligibility(r, &subject, false, &faults), *outcome = rule_eligibility(r, &subject, true, NULL);
	if (!rule || !outcome)
		return rule_faulty(r, faults);
	json_t *decision = db_is_null(&rows, 0, 1) ? json_null()
						   : db_json_row(&rows, 0, "-sstbbjss-------", "decision", "reason", "decided_at",
							 "rule_eligible", "stale", "rule_why", "decided_by", "note");
	json_t *waits = of_firm || db_is_null(&rows, 0, WAITS)
			    ? json_null()
			    : db_json_row(&rows, 0, "----------isssts", "id", "kind", "reason", "note", "decided_at", "decided_by");
	return reply_json(r, 200,
	    json_pack("{s:I, s:s, s:I, s:O, s:o, s:O, s:s?, s:O, s:o, s:o}", "entry_id", (json_int_t)entry, "basis",
		subject.ordinal ? "submission" : "draft", "ordinal", (json_int_t)subject.ordinal, "rule", rule, "decision", decision,
		"eligible", json_object_get(outcome, "eligible"), "finding", rule_finding(&subject, outcome), "division",
		json_object_get(outcome, "division"), "returned_why", db_json_text(&rows, 0, 0), "waits", waits));
}

static enum handled get(struct request *r)
{
	return show(r, request_id_param(r, 0));
}

/* The edition of an entry in which the actor may decide. */
static enum handled may_change(struct request *r, int64_t entry, int64_t *edition)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, "SELECT edition_id FROM entries WHERE id = :entry", P(entry)));
	*edition = rows.count > 0 ? db_int(&rows, 0, 0) : 0;
	return edition_may(r, *edition, EDITION_CHANGE);
}

static enum handled decide(struct request *r)
{
	struct rule_subject subject = {0};
	struct eligibility_decision d;
	enum eligibility_bar bar;
	struct eligibility_outcomes outcomes;
	struct rounds_course course;
	struct part_moves moves = part_moves_none(r);
	int64_t entry = request_id_param(r, 0), edition;

	STEP(may_change(r, entry, &edition));
	STEP(eligibility_input(r, &d));
	DB_TRY(rounds_course(r, edition, &course));
	DB_TRY(eligibility_prepare(r, &course, edition, entry, input_int(r, "ordinal", 0), d.decision, &subject, &outcomes, &bar));
	if (bar == ELIGIBILITY_MISSING)
		problem_member(r, "missing", json_incref(json_object_get(outcomes.after, "missing")));
	if (bar != ELIGIBILITY_FREE)
		return barred(r, bar);
	DB_TRY(eligibility_record(r, &course, &subject, &d, &outcomes, &moves));
	STEP(part_moves_follow(r, &course, &moves, d.reason));
	return show(r, entry);
}

/* A letter that waited is dropped, and with it what was decided: what was told before holds again, and is looked at as it is now. */
static enum db_status review(struct request *r, int64_t edition, int64_t entry)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT firm_id FROM entries WHERE id = :entry", P(entry));

	return status == DB_OK ? eligibility_review_firm(r, edition, db_int(&rows, 0, 0)) : status;
}

static enum handled send_back(struct request *r)
{
	struct db_rows rows;
	int64_t entry = request_id_param(r, 0), edition;
	const char *note = input_text(r, "note");
	bool begun;

	STEP(may_change(r, entry, &edition));
	DB_TRY(rounds_begun(r, edition, &begun));
	DB_TRY(sql_query(r, &rows,
	    "SELECT e.state, e.submission_id, (SELECT " SQL_MEND_UNTIL " FROM editions d WHERE d.id = e.edition_id) FROM " ENTRY_WITH_DRAFT
	    " WHERE w.entry_id = :entry AND " SQL_ORGANIZER("e.edition_id") " FOR UPDATE",
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(entry_ready(r, db_text(&rows, 0, 0), ENTRY_RETURN));
	if (begun)
		return barred(r, ELIGIBILITY_RUNNING);
	if (r->arrived_at > db_time(&rows, 0, 2))
		return reply_problem(r, &problem_corrections_closed, NULL);
	DB_TRY(decision_letter_put(r, &(struct decision_letter){.edition_id = edition,
					  .entry_id = entry,
					  .submission_id = db_int(&rows, 0, 1),
					  .kind = "return",
					  .reason = input_text(r, "reason"),
					  .note = note ? note : ""}));
	DB_TRY(review(r, edition, entry));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "entry.decide_return",
		     .object = "entries",
		     .object_id = entry,
		     .reason = input_text(r, "reason")});
	return show(r, entry);
}

/* What was not told yet is as if it had never been decided; of what was told, a letter says that it is withdrawn. */
static enum handled withdraw_decision(struct request *r)
{
	struct db_rows rows, told;
	int64_t entry = request_id_param(r, 0), edition;
	const char *reason = input_text(r, "reason"), *note = input_text(r, "note"), *dropped;
	bool begun;

	STEP(may_change(r, entry, &edition));
	DB_TRY(rounds_begun(r, edition, &begun));
	DB_TRY(sql_query(r, &rows, "SELECT 1 FROM entries e WHERE e.id = :entry AND e.state = 'submitted' FOR UPDATE", P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	if (begun)
		return barred(r, ELIGIBILITY_RUNNING);
	DB_TRY(decision_letter_drop(r, entry, &dropped));
	if (!dropped) {
		DB_TRY(sql_query(r, &told, "SELECT submission_id FROM eligibility_decisions WHERE entry_id = :entry FOR UPDATE", P(entry)));
		if (told.count == 0)
			return reply_problem(r, &problem_no_decision, NULL);
		if (!reason)
			return reply_problem(r, &problem_reason_required, "reason");
		DB_TRY(decision_letter_put(r, &(struct decision_letter){.edition_id = edition,
						  .entry_id = entry,
						  .submission_id = db_int(&told, 0, 0),
						  .kind = "withdrawal",
						  .reason = reason,
						  .note = note ? note : ""}));
		DB_TRY(sql_exec(r, NULL, "DELETE FROM eligibility_decisions WHERE entry_id = :entry", P(entry)));
	}
	DB_TRY(review(r, edition, entry));
	audit(r, (struct audit_event){.edition_id = edition,
		     .action = "entry.withdraw_decision",
		     .object = "entries",
		     .object_id = entry,
		     .reason = reason,
		     .detail = json_pack("{s:b, s:s}", "told", !dropped, "kind", dropped ? dropped : "eligibility")});
	return show(r, entry);
}

static const struct input_field show_query[] = {
    {.name = "basis", .type = INPUT_ENUM, .one_of = basis_words},
    INPUT_END,
};

static const struct input_field decide_input[] = {
    {.name = "decision", .type = INPUT_ENUM, .required = true, .one_of = eligibility_decisions},
    {.name = "reason", .type = INPUT_TEXT, .max = LIMIT_REASON},
    {.name = "note", .type = INPUT_TEXT, .max = LIMIT_REASON},
    {.name = "ordinal", .type = INPUT_INT, .required = true, .min = 1, .max = INT32_MAX},
    INPUT_END,
};

static const struct input_field return_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_REASON},
    {.name = "note", .type = INPUT_TEXT, .max = LIMIT_REASON},
    INPUT_END,
};

static const struct input_field withdraw_input[] = {
    {.name = "reason", .type = INPUT_TEXT, .min = 1, .max = LIMIT_REASON},
    {.name = "note", .type = INPUT_TEXT, .max = LIMIT_REASON},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/eligibility", READERS, 0, 0, NULL, show_query, get},
    {METHOD_PUT, "/api/v1/entries/{entry}/eligibility", ROLE_ORGANIZER, ROUTE_WRITE | ROUTE_SLOW | ROUTE_SNAPSHOT, 16384, decide_input,
	NULL, decide},
    {METHOD_POST, "/api/v1/entries/{entry}/return", ROLE_ORGANIZER, ROUTE_WRITE, 16384, return_input, NULL, send_back},
    {METHOD_POST, "/api/v1/entries/{entry}/withdraw-decision", ROLE_ORGANIZER, ROUTE_WRITE, 16384, withdraw_input, NULL, withdraw_decision},
};

ROUTE_TABLE(eligibility_routes, rows);
