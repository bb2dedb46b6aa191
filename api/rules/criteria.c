#include "api/rules/criteria.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/rules/round_rules.h"
#include "core/base/fatal.h"

/* The largest number of points that a rulebook may name; keeps every sum far from the limits of int64_t. */
#define POINTS_MAX 1e9

#define SAY(r, zh, hant, en, ...)                                                         \
	((r)->locale == LOCALE_EN           ? arena_printf((r)->arena, en, __VA_ARGS__)   \
	    : (r)->locale == LOCALE_ZH_HANT ? arena_printf((r)->arena, hant, __VA_ARGS__) \
					    : arena_printf((r)->arena, zh, __VA_ARGS__))

/* A form in memory. It is owned by an arena of its own, freed when the last who holds it lets go: the slot, or a request. */
struct kept {
	struct criteria criteria;
	struct arena *arena;
	size_t holders; /* under the lock */
};

#define SLOTS 128

static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept *slots[SLOTS]; /* by round id modulo SLOTS */

static void release_locked(struct kept *kept)
{
	if (kept && --kept->holders == 0)
		arena_free(kept->arena);
}

static void release(void *pointer)
{
	pthread_mutex_lock(&kept_lock);
	release_locked(pointer);
	pthread_mutex_unlock(&kept_lock);
}

static const struct kept *kept_find(struct request *r, int64_t round_id)
{
	pthread_mutex_lock(&kept_lock);
	struct kept *kept = slots[round_id % SLOTS];
	if (kept && kept->criteria.round_id != round_id)
		kept = NULL;
	if (kept)
		kept->holders++;
	pthread_mutex_unlock(&kept_lock);
	if (kept)
		arena_defer(r->arena, release, kept);
	return kept;
}

static void keep(struct kept *kept)
{
	struct kept **slot = &slots[kept->criteria.round_id % SLOTS];

	pthread_mutex_lock(&kept_lock);
	release_locked(*slot);
	*slot = kept;
	kept->holders++;
	pthread_mutex_unlock(&kept_lock);
}

void criteria_end(void)
{
	pthread_mutex_lock(&kept_lock);
	for (size_t i = 0; i < SLOTS; i++) {
		release_locked(slots[i]);
		slots[i] = NULL;
	}
	pthread_mutex_unlock(&kept_lock);
}

/* A JSON number as hundredths (SCALE 100) or ten-thousandths (SCALE 10000); false if it has more decimals or is out of range. */
static bool scaled(const json_t *number, int64_t scale, int64_t *result)
{
	double value = json_number_value(number);

	if (!json_is_number(number) || !(fabs(value) <= POINTS_MAX))
		return false;
	if (json_is_integer(number)) {
		*result = json_integer_value(number) * scale;
		return true;
	}
	*result = llround(value * (double)scale);
	/* A double holds 15 digits; what a page computed (0.1 + 0.2) is off by far less than this. */
	return fabs(value * (double)scale - (double)*result) < 1e-4;
}

bool points_read(const json_t *number, int64_t *hundredths)
{
	return scaled(number, 100, hundredths);
}

static int64_t scaled_or(const json_t *number, int64_t scale, int64_t otherwise)
{
	int64_t result;

	return scaled(number, scale, &result) ? result : otherwise;
}

/* A NULL-terminated list of the texts in ARRAY, or of the ids of its objects. */
static const char *const *text_list(struct arena *arena, const json_t *array)
{
	const char **list = arena_alloc(arena, (json_array_size(array) + 1) * sizeof *list);
	size_t i, count = 0;
	json_t *member;

	json_array_foreach (array, i, member) {
		const char *text = json_string_value(json_is_object(member) ? json_object_get(member, "id") : member);
		if (text)
			list[count++] = arena_strdup(arena, text);
	}
	return list;
}

