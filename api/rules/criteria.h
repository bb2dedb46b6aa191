/* The score form of a judged round: its criteria as the rulebook in force states them, and points held against them.
 *
 * Points are exact: hundredths as int64_t. Criteria of frozen rulebooks are kept in memory, shared by all workers (they never change
 * again); whoever got some may use them until the end of the request. */
#ifndef API_RULES_CRITERIA_H
#define API_RULES_CRITERIA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/db/db.h"
#include "core/request/request.h"
#include "judging/rulebook.h"

struct criteria {
	int64_t round_id;
	const char *code; /* of the round */
	int64_t min_sheets;
	int64_t judges_per_entry;              /* 0: the rulebook does not say */
	bool by_division;                      /* at least one criterion has divisions */
	bool by_role;                          /* at least one has roles: what a sheet must hold depends on its judge's role */
	const struct rulebook_view *view;      /* of the whole rulebook */
	const struct rulebook_criterion *list; /* all of the round, in the rulebook's order */
	size_t count;
};

#define CRITERIA_MAX 64
#define MARK_NONE INT64_MIN

/* Points for the criteria of one form, by position; MARK_NONE where none were given. */
struct marks {
	int64_t points[CRITERIA_MAX];
};

/* The criteria of a round; *CRITERIA is NULL if there is no such round, or it is not judged. What is kept of a round stays right: only
 * frozen rulebooks are put in force, and another one in force comes with new rounds. */
__attribute__((warn_unused_result)) enum db_status criteria_get(struct request *, int64_t round_id, const struct criteria **criteria);

/* Frees what is kept of all rounds; for the end of the program. */
void criteria_end(void);

/* A JSON number of points as hundredths; false if it is no number, has more than two decimals or is out of range. */
bool points_read(const json_t *, int64_t *hundredths);

/* Reads POINTS (an object: criterion id → number) and adds {"field": "points.ID", "detail"} to ERRORS for every unknown criterion and for
 * every value that is not a number, below 0, above the maximum or not a multiple of the step. */
void marks_read(struct request *, const struct criteria *, const json_t *points, struct marks *, json_t *errors);

/* Sets WANTED, by position, for the criteria that a judge with ROLE (NULL: none) is asked for about an entry of DIVISION (NULL: none). */
void criteria_wanted(const struct criteria *, const char *division, const char *role, bool wanted[CRITERIA_MAX]);

/* Adds an error for every criterion that is missing or superfluous for an entry of DIVISION and a judge with ROLE. */
void marks_complete(
    struct request *, const struct criteria *, const struct marks *, const char *division, const char *role, json_t *errors);

/* The divisions for whose entries the marks of a judge with ROLE are complete, as "/startup/growth/"; NULL if criteria do not depend on
 * the division. */
const char *marks_divisions(struct request *, const struct criteria *, const struct marks *, const char *role);

/* The marks as JSON text with the criteria in the rulebook's order; the same marks always give the same bytes. */
const char *marks_text(struct request *, const struct criteria *, const struct marks *);

/* Σ weight × points in millionths, and such a number as decimal text without needless zeros. */
int64_t marks_total(const struct criteria *, const struct marks *);
const char *total_text(struct request *, int64_t millionths);

#endif
