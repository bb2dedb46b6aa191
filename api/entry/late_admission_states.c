/* The life of a late admission: asked for → granted by another organiser → used. */
#include <string.h>

#include "api/entry/late_admissions.h"
#include "api/shared/access.h"
#include "api/shared/edition_access.h"
#include "api/shared/problems.h"

static const struct state states[] = {
    {"asked", {"待另一人决定", "待另一人決定", "to be decided by another person"}, false},
    {"granted", {"已准许", "已准許", "granted"}, true},
    {"used", {"已提交", "已提交", "submitted"}, true},
    {"refused", {"未准许", "未准許", "refused"}, true},
    {"withdrawn", {"已撤回", "已撤回", "withdrawn"}, true},
    {"lapsed", {"已过期", "已過期", "lapsed"}, true},
};

static guard_fn other_person, same_person, in_time;

#define DECIDED ", decided_by = :account, decided_at = :now, decided_why = :reason"
#define WITHDRAWN ", withdrawn_by = :account, withdrawn_at = :now, withdrawn_why = :reason"
#define SET(columns) STATE_SET("late_admissions", columns)

static const struct state_move moves[] = {
    {"grant", "asked", "granted", "late_admission.grant", ROLE_ORGANIZER, SET(DECIDED), in_time, NULL},
    {"refuse", "asked", "refused", "late_admission.refuse", ROLE_ORGANIZER, SET(DECIDED), other_person, NULL},
    {"take_back", "asked", "withdrawn", "late_admission.take_back", ROLE_ORGANIZER, SET(WITHDRAWN), same_person, NULL},
    {"withdraw", "granted", "withdrawn", "late_admission.withdraw", ROLE_ORGANIZER, SET(WITHDRAWN), NULL, NULL},
    {"use", "granted", "used", "late_admission.use", ROLE_CONTESTANT, SET(", used_at = :now"), NULL, NULL},
    {"lapse", "asked", "lapsed", NULL, ROLE_ORGANIZER, NULL, NULL, NULL},
    {"lapse", "granted", "lapsed", NULL, ROLE_ORGANIZER, NULL, NULL, NULL},
};

STATE_MACHINE(late_admission_states, "late_admissions", states, moves, .begins = STATES("asked"), .guard = edition_guard);

static enum handled other_person(struct request *r, const struct state_row *row)
{
	const struct late_admission *late = row->object;

	return late->asked_by == r->actor.account_id ? reply_problem(r, &problem_same_person, NULL) : GO_ON;
}

static enum handled same_person(struct request *r, const struct state_row *row)
{
	const struct late_admission *late = row->object;

	return late->asked_by == r->actor.account_id ? GO_ON : reply_problem(r, &problem_late_admission_not_own, NULL);
}

static enum handled in_time(struct request *r, const struct state_row *row)
{
	const struct late_admission *late = row->object;

	STEP(other_person(r, row));
	return late->until_at > r->arrived_at ? GO_ON : reply_problem(r, &problem_late_admission_lapsed, NULL);
}

#define COLUMNS                                                                                                                              \
	"SELECT l.id, l.edition_id, l.firm_id, l.entry_id, l.asked_by, l.until_at, l.state, l.reason FROM late_admissions l JOIN editions d" \
	" ON d.id = l.edition_id WHERE "
#define IN_TIME " AND :last <= l.until_at + INTERVAL d.grace_seconds SECOND AND d.state = 'published'"

static void take(const struct db_rows *rows, struct late_admission *late)
{
	*late = (struct late_admission){0};
	if (rows->count > 0)
		*late = (struct late_admission){
		    .id = db_int(rows, 0, 0),
		    .edition_id = db_int(rows, 0, 1),
		    .firm_id = db_int(rows, 0, 2),
		    .entry_id = db_int(rows, 0, 3),
		    .asked_by = db_int(rows, 0, 4),
		    .until_at = db_time(rows, 0, 5),
		    .state = db_text(rows, 0, 6),
		    .reason = db_text(rows, 0, 7),
		};
}

enum db_status late_admission_of_entry(struct request *r, int64_t entry_id, struct late_admission *late)
{
	struct db_rows rows = {0};
	enum db_status status = sql_query(r, &rows,
	    COLUMNS "l.entry_id = :entry_id AND l.state IN ('granted', 'used')" IN_TIME " ORDER BY l.id DESC LIMIT 1", P(entry_id));

	take(&rows, late);
	return status;
}

enum db_status late_admission_of_firm(struct request *r, int64_t edition_id, int64_t firm_id, struct late_admission *late)
{
	struct db_rows rows = {0};
	enum db_status status = sql_query(r, &rows,
	    COLUMNS "l.edition_id = :edition_id AND l.firm_id = :firm_id AND l.entry_id IS NULL AND l.state = 'granted'" IN_TIME " LIMIT 1",
	    P(edition_id), P(firm_id));

	take(&rows, late);
	return status;
}

enum db_status late_admission_lock(struct request *r, int64_t id, struct late_admission *late)
{
	struct db_rows rows = {0};
	enum db_status status = sql_query(r, &rows, "SELECT id FROM late_admissions WHERE id = :id FOR UPDATE", P(id));

	if (status == DB_OK)
		status = sql_query(r, &rows, COLUMNS "l.id = :id LOCK IN SHARE MODE", P(id));
	take(&rows, late);
	return status;
}

enum db_status late_admission_begin(struct request *r, const struct late_admission *late, int64_t entry_id)
{
	return sql_exec(
	    r, NULL, "UPDATE late_admissions SET entry_id = :entry_id WHERE id = :id AND entry_id IS NULL", P(entry_id), P(id, late->id));
}

enum db_status late_admission_use(struct request *r, struct late_admission *late, int64_t entry_id, const json_t *receipt)
{
	struct state_row row = {late->id, late->edition_id, late->state, late};

	if (!state_may(&late_admission_states, late->state, "use"))
		return DB_OK;
	return state_must(r, &late_admission_states, &row, "use",
	    WHY(late->reason, json_pack("{s:I, s:O}", "entry", (json_int_t)entry_id, "number", json_object_get(receipt, "number"))));
}
