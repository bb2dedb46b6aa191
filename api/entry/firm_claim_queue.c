/* Claims as those see them who decide: organisers and auditors those of firms that have entered their editions, admins those of firms that have entered none.
 * A claim of a code that nobody has registered needs no decision, and is on nobody's list. */
#include "api/entry/firm_claim_queue.h"

#include "api/entry/routes.h"
#include "api/shared/access.h"
#include "api/shared/fields.h"
#include "api/shared/interests.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"

#define FROM                                                                     \
	" FROM firm_claims c JOIN firms f ON " SQL_CLAIMED_FIRM(                 \
	    "c", "f") " JOIN accounts a ON a.id = c.claimed_by WHERE c.filed_at" \
		      " IS NOT NULL AND c.claimed_by <> :account AND " SQL_CLAIM_STAFF("f.id")
#define PERSON(column) "(SELECT n.name FROM accounts n WHERE n.id = " column ")"
#define COLUMNS                                                                                                                                                    \
	"SELECT c.id, f.id, f.name, f.jurisdiction, f.code, c.firm_name, c.claimed_by, a.name, a.email, c.state, c.statement, c.filed_at,"                         \
	" c.answer, " PERSON(                                                                                                                                      \
	    "c.answered_by") ", c.answered_at, " SQL_CLAIM_ANSWER_UNTIL ", c.answer IS NOT NULL OR :last > " SQL_CLAIM_ANSWER_UNTIL                                \
			     ", EXISTS (SELECT 1 FROM entries se WHERE se.firm_id = f.id AND se.submission_id IS NOT NULL),"                                       \
			     " (SELECT COUNT(*) FROM firm_claims o WHERE o.jurisdiction = c.jurisdiction AND o.code = c.code AND o.id <> c.id AND o.state IN"      \
			     " ('filed', 'proposed')), " PERSON("c.proposed_by") ", c.proposed_by, c.proposed_at, c.proposed_why, " PERSON(                        \
				 "c.decided_by") ", c.decided_at, c.reason, " PERSON("c.reversed_by") ", c.reversed_at, c.reversed_why, " SQL_CLAIM_OFFICE("f.id", \
				 "'organizer'")
#define SHAPE                                                                                                                          \
	"iissssisssstss"                                                                                                               \
	"ttbbisitsstsstsb",                                                                                                            \
	    "id", "firm_id", "firm_name", "jurisdiction", "code", "claimed_name", "claimed_by", "claimant", "claimant_email", "state", \
	    "statement", "filed_at", "answer", "answered_by", "answered_at", "answer_until", "heard", "two_people", "rivals",          \
	    "proposed_by", "proposed_by_id", "proposed_at", "proposed_why", "decided_by", "decided_at", "reason", "reversed_by",       \
	    "reversed_at", "reversed_why", "may_decide"

enum handled firm_claim_reply(struct request *r, int64_t id)
{
	struct db_rows rows;

	DB_TRY(sql_query(r, &rows, COLUMNS FROM " AND c.id = :id", P(id)));
	return rows.count > 0 ? reply_json(r, 200, db_json_row(&rows, 0, SHAPE)) : reply_problem(r, &problem_not_found, NULL);
}

static enum handled get(struct request *r)
{
	return firm_claim_reply(r, request_id_param(r, 0));
}

#define FILTER                                                                                                                       \
	FROM " AND f.id NOT IN (SELECT firm_id FROM " SQL_INTERESTS " mine) AND " SQL_FILTER("c.state", "state") " AND " SQL_SEARCH( \
	    "f.name, f.code, c.firm_name, a.name, a.email") " AND (:edition = 0 OR EXISTS (SELECT 1 FROM entries ee WHERE ee.firm_id = f.id AND ee.edition_id = :edition))"

/* What waits for somebody first. */
static enum handled list(struct request *r)
{
	const char *state = request_query(r, "state"), *q = request_query(r, "q");
	int64_t edition = request_query_int(r, "edition", 0);
	struct db_rows rows, total;

	DB_TRY(sql_query(r, &rows, COLUMNS FILTER " ORDER BY c.state IN ('filed', 'proposed', 'reversing') DESC, c.id" SQL_PAGE, P(state),
	    P(q), P(edition), PAGE(r)));
	DB_TRY(sql_query(r, &total, "SELECT COUNT(*)" FILTER, P(state), P(q), P(edition)));
	return reply_list(r, db_json_rows(&rows, SHAPE), db_int(&total, 0, 0));
}

static const char *const states[] = {"filed", "proposed", "upheld", "reversing", "refused", "withdrawn", "settled", "reversed", NULL};

static const struct input_field list_query[] = {
    INPUT_PAGE,
    {.name = "state", .type = INPUT_ENUM, .one_of = states},
    {.name = "q", .type = INPUT_TEXT, .min = 1, .max = LIMIT_SEARCH},
    {.name = "edition", .type = INPUT_INT, .min = 1, .max = INT64_MAX},
    INPUT_END,
};

#define READERS (ROLE_ORGANIZER | ROLE_AUDITOR | ROLE_ADMIN)

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/firm-claims", READERS, 0, 0, NULL, list_query, list},
    {METHOD_GET, "/api/v1/firm-claims/{claim}", READERS, 0, 0, NULL, NULL, get},
};

ROUTE_TABLE(firm_claim_queue_routes, rows);
