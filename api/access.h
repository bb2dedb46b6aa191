/* Who may see and do what, as conditions of SQL. Each question mark is the actor's account id; EDITION is a column or a question mark.
 *
 * What somebody may not see does not exist for them: a query with such a condition finds no row, and the handler answers 404. */
#ifndef API_ACCESS_H
#define API_ACCESS_H

/* Organiser of the edition (one account id). */
#define SQL_ORGANIZER(edition) "has_role(?, 'organizer', " edition ")"
/* Organiser or auditor of the edition: whoever reads everything (two account ids). */
#define SQL_READER(edition) "(has_role(?, 'organizer', " edition ") OR has_role(?, 'auditor', " edition "))"
/* Organiser of all editions, or admin: whoever makes contests and editions and keeps the calendar (two account ids). */
#define SQL_FOUNDER "(has_role(?, 'organizer', NULL) OR has_role(?, 'admin', NULL))"
/* An edition e as the public sees it, and as a draft by whoever works on it (three account ids). */
#define SQL_EDITION_VISIBLE \
	"(e.state <> 'draft' OR " SQL_READER("e.id") " OR has_role(?, 'admin', NULL))"

#endif
