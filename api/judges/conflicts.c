#include "api/judges/conflicts.h"

#include <string.h>

#include "api/judges/organisation_names.h"
#include "core/request/audit.h"

/* Organisations by key: which one stands for all that are the same, by aliases. A key without a row stands for itself. */
struct names {
	struct request *r;
	json_t *same; /* the request's: {key: another key of the same} */
};

static const char *standing_for(const struct names *n, const char *key)
{
	const char *next;

	while ((next = json_string_value(json_object_get(n->same, key))) != NULL)
		key = next;
	return key;
}

static const char *organisation(const struct names *n, const char *name)
{
	return standing_for(n, organisation_key(n->r->arena, name));
}

static enum db_status load_aliases(struct names *n, int64_t edition_id)
{
	struct db_rows rows;
	enum db_status status = sql_query(
	    n->r, &rows, "SELECT name, alias FROM organisation_aliases WHERE edition_id = :edition_id ORDER BY id", P(edition_id));

	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		const char *a = organisation(n, db_text(&rows, i, 0)), *b = organisation(n, db_text(&rows, i, 1));
		if (strcmp(a, b) != 0)
			json_object_set_new(n->same, a, json_string(b));
	}
	return status;
}

/* Adds [judge, entry, kind, statement, evidence] for each judge whose organisation has NAME. */
static void match(
    const struct names *n, const json_t *judges, const char *name, int64_t entry, const char *kind, int64_t investment, json_t *found)
{
	const char *key = organisation(n, name);
	json_t *judge;
	size_t i;

	json_array_foreach (json_object_get(judges, key), i, judge)
		json_array_append_new(found,
		    json_pack("{s:O, s:I, s:s, s:s, s:{s:O, s:s, s:o}}", "judge", json_object_get(judge, "id"), "entry", (json_int_t)entry,
			"kind", kind, "statement", name, "evidence", "organisation", json_object_get(judge, "organisation"), "name", name,
			"investment", investment ? json_integer(investment) : json_null()));
}

/* {key: [{"id", "organisation"}, …]}, the request's. */
static enum db_status load_judges(const struct names *n, int64_t edition_id, int64_t judge_id, json_t **judges)
{
	struct db_rows rows;
	enum db_status status = sql_query(n->r, &rows,
	    "SELECT id, organisation FROM judges WHERE edition_id = :edition_id AND state = 'active' AND (:judge_id IS NULL OR id = :judge_id)",
	    P(edition_id), P(judge_id, ID(judge_id)));

	*judges = arena_json(n->r->arena, json_object());
	for (size_t i = 0; status == DB_OK && i < rows.count; i++) {
		const char *key = organisation(n, db_text(&rows, i, 1));
		if (!*key)
			continue;
		json_t *list = json_object_get(*judges, key);
		if (!list) {
			list = json_array();
			json_object_set_new(*judges, key, list);
		}
		json_array_append_new(list, db_json_row(&rows, i, "is", "id", "organisation"));
	}
	return status;
}

static enum db_status record(struct request *r, int64_t edition_id, const json_t *found)
{
	struct db_rows before, added;
	enum db_status status = sql_query(r, &before, "SELECT COALESCE(MAX(id), 0) FROM recusals");

	if (status == DB_OK)
		status = sql_exec(r, NULL,
		    "INSERT IGNORE INTO recusals (edition_id, judge_id, entry_id, kind, source, statement, evidence, declared_by, declared_at)"
		    " SELECT :edition_id, g.judge, g.entry, g.kind, 'computed', g.statement, g.evidence, :account, :now"
		    " FROM JSON_TABLE(:found, '$[*]' COLUMNS (judge BIGINT PATH '$.judge', entry BIGINT PATH '$.entry',"
		    " kind VARCHAR(32) PATH '$.kind', statement VARCHAR(200) PATH '$.statement', evidence JSON PATH '$.evidence')) g"
		    " WHERE NOT EXISTS (SELECT 1 FROM recusals x WHERE x.judge_id = g.judge AND x.entry_id = g.entry AND x.kind = g.kind)",
		    P(edition_id), P(found));
	if (status == DB_OK)
		status = sql_query(r, &added,
		    "SELECT id, judge_id, entry_id, kind FROM recusals WHERE edition_id = :edition_id AND source = 'computed' AND id > :before"
		    " ORDER BY id",
		    P(edition_id), P(before, db_int(&before, 0, 0)));
	for (size_t i = 0; status == DB_OK && i < added.count; i++) {
		int64_t judge = db_int(&added, i, 1), entry = db_int(&added, i, 2);
		audit(r, (struct audit_event){.edition_id = edition_id,
			     .action = "recusal.compute",
			     .object = "recusals",
			     .object_id = db_int(&added, i, 0),
			     .detail = json_pack("{s:I, s:I, s:s}", "judge", (json_int_t)judge, "entry", (json_int_t)entry, "kind",
				 db_text(&added, i, 3))});
		status = sql_exec(
		    r, NULL, "UPDATE assignments SET recused = TRUE WHERE judge_id = :judge AND entry_id = :entry", P(judge), P(entry));
	}
	return status;
}

enum db_status conflicts_find(struct request *r, int64_t edition_id, int64_t firm_id, int64_t judge_id)
{
	struct names n = {r, arena_json(r->arena, json_object())};
	json_t *judges, *found = arena_json(r->arena, json_array());
	struct db_rows rows;
	enum db_status status = load_aliases(&n, edition_id);

	if (status == DB_OK)
		status = load_judges(&n, edition_id, judge_id, &judges);
	if (status != DB_OK || json_object_size(judges) == 0)
		return status;
	status = sql_query(r, &rows,
	    "SELECT f.name, e.id, 'employment', NULL FROM entries e JOIN firms f ON f.id = e.firm_id WHERE e.edition_id = :edition_id"
	    " AND e.state = 'submitted' AND (:firm_id IS NULL OR e.firm_id = :firm_id)"
	    " UNION ALL SELECT i.investor, e.id, 'own_fund', i.id FROM investments i JOIN entries e ON e.firm_id = i.firm_id"
	    "  AND e.edition_id = i.edition_id AND e.state = 'submitted' WHERE i.edition_id = :edition_id AND i.state <> 'withdrawn'"
	    "  AND (:firm_id IS NULL OR i.firm_id = :firm_id) ORDER BY 2, 4",
	    P(edition_id), P(firm_id, ID(firm_id)));
	for (size_t i = 0; status == DB_OK && i < rows.count; i++)
		match(&n, judges, db_text(&rows, i, 0), db_int(&rows, i, 1), db_text(&rows, i, 2), db_int(&rows, i, 3), found);
	return status == DB_OK && json_array_size(found) ? record(r, edition_id, found) : status;
}
