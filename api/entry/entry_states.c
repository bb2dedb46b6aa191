#include "api/entry/entry_states.h"

#include <stdlib.h>
#include <string.h>

#include "core/request/audit.h"

static const struct {
	enum entry_verb verb;
	const char *from, *to, *action;
} transitions[] = {
    {ENTRY_SUBMIT, "draft", "submitted", "entry.submit"},
    {ENTRY_SUBMIT, "submitted", "submitted", "entry.submit"}, /* again, until the deadline or when returned */
    {ENTRY_RETURN, "submitted", "submitted", "entry.return"},
    {ENTRY_WITHDRAW, "draft", "withdrawn", "entry.withdraw"},
    {ENTRY_WITHDRAW, "submitted", "withdrawn", "entry.withdraw"},
};
#define TRANSITION_COUNT (sizeof transitions / sizeof transitions[0])

static size_t find(const char *state, enum entry_verb verb)
{
	size_t i = 0;

	while (i < TRANSITION_COUNT && (transitions[i].verb != verb || strcmp(transitions[i].from, state) != 0))
		i++;
	return i;
}

bool entry_may(const char *state, enum entry_verb verb)
{
	return find(state, verb) < TRANSITION_COUNT;
}

enum db_status entry_move(struct request *r, const struct entry_move *m)
{
	size_t t = find(m->state, m->verb);

	if (t == TRANSITION_COUNT)
		abort(); /* whoever calls has asked entry_may() */
	bool submits = m->verb == ENTRY_SUBMIT;
	enum db_status status =
	    sql_exec(r, NULL, "UPDATE drafts SET version = version + 1 WHERE entry_id = :entry_id", P(entry_id, m->entry_id));
	if (status != DB_OK)
		return status;
	status = sql_exec(r, NULL,
	    "UPDATE entries SET state = :to, submission_id = COALESCE(:submission_id, submission_id), number = COALESCE(:number, number),"
	    " title = COALESCE(:title, title), industry = IF(:submits, :industry, industry), returned_why = :returned_why,"
	    " withdrawn_at = :withdrawn_at, version = (SELECT w.version FROM drafts w WHERE w.entry_id = :entry_id) WHERE id = :entry_id",
	    P(to, transitions[t].to), P(submission_id, ID(m->submission_id)), P(number, m->number), P(title, m->title), P(submits),
	    P(industry, m->industry), P(returned_why, m->verb == ENTRY_RETURN ? m->reason : NULL),
	    P(withdrawn_at, TIME(m->verb == ENTRY_WITHDRAW ? r->arrived_at : TIME_NONE)), P(entry_id, m->entry_id));
	if (status == DB_OK)
		audit(r, (struct audit_event){.edition_id = m->edition_id,
			     .action = transitions[t].action,
			     .object = "entries",
			     .object_id = m->entry_id,
			     .reason = m->reason,
			     .detail = m->detail});
	return status;
}
