#include "api/entry/uscc.h"

#include <stdint.h>
#include <string.h>

#include "core/base/text.h"

/* A character's place here is its value (GB 32100-2015, table 2). */
static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

size_t registration_normalise(const char *text, char out[REGISTRATION_MAX + 1])
{
	size_t length = 0;

	while (*text) {
		uint32_t c = text_next(&text);
		if (text_space(c) || text_invisible(c))
			continue;
		c = text_narrow(c);
		if (c >= 'a' && c <= 'z')
			c -= 'a' - 'A';
		if (c <= ' ' || c > '~' || length == REGISTRATION_MAX) {
			length = 0;
			break;
		}
		out[length++] = (char)c;
	}
	out[length] = '\0';
	return length;
}

/* Position 17: weights over the eight characters before it; letters count from A = 10 with all 26 (GB 11714-1997). */
static char organisation_check(const char *code)
{
	static const int weights[8] = {3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	for (size_t i = 0; i < 8; i++) {
		char c = code[8 + i];
		sum += weights[i] * (c <= '9' ? c - '0' : c - 'A' + 10);
	}
	int check = 11 - sum % 11;
	return check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check);
}

/* Position 18: weights are the powers of 3 modulo 31. */
static char whole_check(const char *code)
{
	int sum = 0, weight = 1;

	for (size_t i = 0; i < USCC_LENGTH - 1; i++) {
		sum += weight * (int)(strchr(alphabet, code[i]) - alphabet);
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31];
}

void uscc_without_hyphens(char code[REGISTRATION_MAX + 1])
{
	size_t length = 0;

	for (const char *c = code; *c; c++)
		if (*c != '-')
			code[length++] = *c;
	code[length] = '\0';
}

struct uscc_report uscc_check(const char *code)
{
	struct uscc_report report = {.right_length = strlen(code) == USCC_LENGTH};

	if (!report.right_length)
		return report;
	size_t good = strspn(code, alphabet);
	if (good < USCC_LENGTH) {
		report.wrong_character = good + 1;
		return report;
	}
	report.organisation_expected = organisation_check(code);
	report.check_expected = whole_check(code);
	report.organisation_holds = code[16] == report.organisation_expected;
	report.check_holds = code[17] == report.check_expected;
	report.valid = report.organisation_holds && report.check_holds;
	return report;
}

struct division {
	const char *code, *name;
};

/* GB/T 2260, with the codes that older registrations still carry. */
static const struct division provinces[] = {
    {"11", "北京市"},
    {"12", "天津市"},
    {"13", "河北省"},
    {"14", "山西省"},
    {"15", "内蒙古自治区"},
    {"21", "辽宁省"},
    {"22", "吉林省"},
    {"23", "黑龙江省"},
    {"31", "上海市"},
    {"32", "江苏省"},
    {"33", "浙江省"},
    {"34", "安徽省"},
    {"35", "福建省"},
    {"36", "江西省"},
    {"37", "山东省"},
    {"41", "河南省"},
    {"42", "湖北省"},
    {"43", "湖南省"},
    {"44", "广东省"},
    {"45", "广西壮族自治区"},
    {"46", "海南省"},
    {"50", "重庆市"},
    {"51", "四川省"},
    {"52", "贵州省"},
    {"53", "云南省"},
    {"54", "西藏自治区"},
    {"61", "陕西省"},
    {"62", "甘肃省"},
    {"63", "青海省"},
    {"64", "宁夏回族自治区"},
    {"65", "新疆维吾尔自治区"},
    {"71", "台湾省"},
    {"81", "香港特别行政区"},
    {"82", "澳门特别行政区"},
};

static const struct division districts[] = {
    {"440103", "荔湾区"}, {"440104", "越秀区"}, {"440105", "海珠区"}, {"440106", "天河区"}, {"440111", "白云区"}, {"440112", "黄埔区"},
    {"440113", "番禺区"}, {"440114", "花都区"}, {"440115", "南沙区"}, {"440117", "从化区"}, {"440118", "增城区"},
    {"440116", "黄埔区"},                       /* 萝岗区 until 2014 */
    {"440183", "增城区"}, {"440184", "从化区"}, /* cities of their own until 2014 */
};

static const char *division_name(const struct division *table, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (!strncmp(table[i].code, code, strlen(table[i].code)))
			return table[i].name;
	return NULL;
}

const char *uscc_province(const char *code)
{
	if (strlen(code) != USCC_LENGTH)
		return NULL;
	return division_name(provinces, sizeof provinces / sizeof provinces[0], code + 2);
}

const char *uscc_district(const char *code)
{
	if (strlen(code) != USCC_LENGTH)
		return NULL;
	return division_name(districts, sizeof districts / sizeof districts[0], code + 2);
}

bool hong_kong_number(char code[REGISTRATION_MAX + 1])
{
	size_t digits = strspn(code, "0123456789");

	if (digits == 8 && !strcmp(code + 8, "-000"))
		code[8] = '\0';
	return (digits == 7 || digits == 8) && code[digits] == '\0';
}
