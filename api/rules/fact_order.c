#include "api/rules/fact_order.h"

#include <stdbool.h>
#include <string.h>

#include "api/shared/error_list.h"
#include "core/base/clock.h"
#include "core/request/locale.h"

/* The fact that is at fault, if it is less than LEAST (of the firm with `of_firm`), or more than MOST. */
static const struct {
	const char *of, *fact, *least, *most;
	bool of_firm;
	const char *detail[LOCALES];
} orders[] = {
    {"firm", "registered_on", "founded_on", NULL, false,
	{"注册日期不能早于成立日期。", "註冊日期不能早於成立日期。", "The firm cannot be registered before it was founded."}},
    {"firm", "technical_staff", NULL, "staff", false,
	{"科技人员数不能超过职工总数。", "科技人員數不能超過職工總數。", "There cannot be more technical staff than staff."}},
    {"firm", "rd_fen", NULL, "costs_fen", false,
	{"研发费用不能超过成本费用总额。", "研發費用不能超過成本費用總額。", "R&D costs cannot exceed total costs."}},
    {"investment", "received_on", "agreement_on", NULL, false,
	{"到账日期不能早于投资协议日期。", "到帳日期不能早於投資協議日期。", "Money cannot be received before the agreement."}},
    {"investment", "received_on", "agreed_on", NULL, false,
	{"到账日期不能早于投资协议日期。", "到帳日期不能早於投資協議日期。", "Money cannot be received before the agreement."}},
    {"investment", "received_on", "signed_on", NULL, false,
	{"到账日期不能早于投资协议日期。", "到帳日期不能早於投資協議日期。", "Money cannot be received before the agreement."}},
    {"investment", "registered_on", "agreement_on", NULL, false,
	{"股权变更登记日期不能早于投资协议日期。", "股權變更登記日期不能早於投資協議日期。",
	    "The change of equity cannot be registered before the agreement."}},
    {"investment", "registered_on", "agreed_on", NULL, false,
	{"股权变更登记日期不能早于投资协议日期。", "股權變更登記日期不能早於投資協議日期。",
	    "The change of equity cannot be registered before the agreement."}},
    {"investment", "registered_on", "signed_on", NULL, false,
	{"股权变更登记日期不能早于投资协议日期。", "股權變更登記日期不能早於投資協議日期。",
	    "The change of equity cannot be registered before the agreement."}},
    {"investment", "registered_on", "registered_on", NULL, true,
	{"股权变更登记日期不能早于企业的注册日期。", "股權變更登記日期不能早於企業的註冊日期。",
	    "The change of equity cannot be registered before the firm was."}},
    {"investment", "received_on", "registered_on", NULL, true,
	{"到账日期不能早于企业的注册日期。", "到帳日期不能早於企業的註冊日期。",
	    "The firm cannot receive money before it was registered."}},
};

/* Whether A is before B as a day, or less as a number. */
static bool is_less(const json_t *a, const json_t *b)
{
	const char *day = json_string_value(a), *other = json_string_value(b);

	if (day && other)
		return day_valid(day) && day_valid(other) && strcmp(day, other) < 0;
	return json_is_number(a) && json_is_number(b) && json_number_value(a) < json_number_value(b);
}

static bool names(const json_t *errors, const char *field)
{
	for (size_t i = 0; i < json_array_size(errors); i++)
		if (!strcmp(json_string_value(json_object_get(json_array_get(errors, i), "field")), field))
			return true;
	return false;
}

void fact_order_check(struct request *r, const char *of, const char *field, const json_t *facts, const json_t *firm, json_t *errors)
{
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		const json_t *value = json_object_get(facts, orders[i].fact), *others = orders[i].of_firm ? firm : facts;
		if (strcmp(orders[i].of, of) != 0 || !value)
			continue;
		bool wrong = (orders[i].least && is_less(value, json_object_get(others, orders[i].least))) ||
			     (orders[i].most && is_less(json_object_get(others, orders[i].most), value));
		const char *at = arena_printf(r->arena, "%s.%s", field, orders[i].fact);
		if (wrong && !names(errors, at))
			error_add(errors, at, orders[i].detail[r->locale]);
	}
}
