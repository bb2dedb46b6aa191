#include "core/mail/mail.h"

#include "core/mail/mailer.h"

static void nudge(struct request *r, void *nothing)
{
	(void)r, (void)nothing;
	mailer_nudge();
}

enum db_status mail_queue(struct request *r, const char *to, const char *subject, const char *text)
{
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO outbox (recipient, subject, body, next_attempt_at, request_id, created_at)"
	    " VALUES (:to, :subject, :text, :now, :request_id, :now)",
	    P(to), P(subject), P(text), P(request_id, r->id));
	if (status == DB_OK)
		request_after_commit(r, nudge, NULL);
	return status;
}