static bool form_build(struct kept *kept, const json_t *rulebook, const char *code)
{
	struct arena *arena = kept->arena;
	json_t *criterion, *round = rulebook_round(rulebook, code);
	size_t i;

	json_t *criteria = json_object_get(round, "criteria");
	size_t count = json_array_size(criteria);
	if (!round || count == 0 || count > CRITERIA_MAX)
		return false;
	struct criterion *list = arena_alloc(arena, count * sizeof *list);
	json_array_foreach (criteria, i, criterion) {
		const json_t *divisions = json_object_get(criterion, "divisions");
		const char *id = json_string_value(json_object_get(criterion, "id"));
		if (!id)
			return false;
		list[i] = (struct criterion){
		    .id = arena_strdup(arena, id),
		    .max = scaled_or(json_object_get(criterion, "max"), 100, 0),
		    .step = scaled_or(json_object_get(criterion, "step"), 100, 1),
		    .weight = scaled_or(json_object_get(criterion, "weight"), 10000, 10000),
		    .divisions = divisions ? text_list(arena, divisions) : NULL,
		};
		if (divisions)
			kept->criteria.by_division = true;
	}
	json_t *min_sheets = json_object_get(round, "min_sheets");
	kept->criteria.min_sheets = min_sheets ? json_integer_value(min_sheets) : 1;
	kept->criteria.judges_per_entry = json_integer_value(json_object_get(round, "judges_per_entry"));
	kept->criteria.divisions = text_list(arena, json_object_get(rulebook, "divisions"));
	kept->criteria.list = list;
	kept->criteria.count = count;
	return true;
}

enum db_status criteria_get(struct request *r, int64_t round_id, const struct criteria **criteria)
{
	struct db_rows rows;

	*criteria = NULL;
	if (round_id <= 0)
		return DB_OK;
	const struct kept *found = kept_find(r, round_id);
	if (found) {
		*criteria = &found->criteria;
		return DB_OK;
	}
	enum db_status status = sql_query(r, &rows,
	    "SELECT r.code, b.body, b.state = 'frozen' FROM rounds r JOIN editions e ON e.id = r.edition_id"
	    " JOIN rulebooks b ON b.id = e.rulebook_id WHERE r.id = :round_id AND r.kind = 'judged'",
	    P(round_id));
	if (status != DB_OK || rows.count == 0)
		return status;
	struct arena *arena = arena_new();
	struct kept *kept = arena_alloc(arena, sizeof *kept);
	*kept = (struct kept){.criteria = {.round_id = round_id}, .arena = arena, .holders = 1};
	arena_defer(r->arena, release, kept);
	json_t *rulebook = arena_json(r->arena, db_json(&rows, 0, 1));
	if (!form_build(kept, rulebook, db_text(&rows, 0, 0)))
		return DB_OK;
	if (db_int(&rows, 0, 2))
		keep(kept);
	*criteria = &kept->criteria;
	return DB_OK;
}

static void add_error(struct request *r, json_t *errors, const char *criterion, const char *detail)
{
	json_array_append_new(errors, json_pack("{s:s, s:s}", "field", arena_printf(r->arena, "points.%s", criterion), "detail", detail));
}

static const char *points_text(struct request *r, int64_t hundredths)
{
	return total_text(r, hundredths * 10000);
}

/* What is wrong with VALUE for a criterion, or NULL and the points in *POINTS. */
static const char *mistake(struct request *r, const struct criterion *criterion, const json_t *value, int64_t *points)
{
	if (!json_is_number(value))
		return SAY(r, "“%s”的分数须为数字。", "「%s」的分數須為數字。", "The points for “%s” must be a number.", criterion->id);
	if (!scaled(value, 100, points))
		return SAY(r, "分数最多 %d 位小数。", "分數最多 %d 位小數。", "Points have at most %d decimals.", 2);
	if (*points < 0)
		return SAY(r, "分数不能低于 %d。", "分數不能低於 %d。", "Points cannot be below %d.", 0);
	if (*points > criterion->max)
		return SAY(r, "%s 分超过满分 %s 分。", "%s 分超過滿分 %s 分。", "%s is above the maximum %s.", points_text(r, *points),
		    points_text(r, criterion->max));
	if (criterion->step > 0 && *points % criterion->step != 0)
		return SAY(r, "%s 分不是 %s 分的整数倍。", "%s 分不是 %s 分的整數倍。", "%s is not a multiple of %s.",
		    points_text(r, *points), points_text(r, criterion->step));
	return NULL;
}

