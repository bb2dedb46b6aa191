#include "api/rules/mistake_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"

/* By the pattern of the message (judging/base/errors.h): {1} is its first value, {*1} the same where that has words of its own here. A test holds
 * that every pattern of judging/ has its row. */
static const struct words {
	const char *pattern, *chinese[LOCALE_EN]; /* zh-CN, zh-Hant */
} table[] = {
    {"must be an object", {"必须是一个对象（花括号）", "必須是一個物件（花括號）"}},
    {"must be an array", {"必须是一个列表（方括号）", "必須是一個清單（方括號）"}},
    {"must not be empty", {"不能为空", "不能為空"}},
    {"is missing", {"缺少此项", "缺少此項"}},
    {"unknown key", {"没有这一项，请核对拼写", "沒有這一項，請核對拼寫"}},
    {"must be a text", {"必须是文字", "必須是文字"}},
    {"must not contain '/', which joins the parts of a group's key",
	{"不能含有“/”，它用于连接分组的各部分", "不能含有「/」，它用於連接分組的各部分"}},
    {"\"%s\" is not a real day YYYY-MM-DD",
	{"“{1}”不是真实的日期（格式：年-月-日，如 2023-01-31）", "「{1}」不是真實的日期（格式：年-月-日，如 2023-01-31）"}},
    {"must be an integer", {"必须是整数", "必須是整數"}},
    {"out of range, %ld to %ld", {"超出范围，应在 {1} 至 {2} 之间", "超出範圍，應在 {1} 至 {2} 之間"}},
    {"%ld is out of range, %ld to %ld", {"{1} 超出范围，应在 {2} 至 {3} 之间", "{1} 超出範圍，應在 {2} 至 {3} 之間"}},
    {"must be a number", {"必须是数字", "必須是數字"}},
    {"%s has more than %d decimals", {"{1} 的小数位超过 {2} 位", "{1} 的小數位超過 {2} 位"}},
    {"%s is out of range", {"{1} 超出范围", "{1} 超出範圍"}},
    {"%s is below 0", {"{1} 小于 0", "{1} 小於 0"}},
    {"%s is out of range, -%s to %s", {"{1} 超出范围，应在 -{2} 至 {3} 之间", "{1} 超出範圍，應在 -{2} 至 {3} 之間"}},
    {"%s is out of range: beyond 2^53 - 1 a number is not exact",
	{"{1} 超出范围：绝对值大于 2^53 - 1 的数不再精确", "{1} 超出範圍：絕對值大於 2^53 - 1 的數不再精確"}},
    {"%s is not a share above 0 and at most 1", {"{1} 不是大于 0、不超过 1 的比例", "{1} 不是大於 0、不超過 1 的比例"}},
    {"must be true or false", {"必须是 true 或 false", "必須是 true 或 false"}},
    {"\"%s\" is none of %s", {"“{1}”不在可选值之内：{2}", "「{1}」不在可選值之內：{2}"}},
    {"duplicate id \"%s\"", {"代号“{1}”重复", "代號「{1}」重複"}},
    {"unknown %s \"%s\"", {"没有代号为“{2}”的{*1}", "沒有代號為「{2}」的{*1}"}},
    {"duplicate key", {"此项重复出现", "此項重複出現"}},
    {"\"%s\" is none of submitted, ineligible, admitted",
	{"“{1}”不在可选值之内：submitted, ineligible, admitted", "「{1}」不在可選值之內：submitted, ineligible, admitted"}},
    {"the sheets of entry \"%s\" name several panels", {"参赛项目“{1}”的评分表出自多个评审组", "參賽項目「{1}」的評分表出自多個評審組"}},
    {"the sheets of entry \"%s\" name no panel", {"参赛项目“{1}”的评分表未注明评审组", "參賽項目「{1}」的評分表未註明評審組"}},
    {"the mean of panel \"%s\" in group \"%s\" is 0", {"分组“{2}”中评审组“{1}”的平均分为 0", "分組「{2}」中評審組「{1}」的平均分為 0"}},
    {"in group \"%s\" no judge has two different totals",
	{"分组“{1}”中没有一位评委给出过两个不同的总分", "分組「{1}」中沒有一位評委給出過兩個不同的總分"}},
    {"group \"%s\" falls into %zu components that no judge connects",
	{"分组“{1}”分成 {2} 个部分，其间没有共同的评委", "分組「{1}」分成 {2} 個部分，其間沒有共同的評委"}},
    {"entry \"%s\" has no points for criterion \"%s\"", {"参赛项目“{1}”没有评分项“{2}”的分数", "參賽項目「{1}」沒有評分項「{2}」的分數"}},
    {"entry \"%s\" has %zu counted sheets with criterion %s, and the trimmed mean drops %lld",
	{"参赛项目“{1}”含评分项“{3}”的有效评分表有 {2} 份，而去掉最高最低分要去掉 {4} 份",
	    "參賽項目「{1}」含評分項「{3}」的有效評分表有 {2} 份，而去掉最高最低分要去掉 {4} 份"}},
    {"entry \"%s\" has %zu counted sheets, and the trimmed mean drops %lld",
	{"参赛项目“{1}”的有效评分表有 {2} 份，而去掉最高最低分要去掉 {3} 份",
	    "參賽項目「{1}」的有效評分表有 {2} 份，而去掉最高最低分要去掉 {3} 份"}},
    {"entry \"%s\" has %zu counted sheets, fewer than min_sheets %lld",
	{"参赛项目“{1}”的有效评分表有 {2} 份，少于至少应有的 {3} 份", "參賽項目「{1}」的有效評分表有 {2} 份，少於至少應有的 {3} 份"}},
    {"added: entry \"%s\" takes no part in this round", {"增补席位：参赛项目“{1}”不参加本轮", "增補席位：參賽項目「{1}」不參加本輪"}},
    {"entry \"%s\" has no %s", {"参赛项目“{1}”缺少成绩“{2}”", "參賽項目「{1}」缺少成績「{2}」"}},
    {"not complete yet", {"尚未完成", "尚未完成"}},
    {"a tie at the cut waits for tie_order", {"晋级线上的同分尚待裁定先后", "晉級線上的同分尚待裁定先後"}},
    {"unknown round \"%s\"", {"没有代号为“{1}”的轮次", "沒有代號為「{1}」的輪次"}},
    {"the awards are over budget by CNY %s", {"奖金总额超出预算 {1} 元", "獎金總額超出預算 {1} 元"}},
    {"the file begins with a byte order mark (BOM) of %s; save it as UTF-8 without a BOM",
	{"文件以 {1} 的字节顺序标记（BOM）开头，请另存为不带 BOM 的 UTF-8",
	    "檔案以 {1} 的位元組順序標記（BOM）開頭，請另存為不帶 BOM 的 UTF-8"}},
    {"line %d, column %d: %s", {"第 {1} 行第 {2} 列不是有效的 JSON：{3}", "第 {1} 行第 {2} 列不是有效的 JSON：{3}"}},
    {"is missing: a decision of the organiser needs its reason", {"缺少此项：主办方的决定须有理由", "缺少此項：主辦方的決定須有理由"}},
    {"firm \"%s\" has more than %lld entries", {"企业“{1}”的参赛项目超过 {2} 个", "企業「{1}」的參賽項目超過 {2} 個"}},
    {"groups are made of it, so it must be a text", {"它用于分组，必须是文字", "它用於分組，必須是文字"}},
    {"must be \"saitou-dossier/1\"", {"必须是“saitou-dossier/1”", "必須是「saitou-dossier/1」"}},
    {"%s is above the maximum %s", {"{1} 高于满分 {2}", "{1} 高於滿分 {2}"}},
    {"%s is not a multiple of %s", {"{1} 不是 {2} 的倍数", "{1} 不是 {2} 的倍數"}},
    {"%s", {"{*1}", "{*1}"}},
    {"unknown criterion", {"没有这个评分项", "沒有這個評分項"}},
    {"this criterion does not apply to the entry's division", {"此评分项不适用于该项目所在的组别", "此評分項不適用於該項目所在的組別"}},
    {"this criterion does not apply to the judge's role", {"此评分项不适用于该评委的身份", "此評分項不適用於該評委的身分"}},
    {"a second counted sheet of judge \"%s\" for entry \"%s\"",
	{"评委“{1}”对参赛项目“{2}”有第二份有效评分表", "評委「{1}」對參賽項目「{2}」有第二份有效評分表"}},
    {"an indicators round has no sheets", {"按指标计算的轮次没有评分表", "按指標計算的輪次沒有評分表"}},
    {"a second \"%s\" for entry \"%s\"", {"参赛项目“{2}”有第二个附加分“{1}”", "參賽項目「{2}」有第二個附加分「{1}」"}},
    {"\"%s\" is listed twice", {"“{1}”列出了两次", "「{1}」列出了兩次"}},
    {"nobody goes on from the last round", {"最后一轮之后不再晋级", "最後一輪之後不再晉級"}},
    {"nobody advances from the last round", {"最后一轮之后不再晋级", "最後一輪之後不再晉級"}},
    {"must be a text, a number, true or false", {"必须是文字、数字、true 或 false", "必須是文字、數字、true 或 false"}},
    {"must be a number, as what is computed from investments is one",
	{"必须是数字，因为由投资算出的是数字", "必須是數字，因為由投資算出的是數字"}},
    {"true and false have no order", {"true 与 false 不分大小", "true 與 false 不分大小"}},
    {"a date cannot be multiplied", {"日期不能相乘", "日期不能相乘"}},
    {"unknown division", {"没有这个组别", "沒有這個組別"}},
    {"`where` holds no `investments`", {"where 之内不能再用 investments", "where 之內不能再用 investments"}},
    {"needs exactly one of at_least, at_most, above, below, equals, one_of, present",
	{"须在 at_least、at_most、above、below、equals、one_of、present 中恰有一项",
	    "須在 at_least、at_most、above、below、equals、one_of、present 中恰有一項"}},
    {"needs exactly one of all, any, not, fact, investments",
	{"须在 all、any、not、fact、investments 中恰有一项", "須在 all、any、not、fact、investments 中恰有一項"}},
    {"a name in _on is a date", {"名称以 _on 结尾的是日期", "名稱以 _on 結尾的是日期"}},
    {"a date's name ends in _on", {"日期的名称须以 _on 结尾", "日期的名稱須以 _on 結尾"}},
    {"a name in _fen is money", {"名称以 _fen 结尾的是金额", "名稱以 _fen 結尾的是金額"}},
    {"money's name ends in _fen", {"金额的名称须以 _fen 结尾", "金額的名稱須以 _fen 結尾"}},
    {"%s is not a share from 0 to 1", {"{1} 不是 0 至 1 之间的比例", "{1} 不是 0 至 1 之間的比例"}},
    {"the rulebook declares no fact %s.%s", {"赛制未声明填报项 {1}.{2}", "賽制未宣告填報項 {1}.{2}"}},
    {"%s is known only inside `where`", {"{1} 只能用在 where 之内", "{1} 只能用在 where 之內"}},
    {"\"%s\" is none of firm.NAME, entry.NAME, investment.NAME, division, industry",
	{"“{1}”不在可选值之内：firm.名称、entry.名称、investment.名称、division、industry",
	    "「{1}」不在可選值之內：firm.名稱、entry.名稱、investment.名稱、division、industry"}},
    {"must be a text, a number, true, false or null", {"必须是文字、数字、true、false 或 null", "必須是文字、數字、true、false 或 null"}},
    {"%s is below the least, %s", {"{1} 低于下限 {2}", "{1} 低於下限 {2}"}},
    {"%s is above the most, %s", {"{1} 高于上限 {2}", "{1} 高於上限 {2}"}},
    {"the rulebook declares no such fact", {"赛制未声明这一填报项", "賽制未宣告這一填報項"}},
    {"no group of this rulebook can have the key \"%s\"", {"按本赛制不会有分组“{1}”", "按本賽制不會有分組「{1}」"}},
    {"\"%s\" is none of division, industry, panel, firm.NAME, entry.NAME",
	{"“{1}”不在可选值之内：division、industry、panel、firm.名称、entry.名称",
	    "「{1}」不在可選值之內：division、industry、panel、firm.名稱、entry.名稱"}},
    {"needs `by`, which names the date to compare", {"须有 by，指明比较哪个日期", "須有 by，指明比較哪個日期"}},
    {"must be true", {"必须是 true", "必須是 true"}},
    {"needs exactly one of sum, max, count", {"须在 sum、max、count 中恰有一项", "須在 sum、max、count 中恰有一項"}},
    {"names a date, so it must end in _on", {"指的是日期，须以 _on 结尾", "指的是日期，須以 _on 結尾"}},
    {"lies after `to`", {"晚于 to 的日期", "晚於 to 的日期"}},
    {"a division must not be called \"%s\"", {"组别的代号不能是“{1}”", "組別的代號不能是「{1}」"}},
    {"must not be the first round", {"不能是第一轮", "不能是第一輪"}},
    {"\"%s\" is no time zone of tzdata, such as Asia/Shanghai",
	{"“{1}”不是 tzdata 中的时区（如 Asia/Shanghai）", "「{1}」不是 tzdata 中的時區（如 Asia/Shanghai）"}},
    {"the first bracket begins at 0", {"第一档须从 0 开始", "第一檔須從 0 開始"}},
    {"must be above that of the bracket before", {"须高于前一档的起点", "須高於前一檔的起點"}},
    {"round \"%s\" cannot have the outcome \"%s\"", {"轮次“{1}”不会有结果“{2}”", "輪次「{1}」不會有結果「{2}」"}},
    {"needs exactly one of fact, investments, best_of",
	{"须在 fact、investments、best_of 中恰有一项", "須在 fact、investments、best_of 中恰有一項"}},
    {"the last round cannot be skipped", {"最后一轮不能跳过", "最後一輪不能跳過"}},
    {"\"%s\" is none of sheets, round:ID, extra:ID",
	{"“{1}”不在可选值之内：sheets、round:代号、extra:代号", "「{1}」不在可選值之內：sheets、round:代號、extra:代號"}},
    {"the round has no part \"%s\"", {"本轮的成绩没有“{1}”这一部分", "本輪的成績沒有「{1}」這一部分"}},
    {"with the method \"borda\" there are no parts but the sheets",
	{"用 borda（名次计分）时，成绩只能来自评分表", "用 borda（名次計分）時，成績只能來自評分表"}},
    {"must be above 0", {"必须大于 0", "必須大於 0"}},
    {"the sum of weight times max is above 1000000 points", {"各项满分乘权重之和超过 1000000 分", "各項滿分乘權重之和超過 1000000 分"}},
    {"the method \"borda\" orders whole sheets", {"borda（名次计分）按整份评分表排序", "borda（名次計分）按整份評分表排序"}},
    {"has no meaning without the method \"trimmed_mean\"",
	{"只在 trimmed_mean（去掉最高最低分）时才有意义", "只在 trimmed_mean（去掉最高最低分）時才有意義"}},
    {"weights of judges need the aggregate method \"mean\"",
	{"评委权重须与 mean（平均分）一起使用", "評委權重須與 mean（平均分）一起使用"}},
    {"\"panel_factor\" does not go with the aggregate method \"borda\"",
	{"panel_factor（修正系数）不能与 borda（名次计分）一起使用", "panel_factor（修正係數）不能與 borda（名次計分）一起使用"}},
    {"\"%s\" needs the aggregate method \"mean\"", {"{1} 须与 mean（平均分）一起使用", "{1} 須與 mean（平均分）一起使用"}},
    {"\"%s\" does not go with judge_weights",
	{"{1} 不能与 judge_weights（评委权重）一起使用", "{1} 不能與 judge_weights（評委權重）一起使用"}},
    {"needs the aggregate level \"criterion\"", {"须逐评分项汇总（level 为 criterion）", "須逐評分項彙總（level 為 criterion）"}},
    {"round \"%s\" is not earlier", {"轮次“{1}”不在本轮之前", "輪次「{1}」不在本輪之前"}},
    {"names a fact of firm or entry", {"须指明企业或项目的填报项", "須指明企業或項目的填報項"}},
    {"\"%s\" is none of criterion:ID, indicator:ID, round:ID, extra:ID, sum, highest%s",
	{"“{1}”不在可选值之内：criterion:代号、indicator:代号、round:代号、extra:代号、sum、highest{2}",
	    "「{1}」不在可選值之內：criterion:代號、indicator:代號、round:代號、extra:代號、sum、highest{2}"}},
    {"round \"%s\": ", {"轮次“{1}”：", "輪次「{1}」："}},
    {"division", {"组别", "組別"}},
    {"industry", {"行业", "行業"}},
    {"firm", {"企业", "企業"}},
    {"entry", {"参赛项目", "參賽項目"}},
    {"round", {"轮次", "輪次"}},
    {"criterion", {"评分项", "評分項"}},
    {"indicator", {"指标", "指標"}},
    {"choice", {"选项", "選項"}},
};

