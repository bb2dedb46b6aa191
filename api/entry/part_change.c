#include "api/entry/part_change.h"

#include "api/rounds/round_entries.h"

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t later(int64_t a, int64_t b)
{
	return a < b ? b : a;
}

static bool takes_sheets(const struct round *round)
{
	return !round->judged || ROUND_IN(round->state) & (ROUND_IN(ROUND_PLANNED) | ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED));
}

/* Whether the entry can come into ROUND: it is judged there, or need not be; or was, where the round is published. */
static enum db_status can_come_in(struct request *r, const struct round *round, int64_t entry_id, bool *can)
{
	struct db_rows rows;

	*can = takes_sheets(round);
	if (*can || !round->public_computation_id)
		return DB_OK;
	enum db_status status =
	    sql_query(r, &rows, "SELECT COUNT(*) FROM sheets WHERE round_id = :round AND entry_id = :entry_id AND state = 'handed_in'",
		P(round, round->id), P(entry_id));
	*can = status == DB_OK && db_int(&rows, 0, 0) > 0;
	return status;
}

enum db_status part_judge(struct request *r, const struct rounds_course *course, struct part_change *c)
{
	const struct round *running = course->running;
	int64_t from = earlier(c->old, c->fresh);
	bool can = true;
	struct db_rows rows;

	c->verdict = (running && from < running->position) || !rounds_may_change(course, from, later(c->old, c->fresh)) ? PART_CORRECTS
															: PART_FOLLOWS;
	if (c->old == c->fresh || !running) {
		c->verdict = PART_FOLLOWS;
		return DB_OK;
	}
	if (c->fresh < c->old && c->fresh < (int64_t)course->count) {
		enum db_status status = can_come_in(r, &course->all[c->fresh], c->entry_id, &can);
		if (status != DB_OK)
			return status;
		if (!can)
			c->verdict = PART_CLOSED;
	}
	if (c->verdict == PART_FOLLOWS)
		return DB_OK;
	enum db_status status =
	    sql_query(r, &rows, "SELECT EXISTS (SELECT 1 FROM award_lists WHERE edition_id = :edition AND state IN ('noticed', 'final'))",
		P(edition, running->edition_id));
	if (status == DB_OK && db_int(&rows, 0, 0))
		c->verdict = PART_FINAL;
	return status;
}

bool part_touches_running(const struct rounds_course *course, const struct part_change *c)
{
	const struct round *running = course->running;

	return running && c->verdict == PART_FOLLOWS && (c->old <= running->position) != (c->fresh <= running->position);
}

struct part_moves part_moves_none(struct request *r)
{
	return (struct part_moves){arena_json(r->arena, json_array()), arena_json(r->arena, json_array())};
}

void part_moves_add(struct part_moves *moves, const struct rounds_course *course, const struct part_change *c)
{
	if (part_touches_running(course, c))
		json_array_append_new(moves->running, json_integer((json_int_t)c->entry_id));
	else if (c->verdict == PART_CORRECTS && c->fresh == 0 && c->old > 0 && course->all[0].judged &&
		 ROUND_IN(course->all[0].state) & (ROUND_IN(ROUND_OPEN) | ROUND_IN(ROUND_LOCKED)))
		json_array_append_new(moves->first, json_integer((json_int_t)c->entry_id));
}

enum handled part_moves_follow(struct request *r, const struct rounds_course *course, const struct part_moves *moves, const char *reason)
{
	if (!course->running)
		return GO_ON;
	STEP(round_entries_follow(r, course->running, moves->running, reason));
	struct round first = course->all[0];
	return round_entries_follow(r, &first, moves->first, reason);
}
