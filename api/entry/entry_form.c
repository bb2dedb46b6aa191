#include "api/entry/entry_form.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "api/rules/entry_facts.h"
#include "api/rules/declared_facts.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/fields.h"
#include "api/shared/limits.h"
#include "api/shared/phone.h"
#include "core/base/clock.h"
#include "core/base/json_text.h"
#include "core/base/text.h"
#include "judging/base/check.h"

#define FEN_MAX INT64_C(9007199254740991)

enum field_type {
	FIELD_TEXT,
	FIELD_NAME,
	FIELD_CODE,
	FIELD_LONG_TEXT,
	FIELD_EMAIL,
	FIELD_PHONE,
	FIELD_BOOL,
	FIELD_NUMBER,
	FIELD_TEXTS,
	FIELD_FACTS
};

static const char *const type_words[] = {
    [FIELD_TEXT] = "text",
    [FIELD_NAME] = "text",
    [FIELD_CODE] = "text",
    [FIELD_LONG_TEXT] = "long_text",
    [FIELD_EMAIL] = "email",
    [FIELD_PHONE] = "phone",
    [FIELD_BOOL] = "boolean",
    [FIELD_NUMBER] = "number",
    [FIELD_TEXTS] = "texts",
    [FIELD_FACTS] = "facts",
};

/* What kind of text each is; FIELD_FACTS: those of its texts. */
static const enum text_kind text_kinds[] = {
    [FIELD_TEXT] = TEXT_LINE,
    [FIELD_NAME] = TEXT_NAME,
    [FIELD_CODE] = TEXT_IDENTIFIER,
    [FIELD_LONG_TEXT] = TEXT_FREE,
    [FIELD_EMAIL] = TEXT_IDENTIFIER,
    [FIELD_PHONE] = TEXT_LINE,
    [FIELD_TEXTS] = TEXT_LINE,
    [FIELD_FACTS] = TEXT_LINE,
};

struct form_field {
	const char *name; /* "contact.email": member of an object */
	const char *section;
	int64_t max;       /* characters (of each item), or the largest number */
	int64_t max_items; /* FIELD_TEXTS */
	enum field_type type;
	bool required; /* by a submission */
	bool personal; /* never in a submission's body, a dossier or a list */
	const char *label[LOCALES];
};

static const struct form_field fields[] = {
    {"project_name", "project", 50, 0, FIELD_NAME, true, false, {"项目名称", "項目名稱", "Project name"}},
    {"industry", "project", LIMIT_CODE, 0, FIELD_CODE, true, false, {"行业", "行業", "Industry"}},
    {"technology_field", "project", 100, 0, FIELD_TEXT, true, false, {"科技创新领域", "科技創新領域", "Field of technology"}},
    {"channel", "project", 50, 0, FIELD_TEXT, false, false, {"参赛渠道", "參賽管道", "Channel of entry"}},
    {"invest_instead_of_review", "project", 0, 0, FIELD_BOOL, true, false, {"以投代评", "以投代評", "Investment instead of review"}},
    {"service_needs", "project", 50, 3, FIELD_TEXTS, false, false, {"服务需求", "服務需求", "Services needed"}},
    {"financing_wan", "project", 10000000, 0, FIELD_NUMBER, false, false,
	{"期望融资金额（万元）", "期望融資金額（萬元）", "Financing sought (10,000 yuan)"}},
    {"equity_percent", "project", 100, 0, FIELD_NUMBER, false, false, {"股权释放比例（%）", "股權釋放比例（%）", "Equity offered (%)"}},
    {"keywords", "project", 30, 5, FIELD_TEXTS, true, false, {"技术关键词", "技術關鍵詞", "Technical keywords"}},
    {"product", "description", 2000, 0, FIELD_LONG_TEXT, true, false,
	{"技术、产品或服务", "技術、產品或服務", "Technology, product or service"}},
    {"market", "description", 2000, 0, FIELD_LONG_TEXT, true, false, {"市场与竞争", "市場與競爭", "Market and competition"}},
    {"business_model", "description", 1000, 0, FIELD_LONG_TEXT, true, false, {"商业模式", "商業模式", "Business model"}},
    {"contact.name", "contact", 50, 0, FIELD_NAME, true, true, {"联系人姓名", "聯絡人姓名", "Name of the contact"}},
    {"contact.phone", "contact", 30, 0, FIELD_PHONE, true, true, {"联系人电话", "聯絡人電話", "Telephone of the contact"}},
    {"contact.email", "contact", LIMIT_EMAIL, 0, FIELD_EMAIL, true, true, {"联系人邮箱", "聯絡人信箱", "Email of the contact"}},
    {"firm_facts", "facts", 0, 0, FIELD_FACTS, false, false, {"企业情况", "企業情況", "About the firm"}},
    {"entry_facts", "facts", 0, 0, FIELD_FACTS, false, false, {"项目情况", "項目情況", "About the project"}},
};
#define FIELD_COUNT (sizeof fields / sizeof fields[0])

