#include "api/versions.h"

#include "core/db/db_connection.h"

#define LOT 20000 /* versions: what the database sorts at once */
#define TEXT_(number) #number
#define TEXT(number) TEXT_(number)

#define BETWEEN(column) column " BETWEEN :begin AND :end"

#define LOT_OF(table, key)                                                                                                               \
	"SELECT MAX(x.id), COUNT(*) FROM (SELECT " key " AS id FROM " table " FOR SYSTEM_TIME ALL WHERE " key " >= :begin ORDER BY " key \
	" LIMIT " TEXT(LOT) ") x"

/* A clock that was set back leaves versions that end after the next has begun: nothing is lost by that. */
#define CHAINS(table, key, whole_key, wrong)                                                           \
	"SELECT COUNT(*), MIN(x.id) FROM (SELECT " key                                                 \
	" AS id, row_start AS began, history_from AS made, LAG(row_end) OVER (PARTITION BY " whole_key \
	", history_from ORDER BY row_end) AS ended FROM " table " FOR SYSTEM_TIME ALL WHERE " BETWEEN(key) ") x WHERE " wrong
#define BEGINNING(table, key, whole_key) CHAINS(table, key, whole_key, "x.ended IS NULL AND x.began > x.made")
#define GAP(table, key, whole_key) CHAINS(table, key, whole_key, "x.began > x.ended")

/* Each of the ACTIONS on an object leaves a version of the row with its number. */
#define CHANGES(table, key, object, actions)                                                                      \
	"SELECT COALESCE(SUM(a.told - COALESCE(v.kept, 0)), 0), MIN(a.id) FROM"                                   \
	" (SELECT object_id AS id, COUNT(*) AS told FROM audit WHERE object = '" object                           \
	"' AND " BETWEEN("object_id") " AND action IN (" actions ") GROUP BY object_id) a LEFT JOIN (SELECT " key \
				      " AS id, COUNT(*) AS kept FROM " table                                      \
				      " FOR SYSTEM_TIME ALL WHERE " BETWEEN(key) " GROUP BY " key                 \
										 ") v ON v.id = a.id WHERE a.told > COALESCE(v.kept, 0)"

/* Of tables whose machine tells of every move. */
#define LAST_STATE(table)                                                                                                              \
	"SELECT COUNT(*), MIN(p.id) FROM (SELECT edition_id, object_id AS id, MAX(seq) AS seq FROM audit WHERE object = '" table       \
	"' AND " BETWEEN("object_id") " AND JSON_VALUE(detail, '$.to') IS NOT NULL GROUP BY edition_id, object_id) p"                  \
				      " JOIN audit a ON a.edition_id = p.edition_id AND a.seq = p.seq JOIN " table " t ON t.id = p.id" \
				      " WHERE t.state <> JSON_VALUE(a.detail, '$.to')"

#define SHEET_CHANGES "'sheet.draft', 'sheet.hand_in', 'sheet.change'"
#define SHEET_POINTS                                                                                                          \
	"SELECT COUNT(*), MIN(a.object_id) FROM audit a WHERE a.object = 'sheets' AND " BETWEEN(                              \
	    "a.object_id") " AND a.action IN (" SHEET_CHANGES                                                                 \
			   ") AND NOT EXISTS (SELECT 1 FROM sheets FOR SYSTEM_TIME ALL s WHERE s.assignment_id = a.object_id" \
			   " AND s.version = JSON_VALUE(a.detail, '$.version') AND s.points = JSON_VALUE(a.detail, '$.points'))"

#define SUBMISSION_BODIES                                                                                                              \
	"SELECT COUNT(*), MIN(a.object_id) FROM audit a WHERE a.object = 'entries' AND " BETWEEN(                                      \
	    "a.object_id") " AND a.action = 'entry.submit' AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.entry_id = a.object_id" \
			   " AND s.ordinal = JSON_VALUE(a.detail, '$.ordinal') AND SHA2(s.body, 256) = JSON_VALUE(a.detail, '$.sha256'))"

/* What the trail does not tell of. */
#define UNTOLD "SELECT 0, LEAST(:begin, :end)"

#define OF(table, key, whole_key, changes, state, content) \
	{table, LOT_OF(table, key), BEGINNING(table, key, whole_key), GAP(table, key, whole_key), changes, state, content}
