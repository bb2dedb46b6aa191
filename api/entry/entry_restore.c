/* Taking up a withdrawn entry again, as it was: until the deadline, and as long as the firm has a place for it. */
#include "api/entry/entries.h"
#include "api/entry/entry_states.h"
#include "api/rounds/round_state.h"
#include "api/rules/eligibility_findings.h"
#include "api/shared/access.h"
#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/request/route.h"

#define ENTRY_SQL                                                                                                                    \
	"SELECT e.state, e.submission_id IS NOT NULL, " ENTRY_WINDOW_COLUMNS ", COALESCE(" SQL_ENTRY_WINDOW ", FALSE),"              \
	" COALESCE(JSON_VALUE(b.body, '$.entries_per_firm'), :otherwise) <= (SELECT COUNT(*) FROM entries o WHERE o.firm_id = :firm" \
	"  AND o.edition_id = :edition AND o.state <> 'withdrawn'),"                                                                 \
	" (SELECT COUNT(*) FROM entries o WHERE o.firm_id = :firm AND o.edition_id = :edition AND o.state <> 'withdrawn')"           \
	" FROM " ENTRY_WITH_DRAFT " JOIN editions d ON d.id = e.edition_id LEFT JOIN rulebooks b ON b.id = d.rulebook_id"            \
	" WHERE w.entry_id = :entry AND " SQL_MEMBER("e.firm_id") " FOR UPDATE"
enum column { E_STATE, E_SUBMITTED, E_EDITION_STATE };
enum behind_window { E_WINDOW = E_EDITION_STATE + ENTRY_WINDOW_COLUMN_COUNT, E_FULL = E_WINDOW + 1, E_OTHERS = E_WINDOW + 2 };

static enum handled restore(struct request *r)
{
	struct db_rows whose, rows;
	int64_t entry = request_id_param(r, 0);
	bool begun;

	DB_TRY(sql_query(
	    r, &whose, "SELECT e.edition_id, e.firm_id FROM entries e WHERE e.id = :entry AND " SQL_MEMBER("e.firm_id"), P(entry)));
	if (whose.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	int64_t edition = db_int(&whose, 0, 0), firm = db_int(&whose, 0, 1);
	DB_TRY(rounds_begun(r, edition, &begun));
	/* The firm's row is the lock under which its entries are counted. */
	DB_TRY(sql_query(r, &rows, "SELECT 1 FROM firms WHERE id = :firm FOR UPDATE", P(firm)));
	DB_TRY(sql_query(r, &rows, ENTRY_SQL, P(entry), P(edition), P(firm), P(otherwise, LIMIT_ENTRIES_PER_FIRM)));
	if (rows.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	enum entry_verb verb = db_int(&rows, 0, E_SUBMITTED) ? ENTRY_RESTORE : ENTRY_RESTORE_DRAFT;
	STEP(entry_ready(r, db_text(&rows, 0, E_STATE), verb));
	if (!db_int(&rows, 0, E_WINDOW))
		return entry_window_problem(r, &rows, E_EDITION_STATE);
	if (begun)
		return reply_problem(r, &problem_rounds_begun, NULL);
	if (db_int(&rows, 0, E_FULL))
		return reply_problem(r, &problem_entries_per_firm, NULL, (int)db_int(&rows, 0, E_OTHERS));
	DB_TRY(entry_move(
	    r, &(struct entry_move){.entry_id = entry, .edition_id = edition, .state = db_text(&rows, 0, E_STATE), .verb = verb}));
	DB_TRY(eligibility_review_firm(r, edition, firm));
	return entry_show(r, entry, 200);
}

static const struct route rows[] = {
    {METHOD_POST, "/api/v1/entries/{entry}/restore", ROLE_CONTESTANT, ROUTE_WRITE, 0, NULL, NULL, restore},
};

ROUTE_TABLE(entry_restore_routes, rows);
