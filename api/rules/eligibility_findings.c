#include "api/rules/eligibility_findings.h"

#include <string.h>

#include "api/rules/rule_check.h"

const char *const eligibility_findings[] = {"missing", "no_division", "changed", NULL};

enum { ENTRY, SUBMITTED, FOUND };
#define LOOKED_AT                                                                                                            \
	"SELECT e.id, e.state = 'submitted', n.finding FROM entries e LEFT JOIN eligibility_findings n ON n.entry_id = e.id" \
	" WHERE e.edition_id = :edition_id AND e.submission_id IS NOT NULL"

enum db_status eligibility_settled(struct request *r, int64_t entry_id)
{
	return sql_exec(r, NULL, "DELETE FROM eligibility_findings WHERE entry_id = :entry_id", P(entry_id));
}

/* WORD (NULL: nothing) is what is found now of the entry, of which so far FOUND was. Writes only what changes: most acts change nothing. */
static enum db_status note(struct request *r, int64_t entry_id, const char *found, const char *word, const json_t *missing)
{
	if (!word)
		return found ? eligibility_settled(r, entry_id) : DB_OK;
	return sql_exec(r, NULL,
	    "INSERT INTO eligibility_findings (entry_id, finding, missing, found_at) VALUES (:entry_id, :word, :missing, :now)"
	    " ON DUPLICATE KEY UPDATE found_at = IF(finding = VALUES(finding), found_at, VALUES(found_at)), finding = VALUES(finding),"
	    " missing = VALUES(missing)",
	    P(entry_id), P(word), P(missing));
}

static enum db_status look(struct request *r, const struct rule_subject *subject)
{
	json_t *outcome = rule_eligibility(r, subject, true, NULL);
	enum db_status status =
	    note(r, subject->entry_id, subject->found, rule_finding(subject, outcome), json_object_get(outcome, "missing"));

	json_object_clear(outcome); /* of thousands; its reasons nobody is told */
	return status;
}

static enum db_status review(struct request *r, const struct db_rows *rows)
{
	json_t *ids = arena_json(r->arena, json_array());
	enum db_status status = DB_OK;
	size_t count = 0;

	for (size_t i = 0; status == DB_OK && i < rows->count; i++) {
		if (db_int(rows, i, SUBMITTED))
			json_array_append_new(ids, db_json_int(rows, i, ENTRY));
		else if (!db_is_null(rows, i, FOUND)) /* withdrawn */
			status = eligibility_settled(r, db_int(rows, i, ENTRY));
	}
	if (status != DB_OK || json_array_size(ids) == 0)
		return status;
	struct rule_subject *subjects = arena_alloc(r->arena, json_array_size(ids) * sizeof *subjects);
	status = rule_subjects_load(r, ids, subjects, &count);
	for (size_t i = 0; status == DB_OK && i < count; i++)
		status = look(r, &subjects[i]);
	return status;
}

enum db_status eligibility_review_firm(struct request *r, int64_t edition_id, int64_t firm_id)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, LOOKED_AT " AND e.firm_id = :firm_id ORDER BY e.id", P(edition_id), P(firm_id));

	return status == DB_OK ? review(r, &rows) : status;
}

enum db_status eligibility_review_edition(struct request *r, int64_t edition_id)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows, LOOKED_AT " ORDER BY e.id", P(edition_id));

	return status == DB_OK ? review(r, &rows) : status;
}
