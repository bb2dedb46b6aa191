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
	enum db_status status = db_exec(r->db, NULL,
	    "UPDATE entries SET state = ?, submission_id = COALESCE(?, submission_id), number = COALESCE(?, number),"
	    " title = COALESCE(?, title), industry = IF(?, ?, industry), returned_why = ?, withdrawn_at = ?, version = version + 1 WHERE id = ?",
	    "szssissti", transitions[t].to, m->submission_id, m->number, m->title, (int64_t)submits, m->industry,
	    m->verb == ENTRY_RETURN ? m->reason : NULL, m->verb == ENTRY_WITHDRAW ? r->arrived_at : TIME_NONE, m->entry_id);
	if (status == DB_OK)
		audit(r, (struct audit_event){.edition_id = m->edition_id,
			     .action = transitions[t].action,
			     .object = "entries",
			     .object_id = m->entry_id,
			     .reason = m->reason,
			     .detail = m->detail});
	return status;
}
