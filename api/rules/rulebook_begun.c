#include "api/rules/rulebook_begun.h"

#include <stdlib.h>
#include <string.h>

#include "core/request/locale.h"
#include "judging/base/canonical.h"
#include "judging/rulebook.h"

enum begins { NEVER, WITH_FIRST_ROUND, WITH_ITS_ROUND, WITH_AWARD_LIST };

static const char *const begun_words[] = {
    [NEVER] = "", [WITH_FIRST_ROUND] = "first_round", [WITH_ITS_ROUND] = "round", [WITH_AWARD_LIST] = "award_list"};

/* Every member of a rulebook, and when it counts as begun. Who takes part rests on the first ones, and with it everything that the first round did;
 * rounds stand for themselves; who advances directly decides who takes part in the rounds before, so of those rules only the round that they lead to
 * may change, from one that has not begun to another. */
static const struct part {
	const char *name;
	enum begins begins;
	const char *words[LOCALES];
	const char *named; /* what an id in it is the id of, for rulebook_name() */
} parts[] = {
    {"title", NEVER, {"名称", "名稱", "Title"}, NULL},
    {"timezone", WITH_FIRST_ROUND, {"时区", "時區", "Time zone"}, NULL},
    {"entries_per_firm", WITH_FIRST_ROUND, {"每家企业可提交的项目数", "每家企業可提交的項目數", "Entries per firm"}, NULL},
    {"facts", WITH_FIRST_ROUND, {"填报事项", "填報事項", "Facts asked for"}, NULL},
    {"divisions", WITH_FIRST_ROUND, {"组别", "組別", "Divisions"}, NULL},
    {"industries", WITH_FIRST_ROUND, {"行业", "行業", "Industries"}, NULL},
    {"eligibility", WITH_FIRST_ROUND, {"参赛条件", "參賽條件", "Eligibility"}, NULL},
    {"rounds", WITH_ITS_ROUND, {"轮次", "輪次", "Round"}, "round"},
    {"direct_advancement", WITH_FIRST_ROUND, {"直接晋级", "直接晉級", "Direct advancement"}, "rule"},
    {"award", WITH_AWARD_LIST, {"奖励", "獎勵", "Award"}, NULL},
};

#define PARTS (sizeof parts / sizeof parts[0])

enum db_status rulebook_progress(struct request *r, int64_t edition_id, struct rulebook_progress *progress)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT (SELECT COALESCE(MAX(position) + 1, 0) FROM rounds WHERE edition_id = :edition_id"
	    "  AND (state <> 'planned' OR computation_id IS NOT NULL)),"
	    " EXISTS (SELECT 1 FROM notices WHERE edition_id = :edition_id AND award_list_id IS NOT NULL AND state = 'published')",
	    P(edition_id));

	*progress = (struct rulebook_progress){0};
	if (status == DB_OK)
		*progress = (struct rulebook_progress){db_int(&rows, 0, 0), db_int(&rows, 0, 1) != 0};
	return status;
}

/* Without names for people, which may change at any time; a fact that is called "name" has a kind. The caller's. */
static json_t *nameless(const json_t *value)
{
	const char *key;
	json_t *copy, *member;
	size_t i;

	if (json_is_array(value)) {
		copy = json_array();
		json_array_foreach (value, i, member)
			json_array_append_new(copy, nameless(member));
		return copy;
	}
	if (!json_is_object(value))
		return json_incref((json_t *)value);
	copy = json_object();
	json_object_foreach ((json_t *)value, key, member)
		if (strcmp(key, "name") != 0 || !json_is_object(member) || json_object_get(member, "kind"))
			json_object_set_new(copy, key, nameless(member));
	return copy;
}

/* Whether both say the same, names aside; numbers by their value, as the canonical form has them. */
static bool same(const json_t *a, const json_t *b)
{
	if (!a || !b)
		return a == b;
	json_t *x = nameless(a), *y = nameless(b);
	char *one = canonical_json(x, NULL), *other = canonical_json(y, NULL);
	bool equal = strcmp(one, other) == 0;
	free(one);
	free(other);
	json_decref(x);
	json_decref(y);
	return equal;
}

static const char *id_of(const json_t *list, size_t i)
{
	return json_string_value(json_object_get(json_array_get(list, i), "id"));
}

/* The position of ID in a list of {"id"}; its length if there is none. */
static size_t place_of(const json_t *list, const char *id)
{
	size_t i = 0;

	while (i < json_array_size(list) && (!id || strcmp(id_of(list, i), id) != 0))
		i++;
	return i;
}

static void add(json_t *changes, const struct part *part, const char *id)
{
	json_array_append_new(changes, json_pack("{s:s, s:s?, s:s}", "part", part->name, "id", id, "begun", begun_words[part->begins]));
}

