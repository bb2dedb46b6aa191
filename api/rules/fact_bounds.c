#include "api/rules/fact_bounds.h"

#include <math.h>
#include <string.h>

#include "api/shared/say.h"
#include "api/shared/zones.h"
#include "core/base/clock.h"
#include "judging/base/canonical.h"
#include "judging/base/check.h"

#define MOST INT64_C(1000000000000)       /* of a number of which nothing is known */
#define MOST_FEN INT64_C(100000000000000) /* a thousand billion yuan: more than any firm of any contest turns over */
#define MOST_WAN INT64_C(100000000)
#define MOST_PEOPLE 10000000
#define MOST_ITEMS 1000000
#define MOST_SHARE 1000 /* of something that the part may exceed, such as sales */
#define MOST_PERCENT 100000
#define YEAR_LEAST 1900
#define YEAR_MOST 2199

static const char first_day[] = "1900-01-01", last_day[] = "2199-12-31";

/* Ends of names; a * stands for letters, and before an end stands nothing or a _. The first row that fits counts. The units of money, shares and
 * per cent are those of web/src/rulebook/units.json, which a test compares. */
static const struct {
	const char *ending;
	enum fact_unit unit;
	bool whole, future;
	double min, max;
} endings[] = {
    {"fen", UNIT_MONEY, true, false, 0, (double)MOST_FEN},
    {"until_on", UNIT_DAY, false, true, 0, 0},
    {"expires_on", UNIT_DAY, false, true, 0, 0},
    {"ends_on", UNIT_DAY, false, true, 0, 0},
    {"due_on", UNIT_DAY, false, true, 0, 0},
    {"planned_on", UNIT_DAY, false, true, 0, 0},
    {"expected_on", UNIT_DAY, false, true, 0, 0},
    {"on", UNIT_DAY, false, false, 0, 0},
    {"growth_percent", UNIT_PERCENT, false, false, -100, MOST_PERCENT},
    {"growth_share", UNIT_SHARE, false, false, -1, MOST_SHARE},
    {"growth_ratio", UNIT_SHARE, false, false, -1, MOST_SHARE},
    {"percent", UNIT_PERCENT, false, false, 0, 100},
    {"share", UNIT_SHARE, false, false, 0, 1},
    {"to_costs", UNIT_SHARE, false, false, 0, 1},
    {"to_staff", UNIT_SHARE, false, false, 0, 1},
    {"ratio", UNIT_SHARE, false, false, 0, MOST_SHARE},
    {"to_*", UNIT_SHARE, false, false, 0, MOST_SHARE},
    {"wan", UNIT_WAN, false, false, 0, (double)MOST_WAN},
    {"staff", UNIT_PEOPLE, true, false, 0, MOST_PEOPLE},
    {"employees", UNIT_PEOPLE, true, false, 0, MOST_PEOPLE},
    {"headcount", UNIT_PEOPLE, true, false, 0, MOST_PEOPLE},
    {"people", UNIT_PEOPLE, true, false, 0, MOST_PEOPLE},
    {"patents", UNIT_ITEMS, true, false, 0, MOST_ITEMS},
    {"copyrights", UNIT_ITEMS, true, false, 0, MOST_ITEMS},
    {"trademarks", UNIT_ITEMS, true, false, 0, MOST_ITEMS},
    {"class_1", UNIT_ITEMS, true, false, 0, MOST_ITEMS},
    {"class_2", UNIT_ITEMS, true, false, 0, MOST_ITEMS},
    {"count", UNIT_ITEMS, true, false, 0, MOST_ITEMS},
    {"years", UNIT_YEARS, false, false, 0, 200},
    {"months", UNIT_MONTHS, false, false, 0, 2400},
    {"days", UNIT_DAYS, false, false, 0, 73000},
    {"year", UNIT_NUMBER, true, false, YEAR_LEAST, YEAR_MOST},
};
#define ENDINGS (sizeof endings / sizeof endings[0])

static const char *const unit_words[FACT_UNITS] = {
    [UNIT_NUMBER] = "number",
    [UNIT_DAY] = "day",
    [UNIT_MONEY] = "money",
    [UNIT_WAN] = "wan",
    [UNIT_SHARE] = "share",
    [UNIT_PERCENT] = "percent",
    [UNIT_PEOPLE] = "people",
    [UNIT_ITEMS] = "items",
    [UNIT_YEARS] = "years",
    [UNIT_MONTHS] = "months",
    [UNIT_DAYS] = "days",
};

/* What stands behind a bound in a sentence; the other units stand beside the field. */
static const char *sign_of(enum fact_unit unit)
{
	return unit == UNIT_SHARE || unit == UNIT_PERCENT ? "%" : "";
}

/* Whether NAME ends in the words of ENDING; with * for letters at its end. */
static bool ends_in(const char *name, const char *ending)
{
	size_t length = strlen(name), tail = strlen(ending);
	bool any = ending[tail - 1] == '*';

	if (any) {
		size_t end = length;
		tail--;
		while (length && name[length - 1] >= 'a' && name[length - 1] <= 'z')
			length--;
		if (length == end)
			return false;
	}
	return length >= tail && !strncmp(name + length - tail, ending, tail) && (length == tail || name[length - tail - 1] == '_');
}

static size_t ending_of(const char *name)
{
	size_t i = 0;

	while (i < ENDINGS && !ends_in(name, endings[i].ending))
		i++;
	return i;
}

static struct fact_bounds by_name(struct request *r, const struct rulebook_view *view, const char *name)
{
	size_t i = ending_of(name);