static const struct form_field *find_field(const char *parent, const char *name)
{
	size_t prefix = parent ? strlen(parent) : 0;

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (!parent && !strcmp(fields[i].name, name))
			return &fields[i];
		if (parent && !strncmp(fields[i].name, parent, prefix) && fields[i].name[prefix] == '.' &&
		    !strcmp(fields[i].name + prefix + 1, name))
			return &fields[i];
	}
	return NULL;
}

static bool is_email(const char *text)
{
	const char *at = strchr(text, '@');

	return at && at != text && !strchr(at + 1, '@') && strchr(at + 1, '.') && at[1] != '.' && text[strlen(text) - 1] != '.' &&
	       !strpbrk(text, " ,;<>\"()");
}

static void check_field_text(
    const struct form_check *c, const char *parent, const char *name, const struct form_field *field, const json_t *value)
{
	const char *text = json_string_value(value);
	struct text_fault unseen;

	if (!text) {
		form_fault(c, parent, name, FAULT_TEXT, 0, 0);
		return;
	}
	size_t length = text_length(text);
	if ((int64_t)length > field->max)
		form_fault(c, parent, name, FAULT_LONG, field->max, (int64_t)length);
	else if (!text_take(c->arena, text_kinds[field->type], text, strlen(text), &unseen))
		form_fault(c, parent, name, FAULT_UNSEEN, (int64_t)unseen.position, unseen.character);
	else if (field->type == FIELD_EMAIL && length && !is_email(text))
		form_fault(c, parent, name, FAULT_EMAIL, 0, 0);
	else if (field->type == FIELD_PHONE && length && !phone_take(c->arena, text))
		form_fault(c, parent, name, FAULT_PHONE, 0, 0);
}

static void check_texts(const struct form_check *c, const struct form_field *field, const json_t *value)
{
	size_t i, k;
	json_t *item;

	if (!json_is_array(value)) {
		form_fault(c, NULL, field->name, FAULT_TEXTS, 0, 0);
		return;
	}
	if ((int64_t)json_array_size(value) > field->max_items) {
		form_fault(c, NULL, field->name, FAULT_ITEMS, field->max_items, (int64_t)json_array_size(value));
		return;
	}
	json_array_foreach (value, i, item) {
		const char *name = arena_printf(c->arena, "%s[%zu]", field->name, i);
		for (k = 0; k < i && !json_equal(json_array_get(value, k), item); k++)
			;
		if (k < i || !json_is_string(item) || text_blank(json_string_value(item)))
			form_fault(c, NULL, name, FAULT_TEXTS, 0, 0);
		else
			check_field_text(c, NULL, name, field, item);
	}
}

static bool two_decimals(const json_t *value)
{
	double hundredfold = json_number_value(value) * 100;

	return fabs(hundredfold - nearbyint(hundredfold)) < 1e-6;
}

static void check_facts(const struct form_check *, const char *field, const json_t *facts);

