#include "api/entry/form_faults.h"

#include "core/base/text.h"

static const char *const fault_texts[FAULTS][LOCALES] = {
    [FAULT_UNKNOWN] = {"报名表没有这一栏。", "報名表沒有這一欄。", "The form has no such field."},
    [FAULT_TEXT] = {"这里应填写文字。", "這裡應填寫文字。", "This must be text."},
    [FAULT_BOOL] = {"请选择“是”或“否”。", "請選擇「是」或「否」。", "This must be true or false."},
    [FAULT_TEXTS] = {"这里应填写若干项文字，不能重复或为空。", "這裡應填寫若干項文字，不能重複或為空。",
	"This must be a list of different texts, none empty."},
    [FAULT_OBJECT] = {"这里应是一组栏目。", "這裡應是一組欄位。", "This must be an object."},
    [FAULT_LONG] = {"最多 %d 个字，现在有 %d 个。", "最多 %d 個字，現在有 %d 個。", "At most %d characters are allowed; there are %d."},
    [FAULT_UNSEEN] = {"第 %d 个字是看不见的字符（U+%04X），请删去。", "第 %d 個字是看不見的字元（U+%04X），請刪去。",
	"Character %d is one that nobody sees (U+%04X); please take it out."},
    [FAULT_ITEMS] = {"最多 %d 项，现在有 %d 项。", "最多 %d 項，現在有 %d 項。", "At most %d items are allowed; there are %d."},
    [FAULT_NUMBER] = {"请填写 0 到 %d 之间的数，最多两位小数。", "請填寫 0 到 %d 之間的數，最多兩位小數。",
	"This must be a number from 0 to %d with at most two decimals."},
    [FAULT_EMAIL] = {"请填写完整的邮箱地址。", "請填寫完整的電子郵件地址。", "Please enter a complete email address."},
    [FAULT_PHONE] = {"请填写电话号码：至少 5 位数字，可带空格、连字符、括号和开头的加号；分机写作“转801”或“ext. 801”。",
	"請填寫電話號碼：至少 5 位數字，可帶空格、連字號、括號和開頭的加號；分機寫作「轉801」或「ext. 801」。",
	"Please enter a telephone number: at least 5 digits, with spaces, hyphens, brackets and a plus in front; an extension as “ext. 801”."},
    [FAULT_FACT_NAME] = {"名称只能由小写字母、数字和下划线组成，须以字母开头，最多 %d 个字符。",
	"名稱只能由小寫字母、數字和底線組成，須以字母開頭，最多 %d 個字元。",
	"A name has lower-case letters, digits and underscores, starts with a letter and has at most %d characters."},
    [FAULT_FACT_SCALAR] = {"这里应填写一个数、是或否，或最多 %d 个字的文字。", "這裡應填寫一個數、是或否，或最多 %d 個字的文字。",
	"This must be a number, true or false, or text of at most %d characters."},
    [FAULT_FACT_DAY] = {"请填写日期，例如 2021-03-02。", "請填寫日期，例如 2021-03-02。", "Please enter a date, such as 2021-03-02."},
    [FAULT_FACT_MONEY] = {"金额应不小于 0 元，最多精确到 0.01 元。", "金額應不小於 0 元，最多精確到 0.01 元。",
	"The amount must be CNY 0 or more, in whole steps of CNY 0.01."},
    [FAULT_FACT_COUNT] = {"最多 %d 项。", "最多 %d 項。", "At most %d facts are allowed."},
    [FAULT_FACT_ELSEWHERE] = {"这一项取自报名表的同名栏目或由系统给出，不能在这里填写。",
	"這一項取自報名表的同名欄位或由系統給出，不能在這裡填寫。",
	"This comes from the form's own field of that name, or from the server; it cannot be stated here."},
    [FAULT_FACT_NUMBER] = {"这一项应填写数字。", "這一項應填寫數字。", "The rules need a number here."},
    [FAULT_FACT_BOOL] = {"这一项应选择“是”或“否”。", "這一項應選擇「是」或「否」。", "The rules need true or false here."},
    [FAULT_FACT_TEXT] = {"这一项应填写文字。", "這一項應填寫文字。", "The rules need text here."},
    [FAULT_INDUSTRY] = {"本届赛事没有这个行业，请重新选择。", "本屆賽事沒有這個行業，請重新選擇。",
	"This edition has no such industry; please choose again."},
    [FAULT_MISSING] = {"尚未填写。", "尚未填寫。", "This is not filled in yet."},
    [FAULT_ONE_OF] = {"同一组的几项至少填写一项；没有的填 0。", "同一組的幾項至少填寫一項；沒有的填 0。",
	"At least one of this group has to be filled in; enter 0 where there is none."},
};

#define NAME_SHOWN 80 /* characters of a name that nobody knows */

void form_fault(const struct form_check *c, const char *parent, const char *name, enum fault kind, int64_t a, int64_t b)
{
	const char *field =
	    arena_printf(c->arena, "%s%s%s", parent ? parent : "", parent ? "." : "", text_beginning(c->arena, name, NAME_SHOWN));

	_Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"")
	    error_add(c->errors, field, arena_printf(c->arena, fault_texts[kind][c->locale], (int)a, (int)b));
	_Pragma("GCC diagnostic pop")
}
