#include "api/entry/decision_letters.h"

#include <string.h>

#include "core/base/fatal.h"

/* The eligibility decision in force becomes the one that the firm was last told, or there is none. */
static enum db_status as_told(struct request *r, int64_t entry_id)
{
	enum db_status status = sql_exec(r, NULL, "DELETE FROM eligibility_decisions WHERE entry_id = :entry_id", P(entry_id));

	if (status != DB_OK)
		return status;
	return sql_exec(r, NULL,
	    "INSERT INTO eligibility_decisions (entry_id, submission_id, rule_eligible, rule_why, division, decision, reason, note, decided_by, decided_at)"
	    " SELECT l.entry_id, l.submission_id, l.rule_eligible, l.rule_why, l.division, l.decision, l.reason, l.note, l.decided_by, l.decided_at"
	    " FROM decision_letters l WHERE l.kind = 'eligibility' AND l.id = (SELECT MAX(t.id) FROM decision_letters t"
	    "  WHERE t.entry_id = :entry_id AND t.release_id IS NOT NULL AND t.kind <> 'return')",
	    P(entry_id));
}

enum db_status decision_letter_drop(struct request *r, int64_t entry_id, const char **kind)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT kind FROM decision_letters WHERE waiting_for = :entry_id FOR UPDATE", P(entry_id));

	*kind = NULL;
	if (status != DB_OK || rows.count == 0)
		return status;
	*kind = db_text(&rows, 0, 0);
	status = sql_exec(r, NULL, "DELETE FROM decision_letters WHERE waiting_for = :entry_id", P(entry_id));
	return status == DB_OK && strcmp(*kind, "return") != 0 ? as_told(r, entry_id) : status;
}

enum db_status decision_letter_put(struct request *r, const struct decision_letter *l)
{
	const char *dropped;
	enum db_status status = decision_letter_drop(r, l->entry_id, &dropped);

	if (status != DB_OK)
		return status;
	return sql_exec(r, NULL,
	    "INSERT INTO decision_letters (edition_id, entry_id, kind, submission_id, decision, eligible, rule_eligible, rule_why, division, reason, note,"
	    " decided_by, decided_at) VALUES (:edition, :entry, :kind, :submission, :decision, IF(:decision IS NULL, NULL, :eligible),"
	    " IF(:decision IS NULL, NULL, :rule_eligible), :rule, :division, :reason, :note, :account, :now)",
	    P(edition, l->edition_id), P(entry, l->entry_id), P(kind, l->kind), P(submission, l->submission_id), P(decision, l->decision),
	    P(eligible, l->eligible), P(rule_eligible, json_is_true(json_object_get(l->rule, "eligible"))), P(rule, l->rule),
	    P(division, l->division), P(reason, l->reason), P(note, l->note));
}

/* ---- in words ---- */

/* By what is told: how the subject ends, the sentence that begins with the entry, and what stands before and behind the reason. */
static const struct {
	const char *kind;
	int eligible; /* -1: either */
	const char *subject[LOCALES], *said[LOCALES], *label[LOCALES], *end[LOCALES];
} words[] = {
    {"eligibility", 1, {"：资格审查结果", "：資格審查結果", ": eligibility"},
	{"的资格审查已有结果：符合参赛资格。", "的資格審查已有結果：符合參賽資格。", " has been looked at: it is eligible."},
	{"理由：", "理由：", "Reason: "},
	{"\n\n详情请登录查看，包括规则逐条核对的说明。", "\n\n詳情請登入查看，包括規則逐條核對的說明。",
	    "\n\nLog in to see the details, rule by rule."}},
    {"eligibility", 0, {"：资格审查结果", "：資格審查結果", ": eligibility"},
	{"的资格审查已有结果：不符合参赛资格。", "的資格審查已有結果：不符合參賽資格。", " has been looked at: it is not eligible."},
	{"理由：", "理由：", "Reason: "},
	{"\n\n详情请登录查看，包括规则逐条核对的说明。", "\n\n詳情請登入查看，包括規則逐條核對的說明。",
	    "\n\nLog in to see the details, rule by rule."}},
    {"return", -1, {" 需要补正", " 需要補正", " needs correction"}, {"已退回补正：", "已退回補正：", " has been returned for correction:"},
	{"", "", ""}, {"", "", ""}},
    {"withdrawal", -1, {"：资格审查决定已撤回", "：資格審查決定已撤回", ": the decision on eligibility is withdrawn"},
	{"的资格审查决定已撤回，将另行审查。", "的資格審查決定已撤回，將另行審查。",
	    ": the decision on its eligibility is withdrawn, and the entry will be looked at again."},
	{"理由：", "理由：", "Reason: "}, {"", "", ""}},
};

static const char *const entry_word[LOCALES] = {"参赛项目 ", "參賽項目 ", "Entry "};
static const char *const corrects[LOCALES] = {"发出的通知由本通知更正，以本通知为准。\n\n", "發出的通知由本通知更正，以本通知為準。\n\n",
    " is the time of the letter that this one corrects.\n\n"};
static const char *const mend[LOCALES] = {
    "之前可以修改，请改好后再次提交。", "之前可以修改，請改好後再次提交。", " is the end of the time to correct it and submit it again."};

void decision_letter_words(struct request *r, const struct letter_view *l, enum locale locale, const char **subject, const char **text)
{
	const char *corrected = l->corrects_at == TIME_NONE
				    ? ""
				    : arena_printf(r->arena, "%s%s", time_said(r, locale, l->zone, l->corrects_at), corrects[locale]);
	const char *until = strcmp(l->kind, "return") != 0
				? ""
				: arena_printf(r->arena, "\n\n%s%s", deadline_said(r, locale, l->zone, l->mend_until), mend[locale]);
	bool quotes = locale == LOCALE_EN;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(words[i].kind, l->kind) != 0 || (words[i].eligible >= 0 && words[i].eligible != (int)l->eligible))
			continue;
		*subject = arena_printf(r->arena, "%s%s%s", entry_word[locale], l->number, words[i].subject[locale]);
		*text = arena_printf(r->arena, "%s%s%s%s%s%s\n\n%s%s%s%s%s\n", entry_word[locale], l->number, quotes ? ", “" : "《",
		    l->title, quotes ? "”" : "》", words[i].said[locale], corrected, words[i].label[locale], *l->reason ? l->reason : "–",
		    words[i].end[locale], until);
		return;
	}
	fatal("no words for a letter of the kind %s", l->kind);
}
