#include "api/rules/declared_facts.h"

#include <string.h>

#include "api/rules/fact_bounds.h"
#include "api/shared/error_list.h"
#include "api/shared/say.h"
#include "core/request/locale.h"

/* More choices than these are not listed in a sentence. */
#define CHOICES_SAID 12

/* What the form asks of everybody, whether or not the rules do; what they do not ask for goes into no dossier. */
static const struct {
	const char *of, *name;
} always_asked[] = {
    {"firm", "district"},
    {"investment", "registered_on"},
    {"investment", "received_fen"},
    {"investment", "kind"},
};

/* The kinds in the words of the rulebook, and what is said of a value of another kind. */
static const struct {
	const char *kind, *detail[LOCALES];
} kind_faults[] = {
    {"date", {"请填写日期，例如 2021-03-02。", "請填寫日期，例如 2021-03-02。", "Please enter a date, such as 2021-03-02."}},
    {"money", {"金额应不小于 0 元，最多精确到 0.01 元。", "金額應不小於 0 元，最多精確到 0.01 元。",
		  "The amount must be CNY 0 or more, in whole steps of CNY 0.01."}},
    {"number", {"这一项应填写数字。", "這一項應填寫數字。", "This must be a number."}},
    {"integer", {"这一项应填写整数。", "這一項應填寫整數。", "This must be a whole number."}},
    {"share", {"这一项是比例，应在 0% 到 100% 之间。", "這一項是比例，應在 0% 到 100% 之間。", "This is a share, from 0% to 100%."}},
    {"yes_no", {"这一项应选择“是”或“否”。", "這一項應選擇「是」或「否」。", "This must be answered with yes or no."}},
    {"text", {"这一项应填写文字。", "這一項應填寫文字。", "This must be text."}},
};

static const char *const undeclared[LOCALES] = {
    "本届赛制没有这一项，请删去。", "本屆賽制沒有這一項，請刪去。", "The rules of this edition know no such fact; please take it out."};

static const char *const no_choice[LOCALES] = {
    "请从给出的选项中选择。", "請從給出的選項中選擇。", "Please choose one of the choices given."};

static bool is_always_asked(const char *of, const char *name)
{
	for (size_t i = 0; i < sizeof always_asked / sizeof always_asked[0]; i++)
		if (!strcmp(always_asked[i].of, of) && !strcmp(always_asked[i].name, name))
			return true;
	return false;
}

static const char *kind_of(const json_t *declared)
{
	return json_string_value(json_object_get(declared, "kind"));
}

static const char *other_kind(struct request *r, const json_t *declared)
{
	for (size_t i = 0; i < sizeof kind_faults / sizeof kind_faults[0]; i++)
		if (!strcmp(kind_faults[i].kind, kind_of(declared)))
			return kind_faults[i].detail[r->locale];
	return no_choice[r->locale];
}

/* The choices by their names; there may be too many to say. */
static const char *choose_from(struct request *r, const json_t *declared)
{
	static const char *const commas[LOCALES] = {"、", "、", ", "};
	const json_t *choices = json_object_get(declared, "choices");
	const char *all = "";

	if (json_array_size(choices) > CHOICES_SAID)
		return no_choice[r->locale];
	for (size_t i = 0; i < json_array_size(choices); i++) {
		const json_t *choice = json_array_get(choices, i);
		const char *name = rulebook_text(json_object_get(choice, "name"), locale_tags[r->locale]);
		all = arena_printf(
		    r->arena, "%s%s%s", all, i ? commas[r->locale] : "", name ? name : json_string_value(json_object_get(choice, "id")));
	}
	return SAY(r, "请从以下选项中选择：%s。", "請從以下選項中選擇：%s。", "Please choose one of: %s.", all);
}

static bool has_range(const json_t *declared)
{
	static const char *const without[] = {"text", "choice", "yes_no"};

	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		if (!strcmp(kind_of(declared), without[i]))
			return false;
	return true;
}

/* What is wrong with the fact, or NULL. */
static const char *fault(
    struct request *r, const struct rulebook_view *view, const char *of, const char *name, const json_t *value, bool may_be_undeclared)
{
	const json_t *declared = view ? rulebook_declared_fact(view, of, name) : NULL;
	struct fact_bounds bounds = fact_bounds_of(r, view, of, name);

	if (!declared && !(may_be_undeclared || !view || rulebook_knows_fact(view, of, name)))
		return undeclared[r->locale];
	switch (declared ? rulebook_check_fact(view, of, name, value) : RULEBOOK_FACT_FINE) {
	case RULEBOOK_FACT_OTHER_KIND:
		return other_kind(r, declared);
	case RULEBOOK_FACT_NO_CHOICE:
		return choose_from(r, declared);
	case RULEBOOK_FACT_FINE: /* which leaves what the name says */
	case RULEBOOK_FACT_UNKNOWN:
	case RULEBOOK_FACT_BELOW: /* as the bounds say, with their unit */
	case RULEBOOK_FACT_ABOVE:
	default:
		break;
	}
	/* A text, a choice, yes or no has no range, whatever its name. */
	if (declared && !has_range(declared))
		return NULL;
	return fact_bounds_fault(r, &bounds, value);
}

static bool is_named(const json_t *errors, const char *field)
{
	for (size_t i = 0; i < json_array_size(errors); i++)
		if (!strcmp(json_string_value(json_object_get(json_array_get(errors, i), "field")), field))
			return true;
	return false;
}

static void check(struct request *r, const struct rulebook_view *view, const char *of, const char *name, const char *field,
    const json_t *value, bool may_be_undeclared, json_t *errors)
{
	if (!value || json_is_null(value) || is_named(errors, field))
		return;
	const char *detail = fault(r, view, of, name, value, may_be_undeclared);
	if (detail)
		error_add(errors, field, detail);
}

void declared_fact_check(struct request *r, const struct rulebook_view *view, const char *of, const char *name, const char *field,
    const json_t *value, json_t *errors)
{
	check(r, view, of, name, field, value, true, errors);
}

void declared_facts_check(
    struct request *r, const struct rulebook_view *view, const char *of, const char *field, const json_t *facts, json_t *errors)
{
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)facts, name, value)
		check(r, view, of, name, arena_printf(r->arena, "%s.%s", field, name), value, is_always_asked(of, name), errors);
}