static void check_value(
    const struct form_check *c, const char *parent, const char *name, const struct form_field *field, const json_t *value)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_CODE:
	case FIELD_LONG_TEXT:
	case FIELD_EMAIL:
	case FIELD_PHONE:
		check_field_text(c, parent, name, field, value);
		return;
	case FIELD_BOOL:
		if (!json_is_boolean(value))
			form_fault(c, parent, name, FAULT_BOOL, 0, 0);
		return;
	case FIELD_NUMBER:
		if (!json_is_number(value) || json_number_value(value) < 0 || json_number_value(value) > (double)field->max ||
		    !two_decimals(value))
			form_fault(c, parent, name, FAULT_NUMBER, field->max, 0);
		return;
	case FIELD_TEXTS:
		check_texts(c, field, value);
		return;
	case FIELD_FACTS:
		check_facts(c, field->name, value);
		return;
	}
}

/* ---- texts as the policy has them ---- */

/* Sets *VALUE, a text of KIND, to what is made of it; whether that is another. One that is refused stays, for the check to find. */
static bool take_text(struct arena *arena, enum text_kind kind, bool phone, json_t *value)
{
	struct text_fault unseen;
	const char *text = json_string_value(value), *taken = text_take(arena, kind, text, json_string_length(value), &unseen);

	if (taken && phone) {
		const char *number = phone_take(arena, taken);
		taken = number ? number : taken;
	}
	if (!taken || taken == text || !strcmp(taken, text))
		return false;
	json_string_set(value, taken);
	return true;
}

/* The same for all texts in the object or list VALUE. */
static bool take_texts(struct arena *arena, enum text_kind kind, json_t *value)
{
	const char *name;
	json_t *member;
	size_t i;
	bool changed = false;

	json_array_foreach (value, i, member)
		changed |= json_is_string(member) && take_text(arena, kind, false, member);
	json_object_foreach (value, name, member)
		changed |= json_is_string(member) && take_text(arena, kind, false, member);
	return changed;
}

/* Members of OWNER that are blank texts become null: they are taken out of the form. */
static bool blank_is_null(json_t *owner)
{
	const char *name;
	json_t *member;
	bool changed = false;

	json_object_foreach (owner, name, member) {
		if (json_is_string(member) && text_blank(json_string_value(member))) {
			json_object_set_new(owner, name, json_null());
			changed = true;
		}
	}
	return changed;
}

static bool take_member(struct arena *arena, const char *parent, const char *name, json_t *value)
{
	const struct form_field *field = find_field(parent, name);

	if (!field)
		return false;
	if (json_is_string(value))
		return take_text(arena, text_kinds[field->type], field->type == FIELD_PHONE, value);
	return (take_texts(arena, text_kinds[field->type], value) | (field->type == FIELD_FACTS && blank_is_null(value))) != 0;
}

static bool take_piece(struct arena *arena, json_t *form)
{
	const char *name, *inner;
	json_t *value, *member;
	bool changed = false;

	json_object_foreach (form, name, value) {
		changed |= take_member(arena, NULL, name, value);
		if (strcmp(name, "contact") != 0)
			continue;
		json_object_foreach (value, inner, member)
			changed |= take_member(arena, "contact", inner, member);
		changed |= blank_is_null(value);
	}
	return (changed | blank_is_null(form)) != 0;
}

/* ---- facts ---- */

static bool fact_name_valid(const char *name)
{
	return name[0] >= 'a' && name[0] <= 'z' && strlen(name) <= LIMIT_FACT_NAME &&
	       !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static void check_fact(const struct form_check *c, const char *field, const char *name, const json_t *value)
{
	const char *text = json_string_value(value);

	if (!fact_name_valid(name))
		form_fault(c, field, name, FAULT_FACT_NAME, LIMIT_FACT_NAME, 0);
	else if (!strcmp(field, "entry_facts") && entry_fact_source(name))
		form_fault(c, field, name, FAULT_FACT_ELSEWHERE, 0, 0);
	else if (json_is_null(value) && c->patch)
		return;
	else if (check_suffix(name, "_on")) {
		if (!text || !day_valid(text))
			form_fault(c, field, name, FAULT_FACT_DAY, 0, 0);
	} else if (check_suffix(name, "_fen")) {
		if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > FEN_MAX)
			form_fault(c, field, name, FAULT_FACT_MONEY, 0, 0);
	} else if (text) {
		if (text_length(text) > LIMIT_FACT_TEXT)
			form_fault(c, field, name, FAULT_FACT_SCALAR, LIMIT_FACT_TEXT, 0);
	} else if (!json_is_boolean(value) && !(json_is_number(value) && fabs(json_number_value(value)) <= (double)FEN_MAX))
		form_fault(c, field, name, FAULT_FACT_SCALAR, LIMIT_FACT_TEXT, 0);
}

