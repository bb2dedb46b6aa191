#include "core/mail/mail.h"

#include "core/base/limits.h"
#include "core/mail/mailer.h"

static void nudge(struct request *r, void *nothing)
{
	(void)r, (void)nothing;
	mailer_nudge();
}

void mail_sent_soon(struct request *r)
{
	request_after_commit(r, nudge, NULL);
}

static enum db_status insert(struct request *r, const char *to, const char *about, const char *subject, const char *text, int64_t due_at)
{
	enum db_status status = sql_exec(r, NULL,
	    "INSERT INTO outbox (recipient, subject, body, about, next_attempt_at, request_id, sent_by, created_at)"
	    " VALUES (:to, :subject, :text, :about, :due_at, :request_id, NULLIF(:account, 0), :now)",
	    P(to), P(subject), P(text), P(about), P(due_at, TIME(due_at)), P(request_id, r->id));

	if (status == DB_OK)
		mail_sent_soon(r);
	return status;
}

enum db_status mail_queue(struct request *r, const char *to, const char *subject, const char *text)
{
	return insert(r, to, NULL, subject, text, r->arrived_at);
}

/* One that the mailer is sending at the moment is locked, and counts as sent. */
static enum db_status find_waiting(struct request *r, const char *to, const char *about, int64_t *id)
{
	struct db_rows rows;
	enum db_status status = sql_query(r, &rows,
	    "SELECT id FROM outbox WHERE recipient = :to AND about = :about AND state = 'waiting' AND attempts = 0"
	    " ORDER BY id DESC LIMIT 1 FOR UPDATE SKIP LOCKED",
	    P(to), P(about));

	*id = status == DB_OK && rows.count > 0 ? db_int(&rows, 0, 0) : 0;
	return status;
}

enum db_status mail_queue_newest(struct request *r, const char *to, const char *about, const char *subject, const char *text)
{
	struct db_rows last;
	int64_t waiting;
	enum db_status status = find_waiting(r, to, about, &waiting);

	if (status == DB_OK && waiting != 0)
		return sql_exec(r, NULL,
		    "UPDATE outbox SET subject = :subject, body = :text, request_id = :request_id, sent_by = NULLIF(:account, 0), created_at = :now"
		    " WHERE id = :waiting",
		    P(subject), P(text), P(request_id, r->id), P(waiting));
	if (status == DB_OK)
		status = sql_query(r, &last,
		    "SELECT MAX(next_attempt_at) FROM outbox WHERE recipient = :to AND about = :about AND created_at > :since", P(to),
		    P(about), P(since, TIME(r->arrived_at - 2 * LIMIT_MAIL_AGAIN_US)));
	if (status != DB_OK)
		return status;
	int64_t soonest = db_is_null(&last, 0, 0) ? r->arrived_at : db_time(&last, 0, 0) + LIMIT_MAIL_AGAIN_US;
	return insert(r, to, about, subject, text, soonest > r->arrived_at ? soonest : r->arrived_at);
}
