/* Receipts: the submissions of an entry, and a check for anybody who holds a receipt. */
#include <string.h>

#include "api/entry/receipt_text.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/limits.h"
#include "core/base/secret.h"
#include "core/request/route.h"

#define SHA256_DIGITS 64

#define MAY_SEE "(" SQL_MEMBER("e.firm_id") " OR " SQL_READER("e.edition_id") ")"
#define RECEIPT_COLUMNS "e.number, s.ordinal, s.arrived_at, LOWER(HEX(s.sha256)), s.submitted_as, s.id = e.submission_id, e.state, s.body"
#define RECEIPT_FROM " FROM submissions s JOIN entries e ON e.id = s.entry_id"

enum receipt_column { R_NUMBER, R_ORDINAL, R_ARRIVED, R_SHA256, R_SUBMITTED_BY, R_LAST, R_STATE, R_BODY };

static struct receipt receipt_of(struct request *r, const struct db_rows *rows)
{
	return (struct receipt){.number = db_text(rows, 0, R_NUMBER),
	    .ordinal = db_int(rows, 0, R_ORDINAL),
	    .arrived_at = db_time(rows, 0, R_ARRIVED),
	    .sha256 = db_text(rows, 0, R_SHA256),
	    .submitted_by = db_text(rows, 0, R_SUBMITTED_BY),
	    .body = arena_json(r->arena, db_json(rows, 0, R_BODY))};
}

static enum handled list(struct request *r)
{
	struct db_rows rows, entry;
	int64_t id = request_id_param(r, 0);

	DB_TRY(sql_query(r, &entry,
	    "SELECT COUNT(s.id) FROM entries e LEFT JOIN submissions s ON s.entry_id = e.id WHERE e.id = :id AND " MAY_SEE " GROUP BY e.id",
	    P(id)));
	if (entry.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(sql_query(
	    r, &rows, "SELECT " RECEIPT_COLUMNS RECEIPT_FROM " WHERE s.entry_id = :id ORDER BY s.ordinal" SQL_PAGE, P(id), PAGE(r)));
	return reply_list(r, db_json_rows(&rows, "sitssb--", "number", "ordinal", "arrived_at", "sha256", "submitted_by", "counts"),
	    db_int(&entry, 0, 0));
}

static enum handled get(struct request *r)
{
	struct db_rows rows;