static void check_facts(const struct form_check *c, const char *field, const json_t *facts)
{
	const char *name;
	json_t *value;

	if (json_is_null(facts) && c->patch)
		return;
	if (!json_is_object(facts)) {
		form_fault(c, NULL, field, FAULT_OBJECT, 0, 0);
		return;
	}
	if (json_object_size(facts) > LIMIT_FACTS)
		form_fault(c, NULL, field, FAULT_FACT_COUNT, LIMIT_FACTS, 0);
	json_object_foreach ((json_t *)facts, name, value)
		check_fact(c, field, name, value);
}

void facts_check(struct request *r, json_t *errors, const char *field, json_t *facts)
{
	take_texts(r->arena, text_kinds[FIELD_FACTS], facts);
	check_facts(&(struct form_check){.arena = r->arena, .locale = r->locale, .errors = errors}, field, facts);
}

/* ---- the form ---- */

static void check_contact(const struct form_check *c, const json_t *contact)
{
	const char *name;
	json_t *value;

	if (!json_is_object(contact)) {
		form_fault(c, NULL, "contact", FAULT_OBJECT, 0, 0);
		return;
	}
	json_object_foreach ((json_t *)contact, name, value) {
		const struct form_field *field = find_field("contact", name);
		if (!field)
			form_fault(c, "contact", name, FAULT_UNKNOWN, 0, 0);
		else if (!json_is_null(value) || !c->patch)
			check_value(c, "contact", name, field, value);
	}
}

/* A new list of faults. */
static json_t *check_form(struct request *r, const json_t *form, bool patch)
{
	struct form_check c = {.arena = r->arena, .locale = r->locale, .errors = json_made(json_array()), .patch = patch};
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)form, name, value) {
		const struct form_field *field = strchr(name, '.') ? NULL : find_field(NULL, name);
		if (!field && strcmp(name, "contact") != 0)
			form_fault(&c, NULL, name, FAULT_UNKNOWN, 0, 0);
		else if (json_is_null(value) && patch)
			continue;
		else if (field)
			check_value(&c, NULL, name, field, value);
		else
			check_contact(&c, value);
	}
	return c.errors;
}

static const char *text_of(struct arena *arena, const json_t *value)
{
	char *text = json_text(value);

	arena_defer(arena, free, text);
	return text;
}

/* Adds to INTO the member NAME, of the form's member OWNER or (NULL) of the form itself, unless it has a fault. */
static void keep_member(struct request *r, json_t *into, const char *owner, const char *name, json_t *value)
{
	json_t *alone = owner ? json_pack("{s:{s:O}}", owner, name, value) : json_pack("{s:O}", name, value);
	json_t *errors = check_form(r, alone, true);

	if (json_array_size(errors) == 0)
		json_object_set(into, name, value);
	json_decref(errors);
	json_decref(alone);
}

/* What of FORM has no fault, member by member: a new object. */
static json_t *without_faults(struct request *r, const json_t *form)
{
	json_t *good = json_made(json_object()), *value, *member;
	const char *name, *inner;

	json_object_foreach ((json_t *)form, name, value) {
		if (!json_is_object(value) || json_object_size(value) > LIMIT_FACTS) {
			keep_member(r, good, NULL, name, value);
			continue;
		}
		json_t *kept = json_made(json_object());
		json_object_foreach (value, inner, member)
			keep_member(r, kept, name, inner, member);
		if (json_object_size(kept) > 0)
			json_object_set(good, name, kept);
		json_decref(kept);
	}
	return good;
}

