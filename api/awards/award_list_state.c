#include "api/awards/award_list_state.h"

#include <string.h>

#include "api/results/notices.h"
#include "api/shared/edition_access.h"
#include "api/shared/problems.h"
#include "core/base/fatal.h"

static const struct state list_states[LIST_STATES] = {
    {"draft", {"草稿", "草稿", "draft"}, false},
    {"first_approved", {"已有一人审核", "已有一人審核", "approved by one person"}, false},
    {"approved", {"已有两人审核", "已有兩人審核", "approved by two people"}, false},
    {"noticed", {"公示中", "公示中", "on public notice"}, false},
    {"final", {"已定稿", "已定稿", "final"}, true},
    {"superseded", {"已被取代", "已被取代", "superseded"}, true},
};

#define SET(columns) STATE_SET("award_lists", columns ", version = version + 1")
#define WHO ROLE_ORGANIZER

static const struct state_move moves[] = {
    {"approve", "draft", "first_approved", "award_list.approve_first", WHO, SET(", first_by = :account, first_at = :now"), NULL, NULL},
    {"approve", "first_approved", "approved", "award_list.approve_second", WHO, SET(", second_by = :account, second_at = :now"), NULL,
	NULL},
    {"publish", "approved", "noticed", "award_list.publish", WHO, SET(""), NULL, NULL},
    {"take_back", "noticed", "approved", "award_list.take_back", WHO, SET(""), NULL, NULL},
    {"finalise", "noticed", "final", "award_list.finalise", WHO, SET(", final_at = :now"), NULL, NULL},
    {"supersede", "draft", "superseded", "award_list.supersede", WHO, SET(""), NULL, NULL},
    {"supersede", "first_approved", "superseded", "award_list.supersede", WHO, SET(""), NULL, NULL},
    {"supersede", "approved", "superseded", "award_list.supersede", WHO, SET(""), NULL, NULL},
    {"supersede", "noticed", "superseded", "award_list.supersede", WHO, SET(""), NULL, NULL},
    {"supersede", "final", "superseded", "award_list.supersede", WHO, SET(""), NULL, NULL},
};

STATE_MACHINE(award_list_states, "award_lists", list_states, moves, .begins = STATES("draft"), .refusal = &problem_award_list_state);

const char *award_list_state_text(enum award_list_state state)
{
	return list_states[state].name;
}

/* Columns in the order of list_of(). */
#define COLUMNS "l.id, l.edition_id, l.number, l.state, l.computation_id, l.first_by, l.version, e.state = 'closed'"

static void list_of(const struct db_rows *rows, size_t row, struct award_list *list)
{
	*list = (struct award_list){
	    .id = db_int(rows, row, 0),
	    .edition_id = db_int(rows, row, 1),
	    .number = db_int(rows, row, 2),
	    .state = (enum award_list_state)state_index(&award_list_states, db_text(rows, row, 3)),
	    .computation_id = db_int(rows, row, 4),
	    .first_by = db_int(rows, row, 5),
	    .version = db_int(rows, row, 6),
	    .edition_closed = db_int(rows, row, 7) != 0,
	};
}

enum db_status award_list_get(struct request *r, int64_t list_id, struct award_list **list)
{
	struct db_rows rows;
	enum db_status status;

	*list = NULL;
	/* Locked by itself first, so that of the joined rows none is locked but the edition's, which must not be closed meanwhile. */
	status = sql_query(r, &rows, "SELECT edition_id FROM award_lists WHERE id = :list_id FOR UPDATE", P(list_id));
	if (status == DB_OK && rows.count > 0)
		status =
		    sql_query(r, &rows, "SELECT 1 FROM editions WHERE id = :edition LOCK IN SHARE MODE", P(edition, db_int(&rows, 0, 0)));
	if (status != DB_OK)
		return status;
	status = sql_query(r, &rows,
	    "SELECT " COLUMNS " FROM award_lists l JOIN editions e ON e.id = l.edition_id"
	    " WHERE l.id = :list_id AND has_role(:account, 'organizer', l.edition_id)",
	    P(list_id));
	if (status == DB_OK && rows.count > 0) {
		*list = arena_alloc(r->arena, sizeof **list);
		list_of(&rows, 0, *list);
	}
	return status;
}

enum handled award_list_ready(struct request *r, const struct award_list *list, enum award_list_state needed)
{
	if (!list)
		return reply_problem(r, &problem_not_found, NULL);
	STEP(request_matches(r, list->version));
	if (list->edition_closed)
		return reply_problem(r, &problem_edition_closed, NULL);
	return list->state == needed ? GO_ON : state_refused(r, &award_list_states, list_states[list->state].name);
}

/* The verb that leads from one state to the other. */
static const char *verb_between(enum award_list_state from, enum award_list_state to)
{
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++)
		if (!strcmp(moves[i].from, list_states[from].name) && !strcmp(moves[i].to, list_states[to].name))
			return moves[i].verb;
	fatal("an award list may not move from %s to %s", list_states[from].name, list_states[to].name);
}

enum db_status award_list_move(struct request *r, struct award_list *list, enum award_list_state to, const char *reason, json_t *detail)
{
	struct state_row row = {list->id, list->edition_id, list_states[list->state].name, list};

	if (!detail)
		detail = json_object();
	json_object_set_new(detail, "number", json_integer((json_int_t)list->number));
	enum db_status status = state_must(r, &award_list_states, &row, verb_between(list->state, to), WHY(reason, detail));
	if (status != DB_OK)
		return status;
	list->state = to;
	list->version++;
	return DB_OK;
}

enum db_status award_lists_supersede(struct request *r, int64_t edition_id, int64_t number, unsigned states)
{
	struct db_rows rows;
	/* The newest first, as by who publishes one: it has locked that. */
	enum db_status status = sql_query(r, &rows,
	    "SELECT l.id, l.edition_id, l.number, l.state, l.computation_id, l.first_by, l.version, FALSE FROM award_lists l"
	    " WHERE l.edition_id = :edition_id AND l.number < :number AND l.state <> 'superseded' ORDER BY l.number DESC FOR UPDATE",
	    P(edition_id), P(number));
	const char *why = arena_printf(r->arena, "已由第 %lld 版取代。Superseded by version %lld.", (long long)number, (long long)number);

	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		struct award_list list;
		list_of(&rows, i, &list);
		if (!(states & 1u << list.state))
			continue;
		status = award_list_move(r, &list, LIST_SUPERSEDED, NULL, json_pack("{s:I}", "by_number", (json_int_t)number));
		if (status == DB_OK)
			status = notices_withdraw(r, edition_id, list.id, 0, why);
	}
	return status;
}