static size_t criterion_index(const struct criteria *criteria, const char *id)
{
	size_t i = 0;

	while (i < criteria->count && strcmp(criteria->list[i].id, id) != 0)
		i++;
	return i;
}

void marks_read(struct request *r, const struct criteria *criteria, const json_t *points, struct marks *marks, json_t *errors)
{
	const char *id;
	json_t *value;

	for (size_t i = 0; i < criteria->count; i++)
		marks->points[i] = MARK_NONE;
	/* jansson's iterator only reads; it has no const form. */
	json_object_foreach ((json_t *)points, id, value) {
		size_t i = criterion_index(criteria, id);
		if (i == criteria->count) {
			add_error(r, errors, id,
			    SAY(r, "本轮没有评分项“%s”。", "本輪沒有評分項「%s」。", "This round has no criterion “%s”.", id));
			continue;
		}
		int64_t mark = 0;
		const char *what = mistake(r, &criteria->list[i], value, &mark);
		if (what)
			add_error(r, errors, id, what);
		else
			marks->points[i] = mark;
	}
}

static bool applies(const struct criterion *criterion, const char *division)
{
	if (!criterion->divisions)
		return true;
	for (size_t i = 0; criterion->divisions[i]; i++) {
		if (division && strcmp(criterion->divisions[i], division) == 0)
			return true;
	}
	return false;
}

void marks_complete(struct request *r, const struct criteria *criteria, const struct marks *marks, const char *division, json_t *errors)
{
	for (size_t i = 0; i < criteria->count; i++) {
		const struct criterion *criterion = &criteria->list[i];
		bool wanted = applies(criterion, division), given = marks->points[i] != MARK_NONE;
		if (wanted && !given)
			add_error(r, errors, criterion->id,
			    SAY(r, "缺少评分项“%s”。", "缺少評分項「%s」。", "The criterion “%s” is missing.", criterion->id));
		if (!wanted && given)
			add_error(r, errors, criterion->id,
			    SAY(r, "评分项“%s”不适用于该项目的组别。", "評分項「%s」不適用於該項目的組別。",
				"The criterion “%s” does not apply to the entry's division.", criterion->id));
	}
}

const char *marks_divisions(struct request *r, const struct criteria *criteria, const struct marks *marks)
{
	const char *fits = "/";

	if (!criteria->by_division)
		return NULL;
	for (size_t d = 0; criteria->divisions[d]; d++) {
		size_t i = 0;
		while (i < criteria->count && applies(&criteria->list[i], criteria->divisions[d]) == (marks->points[i] != MARK_NONE))
			i++;
		if (i == criteria->count)
			fits = arena_printf(r->arena, "%s%s/", fits, criteria->divisions[d]);
	}
	return fits;
}

const char *marks_text(struct request *r, const struct criteria *criteria, const struct marks *marks)
{
	const char *joined = "";

	/* Written by hand: as a double, 27.1 would come out as 27.100000000000001. */
	for (size_t i = 0; i < criteria->count; i++) {
		if (marks->points[i] == MARK_NONE)
			continue;
		json_t *id = json_string(criteria->list[i].id);
		char *text = json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT);
		json_decref(id);
		if (!text)
			fatal("criterion is not UTF-8");
		joined = arena_printf(r->arena, "%s%s%s:%s", joined, *joined ? "," : "", text, points_text(r, marks->points[i]));
		free(text);
	}
	return arena_printf(r->arena, "{%s}", joined);
}

int64_t marks_total(const struct criteria *criteria, const struct marks *marks)
{
	int64_t total = 0;

	for (size_t i = 0; i < criteria->count; i++) {
		if (marks->points[i] != MARK_NONE)
			total += criteria->list[i].weight * marks->points[i];
	}
	return total;
}

const char *total_text(struct request *r, int64_t millionths)
{
	long long whole = millionths / 1000000, rest = millionths % 1000000;
	char *text;

	if (rest == 0)
		return arena_printf(r->arena, "%lld", whole);
	text = arena_printf(r->arena, "%lld.%06lld", whole, rest);
	for (size_t end = strlen(text); text[end - 1] == '0'; end--)
		text[end - 1] = '\0';
	return text;
}
