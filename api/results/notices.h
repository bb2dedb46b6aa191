/* Notices (公示): what is published about an edition, some with a period in which anyone named may object. */
#ifndef API_RESULTS_NOTICES_H
#define API_RESULTS_NOTICES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/request/request.h"
#include "core/request/route.h"
#include "core/request/state_machine.h"

extern const struct state_machine notice_states;

enum notice_kind { NOTICE_AWARD_LIST, NOTICE_STANDINGS, NOTICE_FINAL_LIST, NOTICE_TEXT };

#define NOTICE_DAYS_MAX 60

/* Members of a body that publishes a notice, for a route's input table. */
#define NOTICE_INPUT(needed)                                                                                                       \
	{.name = "title", .type = INPUT_OBJECT, .texts = TEXT_NAME, .required = (needed)}, {.name = "body", .type = INPUT_OBJECT}, \
	{                                                                                                                          \
		.name = "working_days", .type = INPUT_INT, .min = 1, .max = NOTICE_DAYS_MAX                                        \
	}

struct new_notice {
	int64_t edition_id;
	enum notice_kind kind;
	int64_t award_list_id;  /* 0: none */
	int64_t round_id;       /* 0: none */
	int64_t computation_id; /* standings: the publication that it shows for good */
	json_t *title;          /* localised text; borrowed */
	json_t *body;           /* localised text, NULL: none; borrowed */
	int64_t working_days;   /* length of the period for objections; 0: none */
};

/* Publishes it at the time of the request's arrival, with its audit row. Goes on if that worked; 422 if the
 * texts are no localised texts or the calendar is too short, 409 if the edition is not published. */
__attribute__((warn_unused_result)) enum handled notice_publish(struct request *, const struct new_notice *, int64_t *id);

/* Withdraws one notice that is published and locked, with its audit row. */
__attribute__((warn_unused_result)) enum db_status notice_withdraw(struct request *, int64_t edition_id, int64_t id, const char *why);

/* Locks and withdraws what is published of the object (award_list_id or round_id; the other 0) with that reason. */
__attribute__((warn_unused_result)) enum db_status notices_withdraw(
    struct request *, int64_t edition_id, int64_t award_list_id, int64_t round_id, const char *why);

#endif
