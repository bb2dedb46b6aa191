/* Who may see and do what, as conditions of SQL. Each question mark is the actor's account id; EDITION is a column or a question mark.
 *
 * What somebody may not see does not exist for them: a query with such a condition finds no row, and the handler answers 404. */
#ifndef API_SHARED_ACCESS_H
#define API_SHARED_ACCESS_H

/* Organiser of the edition (one account id). */
#define SQL_ORGANIZER(edition) "has_role(?, 'organizer', " edition ")"
/* Organiser or auditor of the edition: whoever reads everything (two account ids). */
#define SQL_READER(edition) "(has_role(?, 'organizer', " edition ") OR has_role(?, 'auditor', " edition "))"
/* Acts for the firm (one account id). */
#define SQL_MEMBER(firm) "EXISTS (SELECT 1 FROM firm_members fm WHERE fm.firm_id = " firm " AND fm.account_id = ?)"
/* Organiser of all editions, or admin: whoever makes contests and editions and keeps the calendar (two account ids). */
#define SQL_FOUNDER "(has_role(?, 'organizer', NULL) OR has_role(?, 'admin', NULL))"
/* An edition e as the public sees it, and as a draft by whoever works on it (three account ids). */
#define SQL_EDITION_VISIBLE "(e.state <> 'draft' OR " SQL_READER("e.id") " OR has_role(?, 'admin', NULL))"

/* Whether a draft or an entry e may be changed and submitted now, in its edition d (one time: that of the request's arrival). Entries that were
 * returned for correction have until corrections_close_at. The grace period counts for both. */
#define SQL_ENTRY_WINDOW SQL_ENTRY_WINDOW_AT("?")
#define SQL_ENTRY_WINDOW_AT(time) \
	"(d.state = 'published' AND " time " BETWEEN d.entries_open_at AND " SQL_ENTRY_CLOSES " + INTERVAL d.grace_seconds SECOND)"
/* The announced end of that time. */
#define SQL_ENTRY_CLOSES \
	"GREATEST(d.entries_close_at, IF(e.returned_why IS NULL, d.entries_close_at, COALESCE(d.corrections_close_at, d.entries_close_at)))"

#endif
