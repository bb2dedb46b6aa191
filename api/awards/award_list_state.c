#include "api/awards/award_list_state.h"

#include <string.h>

#include "api/results/notices.h"
#include "api/shared/edition_access.h"
#include "api/shared/state_names.h"
#include "api/shared/problems.h"
#include "core/base/fatal.h"
#include "core/request/audit.h"

static const char *const state_text[LIST_STATES] = {"draft", "first_approved", "approved", "noticed", "final", "superseded"};

static const struct move {
	enum award_list_state from, to;
	const char *action; /* in the audit trail */
} moves[] = {
    {LIST_DRAFT, LIST_FIRST_APPROVED, "award_list.approve_first"},
    {LIST_FIRST_APPROVED, LIST_APPROVED, "award_list.approve_second"},
    {LIST_APPROVED, LIST_NOTICED, "award_list.publish"},
    {LIST_NOTICED, LIST_APPROVED, "award_list.take_back"},
    {LIST_NOTICED, LIST_FINAL, "award_list.finalise"},
    {LIST_DRAFT, LIST_SUPERSEDED, "award_list.supersede"},
    {LIST_FIRST_APPROVED, LIST_SUPERSEDED, "award_list.supersede"},
    {LIST_APPROVED, LIST_SUPERSEDED, "award_list.supersede"},
    {LIST_NOTICED, LIST_SUPERSEDED, "award_list.supersede"},
    {LIST_FINAL, LIST_SUPERSEDED, "award_list.supersede"},
};

const char *award_list_state_text(enum award_list_state state)
{
	return state_text[state];
}

/* Columns in the order of list_of(). */
#define COLUMNS "l.id, l.edition_id, l.number, l.state, l.computation_id, l.first_by, l.version, e.state = 'closed'"

static void list_of(const struct db_rows *rows, size_t row, struct award_list *list)
{
	*list = (struct award_list){
	    .id = db_int(rows, row, 0),
	    .edition_id = db_int(rows, row, 1),
	    .number = db_int(rows, row, 2),
	    .state = (enum award_list_state)state_index("award_lists", state_text, LIST_STATES, db_text(rows, row, 3)),
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
	/* Locked by itself first, so that of the joined rows none is locked. */
	status = sql_query(r, &rows, "SELECT id FROM award_lists WHERE id = :list_id FOR UPDATE", P(list_id));
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
	if (list->state == needed)
		return GO_ON;
	problem_member(r, "state", json_string(state_text[list->state]));
	return reply_problem(r, &problem_award_list_state, NULL, state_name(r->locale, "award_lists", state_text[list->state]));
}

static const struct move *find_move(enum award_list_state from, enum award_list_state to)
{
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
		if (moves[i].from == from && moves[i].to == to)
			return &moves[i];
	}
	fatal("an award list may not move from %s to %s", state_text[from], state_text[to]);
}

enum db_status award_list_move(struct request *r, struct award_list *list, enum award_list_state to, const char *reason, json_t *detail)
{
	const struct move *move = find_move(list->state, to);
	const char *word = state_text[to];
	enum db_status status;

	if (to == LIST_FIRST_APPROVED)
		status = sql_exec(r, NULL,
		    "UPDATE award_lists SET state = :word, first_by = :account, first_at = :now, version = version + 1 WHERE id = :list",
		    P(word), P(list, list->id));
	else if (move->from == LIST_FIRST_APPROVED && to == LIST_APPROVED)
		status = sql_exec(r, NULL,
		    "UPDATE award_lists SET state = :word, second_by = :account, second_at = :now, version = version + 1 WHERE id = :list",
		    P(word), P(list, list->id));
	else if (to == LIST_FINAL)
		status = sql_exec(r, NULL, "UPDATE award_lists SET state = :word, final_at = :now, version = version + 1 WHERE id = :list",
		    P(word), P(list, list->id));
	else
		status = sql_exec(
		    r, NULL, "UPDATE award_lists SET state = :word, version = version + 1 WHERE id = :list", P(word), P(list, list->id));
	if (status != DB_OK) {
		json_decref(detail);
		return status;
	}
	if (!detail)
		detail = json_object();
	json_object_set_new(detail, "number", json_integer((json_int_t)list->number));
	json_object_set_new(detail, "from", json_string(state_text[move->from]));
	json_object_set_new(detail, "to", json_string(word));
	audit(r, (struct audit_event){.edition_id = list->edition_id,
		     .action = move->action,
		     .object = "award_lists",
		     .object_id = list->id,
		     .reason = reason,
		     .detail = detail});
	list->state = to;
	list->version++;
	return DB_OK;
}

enum db_status award_lists_supersede(struct request *r, int64_t edition_id, int64_t number, unsigned states)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT " COLUMNS " FROM award_lists l JOIN editions e ON e.id = l.edition_id"
	    " WHERE l.edition_id = :edition_id AND l.number < :number AND l.state <> 'superseded'",
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