struct entry_piece *entry_form_take(struct request *r)
{
	struct entry_piece *piece = arena_alloc(r->arena, sizeof *piece);

	/* The request itself is changed, so that another run finds it so. */
	if (take_piece(r->arena, r->json))
		r->body = text_of(r->arena, r->json);
	*piece = (struct entry_piece){.values = r->json, .body = r->body, .refused = arena_json(r->arena, check_form(r, r->json, true))};
	if (json_array_size(piece->refused) > 0) {
		piece->values = arena_json(r->arena, without_faults(r, r->json));
		piece->body = text_of(r->arena, piece->values);
	}
	return piece;
}

static const json_t *form_value(const json_t *form, const char *name)
{
	const char *dot = strchr(name, '.');

	if (!dot)
		return json_object_get(form, name);
	return json_object_get(json_object_getn(form, name, (size_t)(dot - name)), dot + 1);
}

bool form_filled(const json_t *value)
{
	if (json_is_string(value))
		return !text_blank(json_string_value(value));
	return json_is_array(value) ? json_array_size(value) > 0 : value && !json_is_null(value);
}

static void check_industry(const struct form_check *c, const json_t *form, const struct rulebook_view *rulebook)
{
	const json_t *chosen = json_object_get(form, "industry");

	if (chosen && !(json_is_string(chosen) && rulebook_has_industry(rulebook, json_string_value(chosen))))
		form_fault(c, NULL, "industry", FAULT_INDUSTRY, 0, 0);
}

static bool is_fact(const struct form_field *field)
{
	const char *source = entry_fact_source(field->name);

	return source && !strcmp(source, "form");
}

bool entry_form_states_facts(const json_t *form)
{
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if ((is_fact(&fields[i]) || fields[i].type == FIELD_FACTS) && form_filled(json_object_get(form, fields[i].name)))
			return true;
	return false;
}

void entry_form_declared(struct request *r, const json_t *form, const struct rulebook_view *rulebook, json_t *errors)
{
	declared_facts_check(r, rulebook, "firm", "firm_facts", json_object_get(form, "firm_facts"), errors);
	declared_facts_check(r, rulebook, "entry", "entry_facts", json_object_get(form, "entry_facts"), errors);
	for (size_t i = 0; i < FIELD_COUNT; i++)
		if (is_fact(&fields[i]))
			declared_fact_check(
			    r, rulebook, "entry", fields[i].name, fields[i].name, json_object_get(form, fields[i].name), errors);
}

json_t *entry_form_faults(struct request *r, const json_t *form, const struct rulebook_view *rulebook)
{
	struct form_check c = {.arena = r->arena, .locale = r->locale, .errors = check_form(r, form, false), .patch = false};
	bool has_industries = rulebook && rulebook_industries(rulebook);

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		/* An edition whose rulebook has no industries needs none. */
		if (!strcmp(fields[i].name, "industry") && !has_industries)
			continue;
		if (fields[i].required && !form_filled(form_value(form, fields[i].name)))
			form_fault(&c, NULL, fields[i].name, FAULT_MISSING, 0, 0);
	}
	if (has_industries)
		check_industry(&c, form, rulebook);
	return c.errors;
}

json_t *entry_form_describe(enum locale locale)
{
	json_t *list = json_array();

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct form_field *f = &fields[i];
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:o, s:o}", "name", f->name, "type", type_words[f->type], "section",
			f->section, "label", f->label[locale], "required", f->required, "personal", f->personal, "max",
			f->max ? json_integer(f->max) : json_null(), "max_items", f->max_items ? json_integer(f->max_items) : json_null()));
	}
	return list;
}

json_t *entry_form_impersonal(const json_t *form)
{
	json_t *copy = json_copy((json_t *)form);

	json_object_del(copy, "contact");
	return copy;
}