	if (i == ENDINGS)
		return (struct fact_bounds){.unit = UNIT_NUMBER, .has_min = true, .has_max = true, .max = (double)MOST};
	if (endings[i].unit == UNIT_DAY)
		return (struct fact_bounds){.unit = UNIT_DAY,
		    .first = first_day,
		    .last =
			endings[i].future ? last_day : zone_day(r->arena, zone_of(view ? rulebook_timezone(view) : NULL), r->arrived_at)};
	return (struct fact_bounds){.unit = endings[i].unit,
	    .whole = endings[i].whole,
	    .has_min = true,
	    .has_max = true,
	    .min = endings[i].min,
	    .max = endings[i].max};
}

/* What is declared rules. Where it leaves a bound open, that of the name stands as long as the kind is the same; one that nothing is known of has none. */
static void declare(struct fact_bounds *b, const json_t *declared, bool known)
{
	const char *kind = json_string_value(json_object_get(declared, "kind"));
	const json_t *min = json_object_get(declared, "min"), *max = json_object_get(declared, "max");
	bool share = !strcmp(kind, "share"), number = !strcmp(kind, "number"), integer = !strcmp(kind, "integer");

	if (!share && !number && !integer && strcmp(kind, "money") != 0)
		return;
	if (share)
		*b = (struct fact_bounds){.unit = UNIT_SHARE, .has_min = true, .has_max = true, .max = 1};
	else if (number || integer) {
		/* A number that is declared as one is no share, whatever its name. */
		if (b->unit == UNIT_SHARE)
			*b = (struct fact_bounds){.unit = UNIT_NUMBER};
		else if (!known)
			b->has_min = b->has_max = false;
		b->whole = integer;
	}
	if (min) {
		b->has_min = true;
		b->min = json_number_value(min);
		b->has_max &= max || b->max >= b->min;
	}
	if (max) {
		b->has_max = true;
		b->max = json_number_value(max);
		b->has_min &= b->min <= b->max;
	}
}

struct fact_bounds fact_bounds_of(struct request *r, const struct rulebook_view *view, const char *of, const char *name)
{
	struct fact_bounds bounds = by_name(r, view, name);
	const json_t *declared = view ? rulebook_declared_fact(view, of, name) : NULL;

	if (declared)
		declare(&bounds, declared, ending_of(name) < ENDINGS);
	return bounds;
}

/* A bound with its unit. */
static const char *said(struct request *r, const struct fact_bounds *b, double bound)
{
	char text[DECIMAL_TEXT > RULEBOOK_TOTAL_SIZE ? DECIMAL_TEXT : RULEBOOK_TOTAL_SIZE];

	if (b->unit == UNIT_MONEY) {
		int64_t fen = (int64_t)bound;
		if (r->locale == LOCALE_EN)
			return arena_printf(r->arena, "CNY %lld.%02lld", (long long)(fen / 100), (long long)(fen % 100));
		return arena_printf(r->arena, "%s %s", rulebook_show(fen, text), r->locale == LOCALE_ZH_HANT ? "萬元" : "万元");
	}
	return arena_printf(r->arena, "%.15g%s", b->unit == UNIT_SHARE ? bound * 100 : bound, sign_of(b->unit));
}

static const char *fault_of_day(struct request *r, const struct fact_bounds *b, const char *day)
{
	if (!day || !day_valid(day)) /* which is said elsewhere */
		return NULL;
	if (strcmp(day, b->first) < 0)
		return SAY(r, "日期不能早于 %s，请核对年份。", "日期不能早於 %s，請核對年份。",
		    "The date cannot be before %s; please check the year.", b->first);
	if (strcmp(day, b->last) <= 0)
		return NULL;
	if (b->last == last_day)
		return SAY(r, "日期不能晚于 %s，请核对年份。", "日期不能晚於 %s，請核對年份。",
		    "The date cannot be after %s; please check the year.", b->last);
	return SAY(r, "日期不能晚于今天（%s）。", "日期不能晚於今天（%s）。", "The date cannot be after today (%s).", b->last);
}

const char *fact_bounds_fault(struct request *r, const struct fact_bounds *b, const json_t *value)
{
	static const char *const number[LOCALES] = {"这一项应填写数字。", "這一項應填寫數字。", "This must be a number."};
	static const char *const whole[LOCALES] = {"这一项应填写整数。", "這一項應填寫整數。", "This must be a whole number."};
	double n = json_number_value(value);

	if (b->unit == UNIT_DAY)
		return fault_of_day(r, b, json_string_value(value));
	if (!json_is_number(value))
		return b->unit == UNIT_NUMBER ? NULL : number[r->locale];
	if (b->whole && n != floor(n))
		return b->unit == UNIT_MONEY ? NULL : whole[r->locale]; /* of money it is said elsewhere */
	if (b->has_min && n < b->min)
		return SAY(r, "不能小于 %s。", "不能小於 %s。", "This must be at least %s.", said(r, b, b->min));
	if (b->has_max && n > b->max)
		return SAY(r, "不能大于 %s。", "不能大於 %s。", "This must be at most %s.", said(r, b, b->max));
	return NULL;
}

/* As an integer where it is one, so that amounts stay exact. */
static json_t *bound_json(bool given, double bound)
{
	return !given ? json_null() : bound == floor(bound) ? json_integer((json_int_t)bound) : json_real(bound);
}

json_t *fact_bounds_json(const struct fact_bounds *b)
{
	bool day = b->unit == UNIT_DAY;

	return json_pack("{s:s, s:o, s:o, s:b}", "unit", unit_words[b->unit], "min",
	    day ? json_string(b->first) : bound_json(b->has_min, b->min), "max",
	    day ? json_string(b->last) : bound_json(b->has_max, b->max), "whole", (int)b->whole);
}
