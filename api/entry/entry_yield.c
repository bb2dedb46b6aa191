/* What a draft comes to while it is filled in: eligibility, points, direct advancement, and what is missing for them. */
#include "api/entry/form_missing.h"
#include "api/rules/rule_check.h"
#include "api/rules/declared_facts.h"
#include "api/rules/rulebook_facts.h"
#include "api/rules/rulebook_in_force.h"
#include "api/shared/access.h"
#include "api/shared/problems.h"
#include "core/request/route.h"

/* Takes out of FACTS what nobody can submit so: it is marked in the form, and counts as missing until it is put right. ASKED: of rulebook_facts(). */
static void drop_faulty(struct request *r, const struct rulebook_view *rulebook, const json_t *asked, const char *of, json_t *facts)
{
	const char *name;
	json_t *value;
	void *next;

	json_object_foreach_safe (facts, next, name, value) {
		json_t *errors = arena_json(r->arena, json_array());
		declared_fact_check(r, rulebook, of, name, name, value, errors);
		const json_t *fact = json_object_get(asked, arena_printf(r->arena, "%s.%s", of, name));
		if (json_array_size(errors) > 0 || !form_fact_fits(fact, value))
			json_object_del(facts, name);
	}
}

static enum handled get(struct request *r)
{
	struct rule_subject subject = {0};
	struct db_rows rows;
	int64_t entry = request_id_param(r, 0);
	json_t *faults, *investment;
	bool found;
	size_t i;

	DB_TRY(sql_query(r, &rows,
	    "SELECT w.version FROM entries e JOIN drafts w ON w.entry_id = e.id WHERE e.id = :entry AND (" SQL_MEMBER(
		"e.firm_id") " OR " SQL_READER("e.edition_id") ")",
	    P(entry)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	DB_TRY(rule_subject_load(r, entry, RULE_DRAFT, &subject, &found));
	if (!found)
		return reply_problem(r, &problem_not_found, NULL);
	const struct rulebook_view *rulebook = rulebook_of(r, subject.rulebook);
	const json_t *asked = arena_json(r->arena, rulebook_facts(rulebook));
	drop_faulty(r, rulebook, asked, "firm", subject.firm_facts);
	drop_faulty(r, rulebook, asked, "entry", subject.entry_facts);
	json_array_foreach (subject.investments, i, investment)
		drop_faulty(r, rulebook, asked, "investment", json_object_get(investment, "facts"));
	json_t *stands = rule_yield(r, &subject, false, &faults), *verified = rule_yield(r, &subject, true, NULL);
	if (!stands || !verified)
		return rule_faulty(r, faults);
	return reply_json(r, 200,
	    json_pack("{s:I, s:I, s:O, s:O, s:O, s:O, s:{s:O, s:O}}", "entry_id", (json_int_t)entry, "version",
		(json_int_t)db_int(&rows, 0, 0), "eligibility", json_object_get(stands, "eligibility"), "direct",
		json_object_get(stands, "direct"), "takes", json_object_get(stands, "takes"), "rounds", json_object_get(stands, "rounds"),
		"if_verified", "direct", json_object_get(verified, "direct"), "takes", json_object_get(verified, "takes")));
}

#define READERS (ROLE_CONTESTANT | ROLE_ORGANIZER | ROLE_AUDITOR)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/entries/{entry}/yield", READERS, 0, 0, NULL, NULL, get},
};

ROUTE_TABLE(entry_yield_routes, rows);
