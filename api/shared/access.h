/* Who may see and do what, as conditions of SQL. They name the actor (:account), the time of arrival (:now) and that by which an end is decided (:last), which every statement of a request
 * knows; EDITION and FIRM are columns or parameters.
 *
 * What somebody may not see does not exist for them: a query with such a condition finds no row, and the handler answers 404. */
#ifndef API_SHARED_ACCESS_H
#define API_SHARED_ACCESS_H

/* Organiser of the edition. */
#define SQL_ORGANIZER(edition) "has_role(:account, 'organizer', " edition ")"
/* Organiser or auditor of the edition: whoever reads everything. */
#define SQL_READER(edition) "(has_role(:account, 'organizer', " edition ") OR has_role(:account, 'auditor', " edition "))"
/* Acts for the firm. */
#define SQL_MEMBER(firm) "EXISTS (SELECT 1 FROM firm_members fm WHERE fm.firm_id = " firm " AND fm.account_id = :account)"
/* In office, as one of ROLES, in an edition that FIRM has entered, or in all. */
#define SQL_OFFICE_OF_FIRM(firm, roles)                                                         \
	"EXISTS (SELECT 1 FROM grants og WHERE og.account_id = :account AND og.role IN (" roles \
	") AND (og.edition_id IS NULL OR og.edition_id"                                         \
	" IN (SELECT og_n.edition_id FROM entries og_n WHERE og_n.firm_id = " firm ")))"
/* Organiser of all editions, or admin: whoever makes contests and editions and keeps the calendar. */
#define SQL_FOUNDER "(has_role(:account, 'organizer', NULL) OR has_role(:account, 'admin', NULL))"
/* An edition e as the public sees it, and as a draft by whoever works on it. */
#define SQL_EDITION_VISIBLE "(e.state <> 'draft' OR " SQL_READER("e.id") " OR has_role(:account, 'admin', NULL))"

/* Whether a draft or an entry e may be changed and submitted now, in its edition d. Entries that were
 * returned for correction have until corrections_close_at, one that is admitted late as long as that says. The grace period counts for all. */
#define SQL_ENTRY_WINDOW SQL_ENTRY_WINDOW_AT(":now", ":last")
#define SQL_ENTRY_WINDOW_AT(now, last) \
	"(d.state = 'published' AND " now " >= d.entries_open_at AND " last " <= " SQL_ENTRY_CLOSES " + INTERVAL d.grace_seconds SECOND)"
/* The announced end of that time. */
#define SQL_ENTRY_CLOSES \
	"GREATEST(" SQL_LATE_UNTIL ", IF(e.returned_why IS NULL, d.entries_close_at, COALESCE(d.corrections_close_at, d.entries_close_at)))"
/* Until when entry e may be mended once it is returned. */
#define SQL_MEND_UNTIL "GREATEST(" SQL_LATE_UNTIL ", COALESCE(d.corrections_close_at, d.entries_close_at))"
/* The end for entry e, late or not, if it is not returned. */
#define SQL_LATE_UNTIL                                                                                                        \
	"GREATEST(d.entries_close_at, COALESCE((SELECT MAX(la.until_at) FROM late_admissions la WHERE la.entry_id = e.id AND" \
	" la.state IN ('granted', 'used')), d.entries_close_at))"

/* ---- claims of firms ---- */

/* Decides on claims of the firm FIRM: who organises an edition that it has entered, and an admin while it has entered none and they
 * do not act for it; ROLES as for the former. */
#define SQL_CLAIM_OFFICE(firm, roles)                                                                                               \
	"(" SQL_OFFICE_OF_FIRM(                                                                                                     \
	    firm, roles) " OR (has_role(:account, 'admin', NULL) AND NOT EXISTS (SELECT 1 FROM entries oc WHERE oc.firm_id = " firm \
			 ") AND NOT " SQL_MEMBER(firm) "))"
#define SQL_CLAIM_STAFF(firm) SQL_CLAIM_OFFICE(firm, "'organizer', 'auditor'")
/* By when firm f has to answer claim c. */
#define CLAIM_TIME "INTERVAL 7 DAY"
#define SQL_CLAIM_ANSWER_UNTIL "(GREATEST(c.filed_at, COALESCE(f.held_since, f.created_at)) + " CLAIM_TIME ")"
/* The state of claim c as both sides see it: between two people who decide nothing has happened yet. */
#define SQL_CLAIM_SHOWN_STATE "CASE c.state WHEN 'proposed' THEN 'filed' WHEN 'reversing' THEN 'upheld' ELSE c.state END"
/* Firm FIRM is the one that CLAIM is on. */
#define SQL_CLAIMED_FIRM(claim, firm) firm ".jurisdiction = " claim ".jurisdiction AND " firm ".code = " claim ".code"

#endif