	DB_TRY(
	    sql_query(r, &rows, "SELECT " RECEIPT_COLUMNS RECEIPT_FROM " WHERE s.entry_id = :entry AND s.ordinal = :ordinal AND " MAY_SEE,
		P(entry, request_id_param(r, 0)), P(ordinal, request_id_param(r, 1))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	struct receipt receipt = receipt_of(r, &rows);
	json_t *shown = db_json_row(&rows, 0, "sitssb-j", "number", "ordinal", "arrived_at", "sha256", "submitted_by", "counts", "body");
	json_object_set_new(shown, "text", json_string(receipt_text(r, r->locale, &receipt)));
	return reply_json(r, 200, shown);
}

/* ---- the check ---- */

enum verdict {
	VERDICT_GOOD,
	VERDICT_SUPERSEDED,
	VERDICT_WITHDRAWN,
	VERDICT_DIFFERS,
	VERDICT_FORM,
	VERDICT_NUMBER,
	VERDICT_HASH,
	VERDICT_DAMAGED,
};

static const struct {
	const char *word;
	bool genuine;
	const char *text[LOCALES];
} verdicts[] = {
    [VERDICT_GOOD] = {"good", true,
	{"服务器上有这个编号，其中一次提交的 SHA-256 与回执一致，由存档内容重新计算的 SHA-256 也一致。",
	    "伺服器上有這個編號，其中一次提交的 SHA-256 與回執一致，由存檔內容重新計算的 SHA-256 也一致。",
	    "The number is known, one of its submissions has this SHA-256, and the SHA-256 computed again from the stored text is the same."}},
    [VERDICT_SUPERSEDED] = {"superseded", true,
	{"回执真实，但之后又有新的提交，以新的为准。", "回執真實，但之後又有新的提交，以新的為準。",
	    "The receipt is genuine, but there has been a later submission, which counts instead."}},
    [VERDICT_WITHDRAWN] = {"withdrawn", true,
	{"回执真实，但这个项目已经退出比赛。", "回執真實，但這個項目已經退出比賽。",
	    "The receipt is genuine, but the entry has been withdrawn from the contest."}},
    [VERDICT_DIFFERS] = {"differs", false,
	{"编号和 SHA-256 与登记一致，但回执上的其他内容与登记不同，不能作为凭证。",
	    "編號和 SHA-256 與登記一致，但回執上的其他內容與登記不同，不能作為憑證。",
	    "The number and the SHA-256 are as recorded, but other lines of the receipt are not: it proves nothing."}},
    [VERDICT_FORM] = {"malformed", false,
	{"SHA-256 应为 64 位十六进制数字，请核对是否完整抄录；回执文件须包含最后一行。",
	    "SHA-256 應為 64 位十六進位數字，請核對是否完整抄錄；回執檔案須包含最後一行。",
	    "A SHA-256 hash has 64 hexadecimal digits; please check that it was copied completely, a receipt's text with its last line."}},
    [VERDICT_NUMBER] = {"number_unknown", false,
	{"没有这个编号，请核对回执上的编号。", "沒有這個編號，請核對回執上的編號。",
	    "There is no such number; please compare it with the receipt."}},
    [VERDICT_HASH] = {"hash_differs", false,
	{"有这个编号，但它的任何一次提交都没有这个 SHA-256。", "有這個編號，但它的任何一次提交都沒有這個 SHA-256。",
	    "The number is known, but none of its submissions has this SHA-256."}},
    [VERDICT_DAMAGED] = {"stored_text_differs", false,
	{"编号和 SHA-256 与登记一致，但由存档内容重新计算的结果不同：存档已被改动，请立即联系赛务人员。",
	    "編號和 SHA-256 與登記一致，但由存檔內容重新計算的結果不同：存檔已被改動，請立即聯絡賽務人員。",
	    "The number and the SHA-256 are as recorded, but the stored text now has a different one: it has been altered. Please tell the"
	    " organisers at once."}},
};

/* What is asked about, and what was found. */
struct check {
	const char *text, *number, *sha256; /* TEXT: of a whole receipt, or NULL */
	enum verdict verdict;
	struct db_rows found;
	struct receipt receipt; /* where one was found */
	json_t *differences;    /* from TEXT; NULL if there is none */
};

static bool is_hash(const char *hash)
{
	return strlen(hash) == SHA256_DIGITS && hash[strspn(hash, "0123456789abcdefABCDEF")] == '\0';
}

/* What is to be said of a submission that has number and hash. */
static enum verdict judge(struct request *r, struct check *c)
{
	const char *body = db_text(&c->found, 0, R_BODY);

	if (strcmp(sha256_hex(r->arena, body, strlen(body)), db_text(&c->found, 0, R_SHA256)) != 0)
		return VERDICT_DAMAGED;
	c->receipt = receipt_of(r, &c->found);
	if (c->text)
		c->differences = arena_json(r->arena, receipt_differences(r, &c->receipt, c->text));
	if (json_array_size(c->differences) > 0)
		return VERDICT_DIFFERS;
	if (strcmp(db_text(&c->found, 0, R_STATE), "withdrawn") == 0)
		return VERDICT_WITHDRAWN;
	return db_int(&c->found, 0, R_LAST) ? VERDICT_GOOD : VERDICT_SUPERSEDED;
}

static enum db_status compare(struct request *r, struct check *c)
{
	struct db_rows known;
	enum db_status status;

	c->verdict = VERDICT_FORM;
	if ((c->text && !receipt_mark(r, c->text, &c->number, &c->sha256)) || !is_hash(c->sha256))
		return DB_OK;
	status = sql_query(r, &known, "SELECT id FROM entries WHERE number = CONVERT(UPPER(:number) USING ascii)", P(number, c->number));
	if (status != DB_OK)
		return status;
	c->verdict = VERDICT_NUMBER;
	if (known.count == 0)
		return DB_OK;
	status = sql_query(r, &c->found, "SELECT " RECEIPT_COLUMNS RECEIPT_FROM " WHERE s.entry_id = :entry AND s.sha256 = UNHEX(:hash)",
	    P(entry, db_int(&known, 0, 0)), P(hash, c->sha256));
	if (status == DB_OK)
		c->verdict = c->found.count > 0 ? judge(r, c) : VERDICT_HASH;
	return status;
}

/* Who has number and hash holds the receipt, or its mail: they are shown what is stored of it. */
static enum handled check(struct request *r)
{
	struct check c = {.text = input_text(r, "text"), .number = input_text(r, "number"), .sha256 = input_text(r, "sha256")};

	if (!c.text && (!c.number || !c.sha256))
		return reply_problem(r, &problem_receipt_not_given, c.number ? "sha256" : "number");
	DB_TRY(compare(r, &c));
	bool stored = c.receipt.body != NULL;
	json_t *submission = stored ? db_json_row(&c.found, 0, "-it-----", "ordinal", "arrived_at") : json_null();
	bool counts = stored && db_int(&c.found, 0, R_LAST) && strcmp(db_text(&c.found, 0, R_STATE), "submitted") == 0;
	json_object_set_new(submission, "counts", json_boolean(counts)); /* nothing is set in a null */
	json_object_set_new(submission, "timezone", stored ? json_string(receipt_zone(&c.receipt)) : NULL);
	return reply_json(r, 200,
	    json_pack("{s:b, s:s, s:s, s:o, s:s?, s:O?}", "valid", verdicts[c.verdict].genuine, "verdict", verdicts[c.verdict].word,
		"explanation", verdicts[c.verdict].text[r->locale], "submission", submission, "text",
		stored ? receipt_text(r, r->locale, &c.receipt) : NULL, "differences", c.differences));
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};

static const struct input_field check_input[] = {
    {.name = "text", .type = INPUT_EXACT, .min = 1, .max = LIMIT_RECEIPT},
    {.name = "number", .type = INPUT_TEXT, .min = 1, .max = LIMIT_ENTRY_NUMBER},
    {.name = "sha256", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SHA256},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/submissions", READERS, 0, 0, NULL, page_query, list},
    {METHOD_GET, "/api/v1/entries/{entry}/submissions/{ordinal}", READERS, 0, 0, NULL, NULL, get},
    {METHOD_POST, "/api/v1/receipts/check", ROLE_PUBLIC, ROUTE_WRITE, LIMIT_BODY_UNKNOWN, check_input, NULL, check},
};

ROUTE_TABLE(receipts_routes, rows);
