/* Conflicts of interest (利益冲突) as conditions of SQL: the one place that says what makes an interest. The gate (api/shared/conflict_gate.h) and acts that name many ask it of rows;
 * lists for the office leave rows out by it before they are counted and paged, so that neither a page nor a total tells of what is missing. */
#ifndef API_SHARED_INTERESTS_H
#define API_SHARED_INTERESTS_H

/* Where the actor has an interest, as a table of SQL: firm_id, edition_id (NULL: in all). */
#define SQL_INTERESTS SQL_INTERESTS_READ("")
/* The same with its rows locked until the end of the transaction: it waits for who is about to add or end one, and sees what is committed, whatever
 * snapshot the transaction reads. By its indexes only, so that no other account's rows are waited for. */
#define SQL_INTERESTS_HELD SQL_INTERESTS_READ(" LOCK IN SHARE MODE")
#define SQL_INTERESTS_READ(lock)                                                                                                                \
	"((SELECT firm_id, NULL AS edition_id FROM firm_members FORCE INDEX (firm_members_account) WHERE account_id = :account" lock            \
	") UNION (SELECT k.id, NULL FROM firm_claims c FORCE INDEX (firm_claims_open) STRAIGHT_JOIN firms k ON k.jurisdiction = c.jurisdiction" \
	" AND k.code = c.code WHERE c.claimed_by = :account AND c.state IN ('filed', 'proposed')" lock                                          \
	") UNION (SELECT firm_id, edition_id FROM investments FORCE INDEX (investments_creator) WHERE created_by = :account" lock               \
	") UNION (SELECT firm_id, edition_id FROM entries FORCE INDEX (entries_creator) WHERE created_by = :account" lock                       \
	") UNION (SELECT firm_id, edition_id FROM former_members WHERE account_id = :account" lock                                              \
	") UNION (SELECT n.firm_id, n.edition_id FROM submissions u FORCE INDEX (submissions_by) STRAIGHT_JOIN entries n ON n.id = u.entry_id"  \
	" WHERE u.submitted_by = :account" lock                                                                                                 \
	") UNION (SELECT f.id, NULL FROM staff_ties t FORCE INDEX (staff_ties_once) STRAIGHT_JOIN firms f ON f.jurisdiction = t.jurisdiction"   \
	" AND f.code = t.code WHERE t.account_id = :account" lock "))"

/* Whether one is in the firm FIRM as one of the edition EDITION: for acts that name many. */
#define SQL_INTEREST(firm, edition)                                               \
	"EXISTS (SELECT 1 FROM " SQL_INTERESTS " mine WHERE mine.firm_id = " firm \
	" AND (mine.edition_id IS NULL OR mine.edition_id = " edition "))"

/* Ids of the entries in which the actor has an interest, found once for a statement. */
#define SQL_OWN_ENTRIES SQL_OWN_ENTRIES_OF("")
#define SQL_OWN_ENTRIES_OF(which)                                                                                                       \
	"(SELECT own.id FROM " SQL_INTERESTS " mine STRAIGHT_JOIN entries own FORCE INDEX (entries_firm) ON own.firm_id = mine.firm_id" \
	" AND (mine.edition_id IS NULL OR mine.edition_id = own.edition_id)" which ")"
#define SQL_NOT_ACTED_FOR " WHERE mine.firm_id NOT IN (SELECT m.firm_id FROM firm_members m WHERE m.account_id = :account)"

/* What lists for the office have in their WHERE: the row is about no ENTRY, or FIRM in EDITION, in which the reader has an interest. */
#define SQL_OTHERS_ENTRY(entry) "COALESCE(" entry ", 0) NOT IN " SQL_OWN_ENTRIES
#define SQL_OTHERS_FIRM(firm, edition) "NOT " SQL_INTEREST(firm, edition)
/* The same of lists that firms read as well: whoever acts for one gets what the firm gets. */
#define SQL_OTHERS_OR_ACTED_FOR_ENTRY(entry) entry " NOT IN " SQL_OWN_ENTRIES_OF(SQL_NOT_ACTED_FOR)
#define SQL_OTHERS_OR_ACTED_FOR_FIRM(firm, edition)                                                      \
	"NOT EXISTS (SELECT 1 FROM " SQL_INTERESTS " mine" SQL_NOT_ACTED_FOR " AND mine.firm_id = " firm \
	" AND (mine.edition_id IS NULL OR mine.edition_id = " edition "))"

/* A record named by its table OBJECT and OBJECT_ID, as in the audit trail, or by the member entry of its DETAIL, is about none of those. Asked where the reader has an
 * interest at all (:interested, of conflict_gate_interested()): the trail is long. */
#define SQL_OTHERS_RECORD(object, object_id, detail)                                                                                  \
	"(NOT :interested OR (COALESCE(JSON_VALUE(" detail ", '$.entry'), 0) NOT IN " SQL_OWN_ENTRIES " AND (COALESCE(" object        \
	", ''), COALESCE(" object_id ", 0)) NOT IN (WITH mine AS " SQL_INTERESTS ", own AS " SQL_OWN_ENTRIES                          \
	" SELECT 'entries', id FROM own"                                                                                              \
	" UNION ALL SELECT 'departures', id FROM own"                                                                                 \
	" UNION ALL SELECT 'assignments', x.id FROM own STRAIGHT_JOIN assignments x ON x.entry_id = own.id"                           \
	" UNION ALL SELECT 'sheets', x.assignment_id FROM own STRAIGHT_JOIN sheets x ON x.entry_id = own.id"                          \
	" UNION ALL SELECT 'sheet_corrections', k.id FROM own STRAIGHT_JOIN sheets x ON x.entry_id = own.id STRAIGHT_JOIN"            \
	"  sheet_corrections k ON k.sheet_id = x.assignment_id"                                                                       \
	" UNION ALL SELECT 'recusals', x.id FROM own STRAIGHT_JOIN recusals x ON x.entry_id = own.id"                                 \
	" UNION ALL SELECT 'decision_letters', x.id FROM own STRAIGHT_JOIN decision_letters x ON x.entry_id = own.id"                 \
	" UNION ALL SELECT 'objections', x.id FROM own STRAIGHT_JOIN objections x ON x.entry_id = own.id"                             \
	" UNION ALL SELECT 'attachments', x.id FROM own STRAIGHT_JOIN attachments x ON x.entry_id = own.id"                           \
	" UNION ALL SELECT 'firm_claims', x.id FROM mine STRAIGHT_JOIN firms f ON f.id = mine.firm_id STRAIGHT_JOIN firm_claims x ON" \
	"  x.jurisdiction = f.jurisdiction AND x.code = f.code"                                                                       \
	" UNION ALL SELECT 'firms', firm_id FROM mine"                                                                                \
	" UNION ALL SELECT 'investments', x.id FROM mine STRAIGHT_JOIN investments x ON x.firm_id = mine.firm_id"                     \
	" UNION ALL SELECT 'late_admissions', x.id FROM mine STRAIGHT_JOIN late_admissions x ON x.firm_id = mine.firm_id"             \
	" UNION ALL SELECT 'mandates', x.id FROM mine STRAIGHT_JOIN mandates x ON x.firm_id = mine.firm_id"                           \
	" UNION ALL SELECT 'prior_awards', x.id FROM mine STRAIGHT_JOIN prior_awards x ON x.firm_id = mine.firm_id)))"

#endif
