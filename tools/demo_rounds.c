/* The third part of a season: rounds, from indicators to the final. */
#include "tools/demo_season.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What every judge's thread needs to know. */
struct judging {
	struct demo_season *season;
	const json_t *criteria; /* of the round, from the rulebook */
	struct demo_progress *progress;
	json_int_t round;
	double share;
};

static const json_t *round_rules(const struct demo_season *season, const char *code)
{
	json_t *round;
	size_t i;

	json_array_foreach (json_object_get(season->rules, "rounds"), i, round)
		if (strcmp(json_string_value(json_object_get(round, "id")), code) == 0)
			return round;
	demo_fail("the rulebook has no round %s", code);
}

json_int_t demo_round(struct demo_season *season, const char *code)
{
	struct demo_http *http = demo_http_open(&season->server);
	json_int_t id = 0;
	json_t *round;
	size_t i;

	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/editions/%lld/rounds", (long long)season->edition_id);
	demo_expect(http, 200, "list the rounds");
	json_array_foreach (json_object_get(demo_json(http), "items"), i, round)
		if (strcmp(json_string_value(json_object_get(round, "code")), code) == 0)
			id = json_integer_value(json_object_get(round, "id"));
	if (!id)
		demo_fail("the edition has no round %s", code);
	demo_http_close(http);
	return id;
}

/* The round's present version, for If-Match of the next call. */
static void read_version(struct demo_season *season, struct demo_http *http, json_int_t round)
{
	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/rounds/%lld", (long long)round);
	demo_expect(http, 200, "read a round");
	demo_if_match(http, demo_etag(http));
}

static void act(struct demo_season *season, struct demo_http *http, json_int_t round, const char *what, json_t *body)
{
	read_version(season, http, round);
	demo_call(http, &season->organizer, "POST", body, "/api/v1/rounds/%lld/%s", (long long)round, what);
	demo_expect(http, 200, what);
}

/* The judges confer: tied blocks are put in the order of the entries' ids. Returns whether there was one. */
static bool settle_ties(struct demo_season *season, struct demo_http *http, json_int_t round)
{
	json_t *order = json_array(), *block, *entry;
	size_t i, j;

	json_array_foreach (json_object_get(demo_json(http), "ties"), i, block)
		json_array_foreach (json_object_get(block, "entries"), j, entry)
			json_array_append(order, json_object_get(entry, "id"));
	if (json_array_size(order) == 0) {
		json_decref(order);
		return false;
	}
	read_version(season, http, round);
	demo_call(http, &season->organizer, "PUT", json_pack("{s:o, s:s}", "order", order, "reason", "评委合议决定并列项目的先后。"),
	    "/api/v1/rounds/%lld/tie-order", (long long)round);
	demo_expect(http, 200, "decide a tie");
	return true;
}

/* Computes until nothing is tied over the last seat any more, and publishes. */
static void compute_and_publish(struct demo_season *season, struct demo_http *http, json_int_t round, const char *code)
{
	char step[80];

	snprintf(step, sizeof step, "round %s is computed, published", code);
	struct demo_progress *progress = demo_progress_begin(step, NULL, 0);
	do
		act(season, http, round, "compute", json_object());
	while (settle_ties(season, http, round));
	act(season, http, round, "publish", json_object());
	demo_progress_end(progress);
}

void demo_round_compute(struct demo_season *season, const char *code)
{
	struct demo_http *http = demo_http_open(&season->server);

	compute_and_publish(season, http, demo_round(season, code), code);
	demo_http_close(http);
}

/* Points that a judge of this severity gives an entry of this merit, each criterion on its own step. */
static json_t *points(const struct judging *judging, double merit, double severity, uint64_t judge, json_int_t entry)
{
	struct demo_random random = demo_random(judging->season->seed + (uint64_t)judging->round, (uint64_t)entry * 1000 + judge);
	json_t *points = json_object(), *criterion;
	size_t i;

	json_array_foreach (judging->criteria, i, criterion) {
		double most = json_number_value(json_object_get(criterion, "max"));
		double step = json_number_value(json_object_get(criterion, "step"));
		double noise = (double)demo_between(&random, -100, 100) / 100 * 0.09;
		double part = 0.52 + 0.42 * merit + noise - severity / 100;
		double value = floor(fmin(fmax(part, 0.1), 1) * most / step) * step;
		json_object_set_new(points, json_string_value(json_object_get(criterion, "id")), json_real(value));
	}
	return points;
}

static void judge_scores(struct demo_http *http, void *context, size_t i)
{
	const struct judging *judging = context;
	struct demo_season *season = judging->season;
	struct demo_judge judge;
	json_t *queue, *item;
	char key[32];
	size_t j;

	demo_judge(&judge, season->seed, season->first_person + (int)i);
	demo_call(http, &season->jury[i], "GET", NULL, "/api/v1/judging/queue?round=%lld", (long long)judging->round);
	demo_expect(http, 200, "read the queue");
	queue = json_incref(json_object_get(demo_json(http), "items"));
	json_array_foreach (queue, j, item) {
		json_int_t entry = json_integer_value(json_object_get(item, "entry_id"));
		if ((double)j >= judging->share * (double)json_array_size(queue))
			break;
		snprintf(key, sizeof key, "%lld", (long long)entry);
		demo_call(http, &season->jury[i], "POST",
		    json_pack("{s:o, s:s}", "points",
			points(judging, json_number_value(json_object_get(season->merits, key)), judge.severity, i, entry), "comment", ""),
		    "/api/v1/rounds/%lld/entries/%lld/sheet/hand-in", (long long)judging->round, (long long)entry);
		demo_expect(http, 201, "hand in a sheet");
		demo_progress_add(judging->progress);
	}
	json_decref(queue);
}

void demo_round_judge(struct demo_season *season, const char *code, double share)
{
	struct demo_http *http = demo_http_open(&season->server);
	struct judging judging = {season, json_object_get(round_rules(season, code), "criteria"), NULL, demo_round(season, code), share};
	char step[80];

	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/rounds/%lld/opening", (long long)judging.round);
	demo_expect(http, 200, "look at what is undecided");
	json_t *seen = json_object_get(demo_json(http), "acknowledge");
	act(season, http, judging.round, "open", json_is_string(seen) ? json_pack("{s:O}", "acknowledged", seen) : json_object());
	demo_call(http, &season->organizer, "POST", json_pack("{s:b, s:s}", "dry_run", 0, "expertise", "prefer"),
	    "/api/v1/rounds/%lld/assignment-batches", (long long)judging.round);
	demo_expect(http, 201, "assign");
	snprintf(step, sizeof step, "judges score in round %s", code);
	judging.progress = demo_progress_begin(step, "sheets", (size_t)demo_answer_int(http, "assignments"));
	demo_parallel(&season->server, (size_t)season->threads, (size_t)season->judges, judge_scores, &judging);
	demo_progress_end(judging.progress);
	demo_http_close(http);
}

void demo_round_finish(struct demo_season *season, const char *code)
{
	struct demo_http *http = demo_http_open(&season->server);
	json_int_t round = demo_round(season, code);

	act(season, http, round, "lock", NULL);
	act(season, http, round, "close", NULL);
	compute_and_publish(season, http, round, code);
	demo_http_close(http);
}
