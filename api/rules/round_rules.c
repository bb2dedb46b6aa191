#include "api/rules/round_rules.h"

enum db_status round_rules(struct request *r, int64_t rulebook_id, const char *code, json_t **rules)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, "SELECT body FROM rulebooks WHERE id = :rulebook_id", P(rulebook_id));

	*rules = NULL;
	if (status == DB_OK && rows.count > 0)
		*rules = rulebook_round(arena_json(r->arena, db_json(&rows, 0, 0)), code);
	return status;
}