/* Rounds that have begun stay where and as they are. */
static void compare_rounds(
    json_t *changes, const struct part *part, const struct rulebook_progress *progress, const json_t *in_force, const json_t *proposed)
{
	const json_t *old = json_object_get(in_force, part->name), *fresh = json_object_get(proposed, part->name);

	for (size_t i = 0; i < (size_t)progress->rounds && i < json_array_size(old); i++)
		if (!same(json_array_get(old, i), json_array_get(fresh, i)))
			add(changes, part, id_of(old, i));
}

/* RULE without its round. The caller's. */
static json_t *aimless(const json_t *rule)
{
	json_t *copy = json_copy((json_t *)rule);

	json_object_del(copy, "to");
	return copy;
}

/* Whether a rule of direct advancement may lead elsewhere than before: the rounds have not begun, nor do the seats of one that has depend on it. */
static bool may_turn(
    const struct rulebook_progress *progress, const json_t *in_force, const json_t *proposed, const json_t *old, const json_t *fresh)
{
	const char *seats = json_string_value(json_object_get(old, "seats"));
	int64_t within = seats && strcmp(seats, "within") == 0,
		from = (int64_t)place_of(json_object_get(in_force, "rounds"), json_string_value(json_object_get(old, "to"))),
		to = (int64_t)place_of(json_object_get(proposed, "rounds"), json_string_value(json_object_get(fresh, "to")));

	return from - within >= progress->rounds && to - within >= progress->rounds;
}

static void compare_direct(
    json_t *changes, const struct part *part, const struct rulebook_progress *progress, const json_t *in_force, const json_t *proposed)
{
	const json_t *old = json_object_get(in_force, part->name), *fresh = json_object_get(proposed, part->name);
	size_t count = json_array_size(old) > json_array_size(fresh) ? json_array_size(old) : json_array_size(fresh);

	for (size_t i = 0; i < count; i++) {
		const json_t *a = json_array_get(old, i), *b = json_array_get(fresh, i);
		json_t *x = aimless(a), *y = aimless(b);
		if (!same(x, y) || (!same(a, b) && !may_turn(progress, in_force, proposed, a, b)))
			add(changes, part, a ? id_of(old, i) : id_of(fresh, i));
		json_decref(x);
		json_decref(y);
	}
}

json_t *rulebook_begun_changes(struct request *r, const struct rulebook_progress *progress, const json_t *in_force, const json_t *proposed)
{
	json_t *changes = arena_json(r->arena, json_array());

	for (size_t i = 0; i < PARTS; i++) {
		const struct part *part = &parts[i];
		bool begun = part->begins == WITH_AWARD_LIST ? progress->noticed : part->begins != NEVER && progress->rounds > 0;
		if (!begun)
			continue;
		if (strcmp(part->name, "rounds") == 0)
			compare_rounds(changes, part, progress, in_force, proposed);
		else if (strcmp(part->name, "direct_advancement") == 0)
			compare_direct(changes, part, progress, in_force, proposed);
		else if (!same(json_object_get(in_force, part->name), json_object_get(proposed, part->name)))
			add(changes, part, NULL);
	}
	return changes;
}

const char *rulebook_part_words(struct request *r, const json_t *in_force, const json_t *proposed, const char *name, const char *id)
{
	const struct part *part = parts;

	while (strcmp(part->name, name) != 0)
		part++;
	if (!id || !part->named)
		return part->words[r->locale];

	const json_t *names = arena_json(r->arena, rulebook_names(in_force));
	if (!json_object_get(json_object_get(names, part->named), id))
		names = arena_json(r->arena, rulebook_names(proposed)); /* it is new */
	return arena_printf(r->arena, r->locale == LOCALE_EN ? "%s “%s”" : "%s“%s”", part->words[r->locale],
	    rulebook_name(names, part->named, id, locale_tags[r->locale]));
}

json_t *rulebook_changed_parts(struct request *r, const json_t *in_force, const json_t *proposed)
{
	json_t *changed = arena_json(r->arena, json_array());

	for (size_t i = 0; i < PARTS; i++) {
		const json_t *old = json_object_get(in_force, parts[i].name), *fresh = json_object_get(proposed, parts[i].name);
		if (old != fresh && !(old && fresh && json_equal(old, fresh)))
			json_array_append_new(changed, json_string(parts[i].name));
	}
	return changed;
}

const char *rulebook_successor(const struct rulebook_progress *progress, const json_t *in_force, const json_t *proposed, const char *code)
{
	const json_t *old = json_object_get(in_force, "rounds"), *fresh = json_object_get(proposed, "rounds");
	size_t was = place_of(old, code);

	if (place_of(fresh, code) < json_array_size(fresh) || was == json_array_size(old))
		return code;
	for (size_t i = (size_t)progress->rounds; i < json_array_size(fresh); i++)
		if (place_of(old, id_of(fresh, i)) > was) /* new, or later */
			return id_of(fresh, i);
	return "award";
}