/* The words of PATTERN; NULL where it has none. */
static const char *words_of(enum locale locale, const char *pattern)
{
	if (locale == LOCALE_EN)
		return NULL;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].pattern, pattern) == 0)
			return table[i].chinese[locale];
	return NULL;
}

static void write_value(FILE *out, enum locale locale, const char *value, bool has_words)
{
	const char *words = has_words ? words_of(locale, value) : NULL;

	fputs(words ? words : value, out);
}

/* Writes WORDS with COUNT VALUES in them. */
static void write_words(FILE *out, enum locale locale, const char *words, char *const *values, size_t count)
{
	for (const char *at = words; *at; at++) {
		bool has_words = at[0] == '{' && at[1] == '*';
		const char *digit = at + 1 + has_words;
		size_t value = (size_t)(*at == '{' ? *digit - '1' : 0);

		if (*at != '{') {
			fputc(*at, out);
			continue;
		}
		if (value < count)
			write_value(out, locale, values[value], has_words);
		at = digit + 1; /* the closing brace */
	}
}

const char *mistake_text(struct request *r, const struct judging_error *mistake)
{
	const char *words = words_of(r->locale, mistake->pattern), *round = words_of(r->locale, "round \"%s\": ");
	char *text;
	size_t size;

	if (!words)
		return arena_printf(r->arena, "%s", mistake->message);
	FILE *out = open_memstream(&text, &size);
	if (!out)
		fatal("no memory for a sentence");
	if (mistake->round && round)
		write_words(out, r->locale, round, &mistake->round, 1);
	write_words(out, r->locale, words, mistake->values, mistake->value_count);
	if (fclose(out) != 0)
		fatal("no memory for a sentence");
	arena_defer(r->arena, free, text);
	return text;
}

void mistakes_add(
    struct request *r, json_t *list, const struct judging_errors *mistakes, size_t limit, const char *name, const char *message)
{
	for (size_t i = 0; i < mistakes->count && i < limit; i++) {
		json_t *one = json_pack("{s:s, s:s}", name, mistakes->list[i].path, message, mistake_text(r, &mistakes->list[i]));
		if (!one || json_array_append_new(list, one) != 0)
			fatal("a mistake could not be told");
	}
}
