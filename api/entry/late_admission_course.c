/* What a late entry may do to rounds that have begun: the same as a late decision (api/rounds/round_state.h). */
#include <string.h>

#include "api/entry/late_admissions.h"
#include "api/rounds/round_entries.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/problems.h"

/* NULL if an entry that begins its part with the round at POSITION does no harm. */
static const char *against(const struct rounds_course *course, int64_t position)
{
	if (!rounds_may_change(course, position, INT64_MAX))
		return "published";
	if (course->running && position <= course->running->position && !rounds_may_join(course))
		return "closed";
	return NULL;
}

static void add(const struct rounds_course *course, size_t position, const char *way, json_t *list, bool *possible)
{
	const char *word = against(course, (int64_t)position);

	json_array_append_new(list, json_pack("{s:s, s:s, s:s?}", "round", course->all[position].code, "way", way, "against", word));
	*possible |= !word;
}

enum db_status late_entrances(struct request *r, int64_t edition_id, const struct rounds_course *course, json_t **list, bool *possible)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT o.code FROM editions d JOIN rulebooks b ON b.id = d.rulebook_id JOIN rounds o ON o.edition_id = d.id AND o.position > 0"
	    " WHERE d.id = :edition_id AND JSON_CONTAINS(COALESCE(JSON_EXTRACT(b.body, '$.direct_advancement[*].to'), '[]'), JSON_QUOTE(o.code))"
	    " ORDER BY o.position",
	    P(edition_id));

	*list = arena_json(r->arena, json_array());
	*possible = false;
	if (status != DB_OK || course->count == 0)
		return status;
	add(course, 0, "first", *list, possible);
	for (size_t i = 0; i < rows.count; i++)
		for (size_t position = 1; position < course->count; position++)
			if (strcmp(course->all[position].code, db_text(&rows, i, 0)) == 0)
				add(course, position, "direct", *list, possible);
	return DB_OK;
}

enum handled late_entry_joins(struct request *r, const struct rounds_course *course, int64_t entry_id, const char *reason)
{
	struct rule_subject subject = {0};
	bool found;

	if (!course->running)
		return GO_ON;
	DB_TRY(rule_subject_load(r, entry_id, RULE_SUBMISSION, &subject, &found));
	int64_t part = rule_part(r, &subject, rule_direct_advancement(r, &subject, NULL), NULL);
	if (part == INT64_MAX) /* takes no part, whatever has begun */
		return GO_ON;
	const char *word = against(course, part);
	if (word) {
		problem_member(r, "round", json_string(course->all[part].code));
		problem_member(r, "against", json_string(word));
		return reply_problem(r, &problem_late_admission_no_place, NULL);
	}
	if (part > course->running->position)
		return GO_ON;
	return round_entries_follow(r, course->running, arena_json(r->arena, json_pack("[I]", (json_int_t)entry_id)), reason);
}
