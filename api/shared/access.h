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

#endif