#define NUMBERED(table, changes, state) OF(table, "id", "id", changes, state, UNTOLD)
/* What the trail tells of as a change of something else, such as offices of an account. */
#define ALONE(table, key, whole_key) OF(table, key, whole_key, UNTOLD, UNTOLD, UNTOLD)

/* LOT: the end of the next one, from :begin on, and how many versions it has. All others: count and smallest number, from :begin to :end. */
static const struct versioned {
	const char *table, *lot, *beginning, *gap, *changes, *state, *content;
} tables[] = {
    ALONE("grants", "id", "id"),
    NUMBERED("rulebook_amendments",
	CHANGES("rulebook_amendments", "id", "rulebook_amendments",
	    "'rulebook_amendment.propose', 'rulebook_amendment.approve', 'rulebook_amendment.reject', 'rulebook_amendment.withdraw'"),
	LAST_STATE("rulebook_amendments")),
    NUMBERED("staff_ties", CHANGES("staff_ties", "id", "staff_ties", "'staff_tie.declare'"), UNTOLD),
    OF("entries", "id", "id",
	CHANGES("entries", "id", "entries", "'entry.create', 'entry.submit', 'entry.return', 'entry.withdraw', 'entry.restore'"),
	LAST_STATE("entries"), SUBMISSION_BODIES),
    NUMBERED("investments",
	CHANGES("investments", "id", "investments",
	    "'investment.declare', 'investment.edit', 'investment.withdraw', 'investment.first_verify', 'investment.second_verify',"
	    " 'investment.reject'"),
	LAST_STATE("investments")),
    OF("eligibility_decisions", "entry_id", "entry_id", CHANGES("eligibility_decisions", "entry_id", "entries", "'entry.eligibility'"),
	UNTOLD, UNTOLD),
    NUMBERED("late_admissions",
	CHANGES("late_admissions", "id", "late_admissions",
	    "'late_admission.ask', 'late_admission.grant', 'late_admission.refuse', 'late_admission.take_back', 'late_admission.withdraw',"
	    " 'late_admission.use'"),
	LAST_STATE("late_admissions")),
    NUMBERED("prior_awards", CHANGES("prior_awards", "id", "prior_awards", "'prior_award.record'"), UNTOLD),
    NUMBERED("organisation_aliases", CHANGES("organisation_aliases", "id", "organisation_aliases", "'organisation_alias.add'"), UNTOLD),
    NUMBERED("recusals",
	CHANGES("recusals", "id", "recusals",
	    "'recusal.declare', 'recusal.find', 'recusal.compute', 'recusal.uphold', 'recusal.dismiss', 'recusal.reopen', 'recusal.join'"),
	LAST_STATE("recusals")),
    NUMBERED("rounds",
	CHANGES("rounds", "id", "rounds",
	    "'round.open', 'round.lock', 'round.reopen', 'round.close', 'round.take_back_close', 'round.supplement', 'round.compute',"
	    " 'round.outdate', 'round.publish'"),
	LAST_STATE("rounds")),
    NUMBERED("assignments", CHANGES("assignments", "id", "assignments", "'assignment.add', 'assignment.release'"), UNTOLD),
    OF("sheets", "assignment_id", "assignment_id", CHANGES("sheets", "assignment_id", "sheets", SHEET_CHANGES), UNTOLD, SHEET_POINTS),
    NUMBERED("sheet_corrections",
	CHANGES("sheet_corrections", "id", "sheet_corrections",
	    "'sheet.request_correction', 'sheet.approve_correction', 'sheet.reject_correction'"),
	LAST_STATE("sheet_corrections")),
    NUMBERED("mandates",
	CHANGES("mandates", "id", "mandates", "'mandate.claim', 'mandate.prove', 'mandate.confirm', 'mandate.refuse', 'mandate.revoke'"),
	LAST_STATE("mandates")),
    NUMBERED("firm_claims",
	CHANGES("firm_claims", "id", "firm_claims",
	    "'firm_claim.begin', 'firm_claim.file', 'firm_claim.answer', 'firm_claim.withdraw', 'firm_claim.settle', 'firm_claim.refuse',"
	    " 'firm_claim.uphold', 'firm_claim.propose', 'firm_claim.confirm', 'firm_claim.send_back', 'firm_claim.overtake',"
	    " 'firm_claim.reverse', 'firm_claim.propose_reversal', 'firm_claim.confirm_reversal'"),
	LAST_STATE("firm_claims")),
    ALONE("extras", "round_id", "round_id, entry_id, code"),
    OF("departures", "entry_id", "entry_id", CHANGES("departures", "entry_id", "departures", "'departure.record'"), UNTOLD, UNTOLD),
    NUMBERED("takeovers",
	CHANGES("takeovers", "id", "takeovers", "'takeover.propose', 'takeover.approve', 'takeover.reject', 'takeover.withdraw'"), UNTOLD),
    ALONE("added_seats", "round_id", "round_id, entry_id"),
    NUMBERED("award_lists",
	CHANGES("award_lists", "id", "award_lists",
	    "'award_list.create', 'award_list.approve_first', 'award_list.approve_second', 'award_list.publish', 'award_list.take_back',"
	    " 'award_list.finalise', 'award_list.supersede'"),
	LAST_STATE("award_lists")),
    NUMBERED("objections",
	CHANGES("objections", "id", "objections", "'objection.file', 'objection.uphold', 'objection.dismiss', 'objection.withdraw'"),
	LAST_STATE("objections")),
};

