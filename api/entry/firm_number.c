#include "api/entry/firm_number.h"

#include <string.h>

static const struct problem_kind problem_form = {"registration-number-invalid", 422,
    {"登记号码应为 1 到 64 个字母、数字或常用符号。", "登記號碼應為 1 到 64 個字母、數字或常用符號。",
	"A registration number must have 1 to 64 letters, digits or common symbols."}};
static const struct problem_kind problem_length = {"uscc-length", 422,
    {"统一社会信用代码应为 18 位，现在是 %d 位。", "統一社會信用代碼應為 18 位，現在是 %d 位。",
	"A unified social credit code has 18 characters; this one has %d."}};
static const struct problem_kind problem_character = {"uscc-character", 422,
    {"第 %d 位不是统一社会信用代码使用的字符（数字和大写字母，不含 I、O、S、V、Z）。",
	"第 %d 位不是統一社會信用代碼使用的字元（數字和大寫字母，不含 I、O、S、V、Z）。",
	"Character %d does not occur in unified social credit codes (digits and capital letters except I, O, S, V, Z)."}};
static const struct problem_kind problem_organisation = {"uscc-organisation-check", 422,
    {"代码第 9 至 17 位（组织机构代码）与校验位（第 %d 位）不符，请对照营业执照核对。核对无误的，可以坚持提交，由赛务人员核实后确认。",
	"代碼第 9 至 17 位（組織機構代碼）與校驗位（第 %d 位）不符，請對照營業執照核對。核對無誤的，可以堅持提交，由賽務人員核實後確認。",
	"Characters 9 to 17 (the organisation code) do not fit their check character, number %d; please compare with the business licence. If it is right "
	"all the same, insist, and an organiser will look into it and accept it."}};
static const struct problem_kind problem_check = {"uscc-check", 422,
    {"代码与其最后的校验位（第 %d 位）不符，请对照营业执照核对。核对无误的，可以坚持提交，由赛务人员核实后确认。",
	"代碼與其最後的校驗位（第 %d 位）不符，請對照營業執照核對。核對無誤的，可以堅持提交，由賽務人員核實後確認。",
	"The code does not fit its last check character, number %d; please compare with the business licence. If it is right all the same, insist, and "
	"an organiser will look into it and accept it."}};
static const struct problem_kind problem_hong_kong = {"hong-kong-number", 422,
    {"香港企业请填写公司编号（7 或 8 位数字）或商业登记号码（8 位数字）。",
	"香港企業請填寫公司編號（7 或 8 位數字）或商業登記號碼（8 位數字）。",
	"For a firm in Hong Kong, enter the company number (7 or 8 digits) or the business registration number (8 digits)."}};

static struct firm_number refused(const struct problem_kind *problem, size_t position)
{
	return (struct firm_number){FIRM_NUMBER_REFUSED, problem, (int)position};
}

struct firm_number firm_number_check(const char *jurisdiction, const char *text, char code[REGISTRATION_MAX + 1])
{
	size_t length = registration_normalise(text, code);

	if (length == 0)
		return refused(&problem_form, 0);
	if (!strcmp(jurisdiction, "HK"))
		return hong_kong_number(code) ? (struct firm_number){.verdict = FIRM_NUMBER_TAKEN} : refused(&problem_hong_kong, 0);
	if (strcmp(jurisdiction, "CN") != 0)
		return (struct firm_number){.verdict = FIRM_NUMBER_TAKEN};
	struct uscc_report report = uscc_check(code);
	if (!report.right_length)
		return refused(&problem_length, length);
	if (report.wrong_character)
		return refused(&problem_character, report.wrong_character);
	if (!report.organisation_holds)
		return (struct firm_number){FIRM_NUMBER_IN_QUESTION, &problem_organisation, 17};
	if (!report.check_holds)
		return (struct firm_number){FIRM_NUMBER_IN_QUESTION, &problem_check, 18};
	return (struct firm_number){.verdict = FIRM_NUMBER_TAKEN};
}

json_t *firm_number_explanation(enum locale locale, const struct firm_number *number)
{
	if (number->verdict == FIRM_NUMBER_TAKEN)
		return NULL;
	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"") return json_sprintf(
	    number->problem->detail[locale], number->position);
	_Pragma("GCC diagnostic pop")
}
