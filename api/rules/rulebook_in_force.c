#include "api/rules/rulebook_in_force.h"

static void close_view(void *view)
{
	rulebook_close(view);
}

const struct rulebook_view *rulebook_of(struct request *r, const json_t *body)
{
	struct judging_errors errors = {0};
	struct rulebook_view *view = body ? rulebook_open(body, &errors) : NULL;

	judging_errors_free(&errors);
	if (view)
		arena_defer(r->arena, close_view, view);
	return view;
}

enum db_status rulebook_in_force(struct request *r, int64_t edition_id, const struct rulebook_view **view)
{
	struct db_rows rows;
	enum db_status status = sql_query(
	    r, &rows, "SELECT b.body FROM editions e JOIN rulebooks b ON b.id = e.rulebook_id WHERE e.id = :edition_id", P(edition_id));

	*view = status == DB_OK && rows.count > 0 ? rulebook_of(r, arena_json(r->arena, db_json(&rows, 0, 0))) : NULL;
	return status;
}
