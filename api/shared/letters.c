#include "api/shared/letters.h"

#include <stdarg.h>

#include "core/mail/mail.h"
#include "core/request/locale.h"

enum db_status letter_made_to_firm(
    struct request *r, int64_t firm_id, const char *about, const char *const subject[LOCALES], const char *const text[LOCALES])
{
	struct db_rows people;
	enum db_status status = sql_query(r, &people,
	    "SELECT a.email, a.locale FROM firm_members m JOIN accounts a ON a.id = m.account_id"
	    " WHERE m.firm_id = :firm_id AND a.state = 'active'",
	    P(firm_id));

	for (size_t i = 0; status == DB_OK && i < people.count; i++) {
		enum locale locale = locale_named(db_text(&people, i, 1));
		status = about ? mail_queue_newest(r, db_text(&people, i, 0), about, subject[locale], text[locale])
			       : mail_queue(r, db_text(&people, i, 0), subject[locale], text[locale]);
	}
	return status;
}

enum db_status letter_to_firm(struct request *r, int64_t firm_id, const struct letter *letter, ...)
{
	const char *subject[LOCALES], *text[LOCALES];

	for (enum locale locale = 0; locale < LOCALES; locale++) {
		va_list args;
		va_start(args, letter);
		subject[locale] = arena_vprintf(r->arena, letter->subject[locale], args);
		va_end(args);
		va_start(args, letter);
		text[locale] = arena_vprintf(r->arena, letter->text[locale], args);
		va_end(args);
	}
	return letter_made_to_firm(r, firm_id, NULL, subject, text);
}

enum db_status letter_to_account(struct request *r, int64_t account_id, const struct letter *letter, ...)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT email, locale FROM accounts WHERE id = :account_id AND state = 'active'", P(account_id));

	if (status != DB_OK || rows.count == 0)
		return status;
	enum locale locale = locale_named(db_text(&rows, 0, 1));
	va_list args;
	va_start(args, letter);
	const char *subject = arena_vprintf(r->arena, letter->subject[locale], args);
	va_end(args);
	va_start(args, letter);
	const char *text = arena_vprintf(r->arena, letter->text[locale], args);
	va_end(args);
	return mail_queue(r, db_text(&rows, 0, 0), subject, text);
}
