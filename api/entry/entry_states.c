#include "api/entry/entry_states.h"

static const struct state states[] = {
    {"draft", {"草稿", "草稿", "draft"}, true},
    {"submitted", {"已提交", "已提交", "submitted"}, true},
    {"withdrawn", {"已退出", "已退出", "withdrawn"}, true},
};

/* The entry gets the version of its draft, which every move counts up: nothing is saved any more by who has not seen it. */
#define SET(columns) STATE_SET("entries", columns ", version = (SELECT w.version FROM drafts w WHERE w.entry_id = :id)")
#define SUBMIT                                                                                                           \
	SET(", submission_id = :submission_id, number = :number, title = COALESCE(:title, title), industry = :industry," \
	    " returned_why = NULL")
/* What was to be mended stays, for who takes it up again. */
#define WITHDRAW SET(", withdrawn_at = :now")
#define RESTORE SET(", withdrawn_at = NULL")

static const struct state_move moves[] = {
    {"submit", "draft", "submitted", "entry.submit", ROLE_CONTESTANT, SUBMIT, NULL, NULL},
    {"submit", "submitted", "submitted", "entry.submit", ROLE_CONTESTANT, SUBMIT, NULL,
	NULL}, /* again, until the deadline or when returned */
    {"return", "submitted", "submitted", "entry.return", ROLE_ORGANIZER, SET(", returned_why = :reason"), NULL, NULL},
    {"withdraw", "draft", "withdrawn", "entry.withdraw", ROLE_CONTESTANT, WITHDRAW, NULL, NULL},
    {"withdraw", "submitted", "withdrawn", "entry.withdraw", ROLE_CONTESTANT, WITHDRAW, NULL, NULL},
    {"restore", "withdrawn", "submitted", "entry.restore", ROLE_CONTESTANT, RESTORE, NULL, NULL},
    {"restore_draft", "withdrawn", "draft", "entry.restore", ROLE_CONTESTANT, RESTORE, NULL, NULL},
};

STATE_MACHINE(entry_states, "entries", states, moves, .begins = STATES("draft"));

static const char *const verbs[] = {[ENTRY_SUBMIT] = "submit",
    [ENTRY_RETURN] = "return",
    [ENTRY_WITHDRAW] = "withdraw",
    [ENTRY_RESTORE] = "restore",
    [ENTRY_RESTORE_DRAFT] = "restore_draft"};

enum handled entry_ready(struct request *r, const char *state, enum entry_verb verb)
{
	return state_ready(r, &entry_states, state, verbs[verb]);
}

enum db_status entry_move(struct request *r, const struct entry_move *m)
{
	struct state_row row = {m->entry_id, m->edition_id, m->state, NULL};
	struct state_why why = {m->reason, m->detail};
	enum db_status status =
	    sql_exec(r, NULL, "UPDATE drafts SET version = version + 1 WHERE entry_id = :entry_id", P(entry_id, m->entry_id));

	if (status != DB_OK) {
		json_decref(m->detail);
		return status;
	}
	if (m->verb != ENTRY_SUBMIT)
		return state_must(r, &entry_states, &row, verbs[m->verb], why);
	return state_must(r, &entry_states, &row, verbs[m->verb], why, P(submission_id, m->submission_id), P(number, m->number),
	    P(title, m->title), P(industry, m->industry));
}
