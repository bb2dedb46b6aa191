/* Receipts: the submissions of an entry, and a check for anybody who holds a receipt. */
#include <string.h>

#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "core/base/secret.h"
#include "core/request/route.h"

#define MAY_SEE "(" SQL_MEMBER("e.firm_id") " OR " SQL_READER("e.edition_id") ")"
#define RECEIPT_COLUMNS "e.number, s.ordinal, s.arrived_at, LOWER(HEX(s.sha256)), a.name, s.id = e.submission_id"
#define RECEIPT_FROM " FROM submissions s JOIN entries e ON e.id = s.entry_id JOIN accounts a ON a.id = s.submitted_by"

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
	return reply_list(
	    r, db_json_rows(&rows, "sitssb", "number", "ordinal", "arrived_at", "sha256", "submitted_by", "counts"), db_int(&entry, 0, 0));
}

static enum handled get(struct request *r)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows,
	    "SELECT " RECEIPT_COLUMNS ", s.body" RECEIPT_FROM " WHERE s.entry_id = :entry AND s.ordinal = :ordinal AND " MAY_SEE,
	    P(entry, request_id_param(r, 0)), P(ordinal, request_id_param(r, 1))));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return reply_json(
	    r, 200, db_json_row(&rows, 0, "sitssbj", "number", "ordinal", "arrived_at", "sha256", "submitted_by", "counts", "body"));
}

/* ---- the check ---- */

enum verdict { VERDICT_GOOD, VERDICT_FORM, VERDICT_NUMBER, VERDICT_HASH, VERDICT_DAMAGED, VERDICTS };

static const char *const verdict_words[VERDICTS] = {"good", "malformed", "number_unknown", "hash_differs", "stored_text_differs"};

static const char *const verdict_texts[VERDICTS][LOCALES] = {
    [VERDICT_GOOD] = {"服务器上有这个编号，其中一次提交的 SHA-256 与回执一致，由存档内容重新计算的 SHA-256 也一致。",
	"伺服器上有這個編號，其中一次提交的 SHA-256 與回執一致，由存檔內容重新計算的 SHA-256 也一致。",
	"The number is known, one of its submissions has this SHA-256, and the SHA-256 computed again from the stored text is the same."},
    [VERDICT_FORM] = {"SHA-256 应为 64 位十六进制数字，请核对是否完整抄录。", "SHA-256 應為 64 位十六進位數字，請核對是否完整抄錄。",
	"A SHA-256 hash has 64 hexadecimal digits; please check that it was copied completely."},
    [VERDICT_NUMBER] = {"没有这个编号，请核对回执上的编号。", "沒有這個編號，請核對回執上的編號。",
	"There is no such number; please compare it with the receipt."},
    [VERDICT_HASH] = {"有这个编号，但它的任何一次提交都没有这个 SHA-256。", "有這個編號，但它的任何一次提交都沒有這個 SHA-256。",
	"The number is known, but none of its submissions has this SHA-256."},
    [VERDICT_DAMAGED] = {"编号和 SHA-256 与登记一致，但由存档内容重新计算的结果不同：存档已被改动，请立即联系赛务人员。",
	"編號和 SHA-256 與登記一致，但由存檔內容重新計算的結果不同：存檔已被改動，請立即聯絡賽務人員。",
	"The number and the SHA-256 are as recorded, but the stored text now has a different one: it has been altered. Please tell the"
	" organisers at once."},
};

static enum db_status compare(struct request *r, const char *number, const char *hash, enum verdict *verdict, struct db_rows *found)
{
	struct db_rows known;
	enum db_status status;

	*verdict = VERDICT_FORM;
	if (strlen(hash) != 64 || hash[strspn(hash, "0123456789abcdefABCDEF")])
		return DB_OK;
	status = sql_query(r, &known, "SELECT id FROM entries WHERE number = CONVERT(UPPER(:number) USING ascii)", P(number));
	if (status != DB_OK)
		return status;
	*verdict = VERDICT_NUMBER;
	if (known.count == 0)
		return DB_OK;
	status = sql_query(r, found,
	    "SELECT s.ordinal, s.arrived_at, s.id = e.submission_id AND e.state = 'submitted', LOWER(HEX(s.sha256)), s.body"
	    " FROM submissions s"
	    " JOIN entries e ON e.id = s.entry_id WHERE s.entry_id = :entry AND s.sha256 = UNHEX(:hash)",
	    P(entry, db_int(&known, 0, 0)), P(hash));
	if (status != DB_OK)
		return status;
	*verdict = VERDICT_HASH;
	if (found->count == 0)
		return DB_OK;
	const char *body = db_text(found, 0, 4), *anew = sha256_hex(r->arena, body, strlen(body));
	*verdict = strcmp(anew, db_text(found, 0, 3)) ? VERDICT_DAMAGED : VERDICT_GOOD;
	return DB_OK;
}

static enum handled check(struct request *r)
{
	struct db_rows found = {0};
	enum verdict verdict;

	DB_TRY(compare(r, input_text(r, "number"), input_text(r, "sha256"), &verdict, &found));
	json_t *submission =
	    found.count && verdict == VERDICT_GOOD ? db_json_row(&found, 0, "itb--", "ordinal", "arrived_at", "counts") : json_null();
	return reply_json(r, 200,
	    json_pack("{s:b, s:s, s:s, s:o}", "valid", verdict == VERDICT_GOOD, "verdict", verdict_words[verdict], "explanation",
		verdict_texts[verdict][r->locale], "submission", submission));
}

static const struct input_field page_query[] = {INPUT_PAGE, INPUT_END};

static const struct input_field check_input[] = {
    {.name = "number", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_ENTRY_NUMBER},
    {.name = "sha256", .type = INPUT_TEXT, .required = true, .min = 1, .max = LIMIT_SHA256},
    INPUT_END,
};

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/submissions", READERS, 0, 0, NULL, page_query, list},
    {METHOD_GET, "/api/v1/entries/{entry}/submissions/{ordinal}", READERS, 0, 0, NULL, NULL, get},
    {METHOD_POST, "/api/v1/receipts/check", ROLE_PUBLIC, ROUTE_WRITE, 1024, check_input, NULL, check},
};

ROUTE_TABLE(receipts_routes, rows);
