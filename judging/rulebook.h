/* The rulebook: everything an organiser may set; checked, and what others ask of it. */
#ifndef JUDGING_RULEBOOK_H
#define JUDGING_RULEBOOK_H

#include "judging/base/errors.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Checks a rulebook on its own; true if it has no fault. All faults are added, with paths relative to the rulebook
 * ("rounds[0].advance.share"). */
bool rulebook_validate(const json_t *rulebook, struct judging_errors *);

/* A rulebook to ask. It borrows from the JSON, which must outlive it. */
struct rulebook_view;

/* NULL with errors, as of rulebook_validate(). */
struct rulebook_view *rulebook_open(const json_t *rulebook, struct judging_errors *);
void rulebook_close(struct rulebook_view *);

/* The time zone of all its dates, a name in the IANA database. */
const char *rulebook_timezone(const struct rulebook_view *);

/* Every fact that the rulebook names anywhere, in text order of the paths; a new array of
 *   {"path": "firm.revenue_fen", "of": "firm", "name": "revenue_fen", "kind": "money", "required": true, "declared": {…}, "texts": [… ]}
 * `kind` is as declared, or date and money by the name, or number, text, yes_no as the rules use it, or absent; `declared` is what the rulebook's
 * `facts` say of it, or absent; `texts` are those the rules compare it with. Required is a fact that has a say whatever else is stated: compared outside
 * alternatives (`any`, or `all` under `not`) in `eligibility`, the first division's `when`, what an indicators round requires, or looked at by one of
 * its indicators; and wherever it stands one that is compared with true or false, which is a question to be answered; of investments those that a query
 * of direct advancement needs. One that is anywhere asked about with `present` is not: none is an answer. A fact that brings points in an indicator has
 * "worth": {"round": "prelim", "points": 20}, the most of them; as part of a best_of also "one_of": the paths of its facts, of which one will do. */
json_t *rulebook_asked_facts(const struct rulebook_view *);

/* Whether a fact may be stated: the rulebook declares no facts at all, or this one. OF is firm, entry or investment. */
bool rulebook_knows_fact(const struct rulebook_view *, const char *of, const char *name);

enum rulebook_fact {
	RULEBOOK_FACT_FINE,
	RULEBOOK_FACT_UNKNOWN,
	RULEBOOK_FACT_OTHER_KIND, /* than the name or the declaration says */
	RULEBOOK_FACT_NO_CHOICE,
	RULEBOOK_FACT_BELOW, /* the declared range */
	RULEBOOK_FACT_ABOVE
};

/* Whether VALUE may be given for the fact, by its name and by what is declared of it: as a dossier with it is checked. */
enum rulebook_fact rulebook_check_fact(const struct rulebook_view *, const char *of, const char *name, const json_t *value);

/* What the rulebook's `facts` say of it (borrowed), or NULL. */
const json_t *rulebook_declared_fact(const struct rulebook_view *, const char *of, const char *name);

/* A criterion of a form. */
struct rulebook_criterion {
	const char *id;
	const json_t *name;        /* map from locale to text; NULL: none */
	const json_t *json;        /* as the rulebook writes it */
	int64_t max, step, weight; /* hundredths, hundredths, ten-thousandths */
};

/* A round as the rulebook writes it (borrowed), or NULL. Looks at no more than the ids. */
json_t *rulebook_round(const json_t *rulebook, const char *id);

/* The id of round I, from 0; NULL after the last. */
const char *rulebook_round_id(const struct rulebook_view *, size_t i);

/* The kind ("judged", "indicators") of round I, which there is. */
const char *rulebook_round_kind(const struct rulebook_view *, size_t i);

/* The position of a round, from 0; that behind all rounds if there is none such, as for "award". */
size_t rulebook_round_position(const struct rulebook_view *, const char *id);

/* Whether, by the rulebook, the seat of who leaves before round BEFORE ("award": before the awards) may go to others: what `replacement` of the round
 * before it says (the first has no seats to lose: true), and `vacated` of the award. */
bool rulebook_replaces(const struct rulebook_view *, const char *before);

/* Whether a round has points from elsewhere under this id: a part "extra:ID". */
bool rulebook_has_extra(const struct rulebook_view *, const char *round, const char *id);

/* All criteria of a judged round, whatever the division and the role; as rulebook_criteria() otherwise. */
size_t rulebook_all_criteria(const struct rulebook_view *, const char *round, struct rulebook_criterion *list, size_t room);

/* How many sheets an entry needs in a judged round, and how many judges it is to be given (0: not said); both 0 if there is no such round. */
void rulebook_sheets(const struct rulebook_view *, const char *round, int64_t *needed, int64_t *judges);

/* The industries, an array of {"id", "name"} (borrowed); NULL if the rulebook has none. */
const json_t *rulebook_industries(const struct rulebook_view *);
bool rulebook_has_industry(const struct rulebook_view *, const char *id);

/* The id of division I, from 0; NULL after the last. */
const char *rulebook_division(const struct rulebook_view *, size_t i);

/* The roles of judges that any round names, in `roles` of its criteria or in `judge_weights`, each once; a new array. */
json_t *rulebook_roles(const struct rulebook_view *);

/* The criteria of a judged round on a sheet for an entry of DIVISION by a judge with ROLE (NULL: none), in the rulebook's order. LIST has room for
 * ROOM of them. How many there are; 0 if there is no such judged round. */
size_t rulebook_criteria(
    const struct rulebook_view *, const char *round, const char *division, const char *role, struct rulebook_criterion *list, size_t room);

enum rulebook_points {
	RULEBOOK_POINTS_FINE,
	RULEBOOK_NO_NUMBER,
	RULEBOOK_TOO_FINE,
	RULEBOOK_OUT_OF_RANGE,
	RULEBOOK_ABOVE_MAX,
	RULEBOOK_OFF_STEP
};

/* Whether a JSON value may be the points for a criterion; if it is a number with at most two decimals from 0, *HUNDREDTHS is set. */
enum rulebook_points rulebook_check_points(const struct rulebook_criterion *, const json_t *points, int64_t *hundredths);

/* Room for the text of a total. */
#define RULEBOOK_TOTAL_SIZE 32

/* Σ weight × points of COUNT criteria, exact, in millionths; POINTS in hundredths, -1 for none, within the maximum. */
int64_t rulebook_weigh(const struct rulebook_criterion *list, const int64_t *points, size_t count);

/* A number of millionths without zeros at the end ("65", "86.35"), into TEXT, which it returns: the one form of a total. */
const char *rulebook_show(int64_t millionths, char text[RULEBOOK_TOTAL_SIZE]);

/* Σ weight × points of COUNT criteria, exact, without zeros at the end ("65", "86.35"), into TEXT, which it returns. POINTS in hundredths, -1 for
 * none, within the maximum. */
const char *rulebook_total(const struct rulebook_criterion *list, const int64_t *points, size_t count, char text[RULEBOOK_TOTAL_SIZE]);

/* The text of a map from locale to text: of LOCALE, else of zh-CN, zh-Hant, en, else the first in text order of the locales; NULL if there is
 * none that is not empty. */
const char *rulebook_text(const json_t *localised, const char *locale);

/* What a rulebook names: a new {"division": {ID: NAME, …}, "industry", "round", "criterion" (indicators too), "rule" (of direct advancement),
 * "tier"}; a NAME is a map from locale to text, {} where the rulebook says none. Looks at no more than ids and names. */
json_t *rulebook_names(const json_t *rulebook);

/* The name in such NAMES as rulebook_text() gives it; the id itself if there is none. */
const char *rulebook_name(const json_t *names, const char *of, const char *id, const char *locale);

#endif