static void note(struct versions_report *report, enum versions_loss loss, const struct db_rows *rows)
{
	if (db_int(rows, 0, 0) == 0)
		return;
	if (report->lost[loss].count == 0)
		report->lost[loss].first = db_int(rows, 0, 1);
	report->lost[loss].count += db_int(rows, 0, 0);
}

static enum db_status look_up(struct db *db, struct arena *arena, size_t i, int64_t begin, int64_t end, struct versions_report *report)
{
	struct db_rows rows[VERSIONS_LOSSES] = {0};
	enum db_status status = db_query(db, arena, &rows[LOST_BEGINNING], tables[i].beginning, P(begin), P(end));

	if (status == DB_OK)
		status = db_query(db, arena, &rows[LOST_BETWEEN], tables[i].gap, P(begin), P(end));
	if (status == DB_OK)
		status = db_query(db, arena, &rows[LOST_CHANGE], tables[i].changes, P(begin), P(end));
	if (status == DB_OK)
		status = db_query(db, arena, &rows[OTHER_STATE], tables[i].state, P(begin), P(end));
	if (status == DB_OK)
		status = db_query(db, arena, &rows[OTHER_CONTENT], tables[i].content, P(begin), P(end));
	for (enum versions_loss loss = 0; status == DB_OK && loss < VERSIONS_LOSSES; loss++)
		note(report, loss, &rows[loss]);
	return status;
}

/* The next lot from BEGIN on; *END is its last number, INT64_MAX of the last lot, so that what the trail alone knows is looked up as well. */
static enum db_status next_lot(struct db *db, struct arena *arena, size_t i, int64_t begin, int64_t *end, struct versions_report *report)
{
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows, tables[i].lot, P(begin));

	if (status != DB_OK)
		return status;
	report->finished = db_int(&rows, 0, 1) < LOT;
	*end = report->finished ? INT64_MAX : db_int(&rows, 0, 0);
	report->versions += db_int(&rows, 0, 1);
	return DB_OK;
}

static enum db_status verify_table(struct db *db, size_t i, void (*tell)(void *, const struct versions_report *), void *teller)
{
	struct versions_report report = {.table = tables[i].table};
	enum db_status status = DB_OK;

	for (int64_t end = -1; status == DB_OK && !report.finished;) {
		struct arena *arena = arena_new();
		int64_t begin = end + 1;

		status = next_lot(db, arena, i, begin, &end, &report);
		if (status == DB_OK)
			status = look_up(db, arena, i, begin, end, &report);
		arena_free(arena);
		if (status == DB_OK)
			tell(teller, &report);
	}
	return status;
}

enum db_status versions_verify(struct db *db, void (*tell)(void *, const struct versions_report *), void *teller)
{
	enum db_status status = db_begin_snapshot(db);

	for (size_t i = 0; status == DB_OK && i < sizeof tables / sizeof tables[0]; i++)
		status = verify_table(db, i, tell, teller);
	if (status == DB_OK)
		return db_commit(db);
	db_rollback(db);
	return status;
}
