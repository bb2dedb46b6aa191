#include "api/rules/criteria.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/shared/error_list.h"
#include "api/shared/say.h"
#include "core/base/fatal.h"
#include "judging/base/decimal.h"

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

bool points_read(const json_t *number, int64_t *hundredths)
{
	int128 value = 0;
	enum decimal_status status = decimal_scaled(number, 2, &value);

	*hundredths = (int64_t)value;
	return status == DECIMAL_OK;
}

static void close_view(void *view)
{
	rulebook_close(view);
}

/* RULEBOOK is the arena's, like all that is made of it. */
static bool form_build(struct kept *kept, const json_t *rulebook, const char *code)
{
	struct judging_errors errors = {0};
	struct rulebook_view *view = rulebook_open(rulebook, &errors);
	struct criteria *criteria = &kept->criteria;

	judging_errors_free(&errors);
	if (!view)
		return false;
	arena_defer(kept->arena, close_view, view);
	struct rulebook_criterion *list = arena_alloc(kept->arena, CRITERIA_MAX * sizeof *list);
	criteria->count = rulebook_all_criteria(view, code, list, CRITERIA_MAX);
	if (criteria->count == 0 || criteria->count > CRITERIA_MAX)
		return false;
	for (size_t i = 0; i < criteria->count; i++) {
		criteria->by_division |= json_object_get(list[i].json, "divisions") != NULL;
		criteria->by_role |= json_object_get(list[i].json, "roles") != NULL;
	}
	rulebook_sheets(view, code, &criteria->min_sheets, &criteria->judges_per_entry);
	criteria->code = arena_strdup(kept->arena, code);
	criteria->view = view;
	criteria->list = list;
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
	    "SELECT r.code, b.body, b.state = 'frozen' AND r.state <> 'planned' FROM rounds r JOIN editions e ON e.id = r.edition_id"
	    " JOIN rulebooks b ON b.id = e.rulebook_id WHERE r.id = :round_id AND r.kind = 'judged'",
	    P(round_id));
	if (status != DB_OK || rows.count == 0)
		return status;
	struct arena *arena = arena_new();
	struct kept *kept = arena_alloc(arena, sizeof *kept);
	*kept = (struct kept){.criteria = {.round_id = round_id}, .arena = arena, .holders = 1};
	arena_defer(r->arena, release, kept);
	json_t *rulebook = arena_json(arena, db_json(&rows, 0, 1));
	if (!form_build(kept, rulebook, db_text(&rows, 0, 0)))
		return DB_OK;
	if (db_int(&rows, 0, 2))
		keep(kept);
	*criteria = &kept->criteria;
	return DB_OK;
}

static void point_out(struct request *r, json_t *errors, const char *criterion, const char *detail)
{
	error_add(errors, arena_printf(r->arena, "points.%s", criterion), detail);
}

static const char *points_text(struct request *r, int64_t hundredths)
{
	char text[DECIMAL_TEXT];

	return arena_strdup(r->arena, decimal_show_scaled(hundredths, 2, text));
}

/* What is wrong with VALUE for a criterion, or NULL and the points in *POINTS. */
static const char *mistake(struct request *r, const struct rulebook_criterion *criterion, const json_t *value, int64_t *points)
{
	switch (rulebook_check_points(criterion, value, points)) {
	case RULEBOOK_POINTS_FINE:
		break;
	case RULEBOOK_NO_NUMBER:
		return SAY(r, "“%s”的分数须为数字。", "「%s」的分數須為數字。", "The points for “%s” must be a number.", criterion->id);
	case RULEBOOK_TOO_FINE:
		return SAY(r, "分数最多 %d 位小数。", "分數最多 %d 位小數。", "Points have at most %d decimals.", 2);
	case RULEBOOK_OUT_OF_RANGE:
		return SAY(r, "分数须在 0 到 %s 之间。", "分數須在 0 到 %s 之間。", "Points must be from 0 to %s.",
		    points_text(r, criterion->max));
	case RULEBOOK_ABOVE_MAX:
		return SAY(r, "%s 分超过满分 %s 分。", "%s 分超過滿分 %s 分。", "%s is above the maximum %s.", points_text(r, *points),
		    points_text(r, criterion->max));
	case RULEBOOK_OFF_STEP:
		return SAY(r, "%s 分不是 %s 分的整数倍。", "%s 分不是 %s 分的整數倍。", "%s is not a multiple of %s.",
		    points_text(r, *points), points_text(r, criterion->step));
	}
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
			point_out(r, errors, id,
			    SAY(r, "本轮没有评分项“%s”。", "本輪沒有評分項「%s」。", "This round has no criterion “%s”.", id));
			continue;
		}
		int64_t mark = 0;
		const char *what = mistake(r, &criteria->list[i], value, &mark);
		if (what)
			point_out(r, errors, id, what);
		else
			marks->points[i] = mark;
	}
}

void criteria_wanted(const struct criteria *criteria, const char *division, const char *role, bool wanted[CRITERIA_MAX])
{
	struct rulebook_criterion list[CRITERIA_MAX];
	size_t count = rulebook_criteria(criteria->view, criteria->code, division, role, list, CRITERIA_MAX), next = 0;

	/* Both lists are in the rulebook's order. */
	for (size_t i = 0; i < criteria->count; i++) {
		wanted[i] = next < count && list[next].json == criteria->list[i].json;
		next += wanted[i];
	}
}

void marks_complete(
    struct request *r, const struct criteria *criteria, const struct marks *marks, const char *division, const char *role, json_t *errors)
{
	bool wanted[CRITERIA_MAX];

	criteria_wanted(criteria, division, role, wanted);
	for (size_t i = 0; i < criteria->count; i++) {
		const char *id = criteria->list[i].id;
		bool given = marks->points[i] != MARK_NONE;
		if (wanted[i] && !given)
			point_out(r, errors, id, SAY(r, "缺少评分项“%s”。", "缺少評分項「%s」。", "The criterion “%s” is missing.", id));
		if (!wanted[i] && given)
			point_out(r, errors, id,
			    SAY(r, "评分项“%s”不适用于该项目的组别或评委的角色。", "評分項「%s」不適用於該項目的組別或評委的角色。",
				"The criterion “%s” does not apply to the entry's division or the judge's role.", id));
	}
}

const char *marks_divisions(struct request *r, const struct criteria *criteria, const struct marks *marks, const char *role)
{
	const char *fits = "/", *division;
	bool wanted[CRITERIA_MAX];

	if (!criteria->by_division)
		return NULL;
	for (size_t d = 0; (division = rulebook_division(criteria->view, d)); d++) {
		size_t i = 0;
		criteria_wanted(criteria, division, role, wanted);
		while (i < criteria->count && wanted[i] == (marks->points[i] != MARK_NONE))
			i++;
		if (i == criteria->count)
			fits = arena_printf(r->arena, "%s%s/", fits, division);
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
	return rulebook_weigh(criteria->list, marks->points, criteria->count);
}

const char *total_text(struct request *r, int64_t millionths)
{
	char text[RULEBOOK_TOTAL_SIZE];

	return arena_strdup(r->arena, rulebook_show(millionths, text));
}
