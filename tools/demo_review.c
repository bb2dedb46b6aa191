/* Organisers at work: eligibility as the rule says, investments verified by two. */
#include "tools/demo_season.h"

#include <stdlib.h>

#define PAGE 200

/* All undecided entries but the last UNDECIDED, page by page, as the rule says. */
static void decide_eligibility(struct demo_season *season, struct demo_http *http, int undecided)
{
	struct demo_progress *progress = NULL;

	for (;;) {
		json_t *chosen = json_array(), *item;
		size_t i;
		demo_call(http, &season->organizer, "GET", NULL, "/api/v1/editions/%lld/eligibility?decision=open&limit=%d",
		    (long long)season->edition_id, PAGE);
		demo_expect(http, 200, "read the eligibility queue");
		json_int_t left = demo_answer_int(http, "total") - undecided;
		if (!progress)
			progress = demo_progress_begin("organisers decide about eligibility", "entries", left > 0 ? (size_t)left : 0);
		json_array_foreach (json_object_get(demo_json(http), "items"), i, item)
			if ((json_int_t)i < left)
				json_array_append_new(chosen, json_pack("{s:O, s:O}", "entry_id", json_object_get(item, "entry_id"),
								  "ordinal", json_object_get(item, "ordinal")));
		if (json_array_size(chosen) == 0) {
			json_decref(chosen);
			demo_progress_end(progress);
			return;
		}
		size_t decided = json_array_size(chosen);
		demo_call(http, &season->organizer, "POST",
		    json_pack("{s:o, s:s, s:s, s:b}", "entries", chosen, "decision", "follow_rule", "reason", "材料与系统核验结果一致。",
			"dry_run", 0),
		    "/api/v1/editions/%lld/eligibility/bulk", (long long)season->edition_id);
		demo_expect(http, 200, "decide about eligibility");
		while (decided-- > 0)
			demo_progress_add(progress);
	}
}

/* Firms are told all that was decided, after a look at the list. */
static void tell_firms(struct demo_season *season, struct demo_http *http)
{
	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/editions/%lld/decision-letters?limit=1", (long long)season->edition_id);
	demo_expect(http, 200, "read the decisions to be told");
	if (demo_answer_int(http, "letters") == 0)
		return;
	demo_call(http, &season->organizer, "POST", json_pack("{s:O}", "fingerprint", json_object_get(demo_json(http), "fingerprint")),
	    "/api/v1/editions/%lld/releases", (long long)season->edition_id);
	demo_expect(http, 201, "tell firms what was decided");
}

static void verify(struct demo_season *season, struct demo_http *http, struct demo_user *who, const char *state, const char *step,
    const char *said, int leave)
{
	json_t *list, *item;
	size_t i;

	demo_call(http, who, "GET", NULL, "/api/v1/investments?edition_id=%lld&state=%s&limit=500", (long long)season->edition_id, state);
	demo_expect(http, 200, "read the queue of investments");
	list = json_incref(json_object_get(demo_json(http), "items"));
	size_t count = json_array_size(list) > (size_t)leave ? json_array_size(list) - (size_t)leave : 0;
	struct demo_progress *progress = demo_progress_begin(said, "investments", count);
	json_array_foreach (list, i, item) {
		long long id = json_integer_value(json_object_get(item, "id"));
		if (i == count)
			break;
		demo_call(http, who, "GET", NULL, "/api/v1/investments/%lld", id);
		demo_expect(http, 200, "read an investment");
		demo_if_match(http, demo_etag(http));
		demo_call(http, who, "POST", json_pack("{s:s}", "reason", "银行回单与工商变更登记相符。"), "/api/v1/investments/%lld/%s",
		    id, step);
		demo_expect(http, 200, "verify an investment");
		demo_progress_add(progress);
	}
	demo_progress_end(progress);
	json_decref(list);
}

/* Who submitted acts for their firm: confirmed for all of whom that is not said yet, page by page, but the last LEAVE. */
static void confirm_mandates(struct demo_season *season, struct demo_http *http, int leave)
{
	for (;;) {
		json_t *chosen = json_array(), *item;
		size_t i;
		demo_call(http, &season->organizer, "GET", NULL, "/api/v1/editions/%lld/eligibility?represented=false&limit=%d",
		    (long long)season->edition_id, PAGE);
		demo_expect(http, 200, "read the eligibility queue");
		json_int_t left = demo_answer_int(http, "total") - leave;
		json_array_foreach (json_object_get(demo_json(http), "items"), i, item)
			if ((json_int_t)i < left)
				json_array_append(chosen, json_object_get(item, "entry_id"));
		if (json_array_size(chosen) == 0) {
			json_decref(chosen);
			return;
		}
		demo_call(http, &season->organizer, "POST",
		    json_pack("{s:o, s:s}", "entries", chosen, "reason", "已核对营业执照与授权委托书。"),
		    "/api/v1/editions/%lld/mandates/confirm", (long long)season->edition_id);
		demo_expect(http, 200, "confirm who acts for the firms");
	}
}

void demo_review(struct demo_season *season, int undecided)
{
	struct demo_http *http = demo_http_open(&season->server);

	decide_eligibility(season, http, undecided);
	tell_firms(season, http);
	confirm_mandates(season, http, undecided ? 1 : 0);
	verify(season, http, &season->organizer, "declared", "first-verify", "an organiser verifies investments", undecided ? 1 : 0);
	verify(season, http, &season->second_organizer, "first_verified", "second-verify", "a second one verifies them", undecided ? 1 : 0);
	demo_http_close(http);
}
