/* The first part of a season: who works in it, its rules, its judges. */
#include "tools/demo_season.h"

#include "core/request/locale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static json_t *title(const char *chinese, const char *traditional, const char *english)
{
	return json_pack("{s:s, s:s, s:s}", "zh-CN", chinese, "zh-Hant", traditional, "en", english);
}

static void rfc3339(char text[32], time_t at)
{
	struct tm utc;

	gmtime_r(&at, &utc);
	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* Invites, reads the mail, accepts, logs in. */
static void join(struct demo_season *season, struct demo_http *http, struct demo_user *inviter, struct demo_user *user, const char *email,
    const char *name, const char *role, json_int_t edition)
{
	char token[128];

	demo_call(http, inviter, "POST",
	    json_pack("{s:s, s:s, s:s, s:o, s:s}", "email", email, "name", name, "role", role, "edition_id",
		edition ? json_integer(edition) : json_null(), "locale", "zh-CN"),
	    "/api/v1/invitations");
	demo_expect(http, 201, "invite");
	demo_mail_token(&season->server, email, token);
	demo_call(http, NULL, "POST",
	    json_pack("{s:s, s:s, s:s, s:b}", "token", token, "name", name, "password", season->password, "privacy_consent", 1),
	    "/api/v1/invitations/acceptances");
	demo_expect(http, 200, "accept an invitation");
	demo_login(http, user, email, season->password);
}

/* Offices wait for a second person: the other admin. */
static void confirm_offices(struct demo_season *season, struct demo_http *http, const char *email)
{
	struct demo_user second = {0};
	json_t *list, *item;
	size_t i;

	demo_login(http, &second, email, season->password);
	demo_call(http, &second, "GET", NULL, "/api/v1/grant-requests?limit=500");
	demo_expect(http, 200, "list the offices that wait");
	list = json_incref(json_object_get(demo_json(http), "items"));
	json_array_foreach (list, i, item)
		if (json_is_true(json_object_get(item, "may_confirm"))) {
			demo_call(http, &second, "POST", NULL, "/api/v1/grant-requests/%lld/confirm",
			    (long long)json_integer_value(json_object_get(item, "id")));
			demo_expect(http, 204, "confirm an office");
		}
	json_decref(list);
}

void demo_staff(struct demo_season *season, const char *admin_email, const char *second_email)
{
	struct demo_http *http = demo_http_open(&season->server);
	const struct {
		struct demo_user *user;
		const char *email, *name, *role;
	} staff[] = {
	    {&season->organizer, "organizer@demo.example", "林主任", "organizer"},
	    {&season->second_organizer, "organizer2@demo.example", "何副主任", "organizer"},
	    {&season->auditor, "auditor@demo.example", "审计员", "auditor"},
	};

	demo_login(http, &season->admin, admin_email, season->password);
	for (size_t i = 0; i < sizeof staff / sizeof staff[0]; i++)
		if (!demo_try_login(http, staff[i].user, staff[i].email, season->password)) /* they may be there from an earlier season */
			join(season, http, &season->admin, staff[i].user, staff[i].email, staff[i].name, staff[i].role, 0);
	confirm_offices(season, http, second_email);
	demo_http_close(http);
}

/* Cuts seats in groups down for a small season: a quarter of the group's firms, at least 2. */
static void cut_seats(json_t *object, const char *member, json_int_t most)
{
	json_t *seats = json_object_get(object, member), *value;
	const char *key;

	if (json_is_integer(seats) && json_integer_value(seats) > most)
		json_object_set_new(object, member, json_integer(most));
	json_object_foreach (seats, key, value)
		if (json_integer_value(value) > most)
			json_object_set_new(seats, key, json_integer(most));
}

static json_t *read_rules(const struct demo_season *season)
{
	json_error_t error;
	json_t *rules = json_load_file(season->rulebook, 0, &error), *item, *pool;
	size_t i, j;

	if (!rules)
		demo_fail("%s, line %d: %s", season->rulebook, error.line, error.text);
	if (!season->small)
		return rules;
	json_array_foreach (json_object_get(rules, "rounds"), i, item)
		cut_seats(json_object_get(item, "advance"), "seats", i < 2 ? 4 : 2);
	json_array_foreach (json_object_get(json_object_get(rules, "award"), "pools"), i, pool)
		json_array_foreach (json_object_get(pool, "tiers"), j, item)
			cut_seats(item, "seats", j == 0 ? 1 : 2);
	return rules;
}

static void make_contest(struct demo_season *season, struct demo_http *http, json_int_t *contest)
{
	json_t *list, *item;
	size_t i;

	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/contests?limit=500");
	demo_expect(http, 200, "list the contests");
	list = json_object_get(demo_json(http), "items");
	json_array_foreach (list, i, item)
		if (strcmp(json_string_value(json_object_get(item, "code")), "cxcy-guangzhou") == 0) {
			*contest = json_integer_value(json_object_get(item, "id"));
			return;
		}
	demo_call(http, &season->organizer, "POST",
	    json_pack("{s:s, s:o}", "code", "cxcy-guangzhou", "title",
		title("中国创新创业大赛（广东·广州赛区）", "中國創新創業大賽（廣東·廣州賽區）",
		    "China Innovation and Entrepreneurship Competition, Guangzhou")),
	    "/api/v1/contests");
	demo_expect(http, 201, "make the contest");
	*contest = demo_answer_int(http, "id");
}

static void use_rulebook(struct demo_season *season, struct demo_http *http)
{
	demo_call(http, &season->organizer, "POST", json_pack("{s:O}", "body", season->rules), "/api/v1/editions/%lld/rulebooks",
	    (long long)season->edition_id);
	demo_expect(http, 201, "draft the rulebook");
	json_int_t rulebook = demo_answer_int(http, "id");
	demo_if_match(http, demo_etag(http));
	demo_call(http, &season->organizer, "POST", json_object(), "/api/v1/rulebooks/%lld/freeze", (long long)rulebook);
	demo_expect(http, 200, "freeze the rulebook");
	demo_if_match(http, demo_etag(http));
	demo_call(http, &season->organizer, "POST", json_object(), "/api/v1/rulebooks/%lld/use", (long long)rulebook);
	demo_expect(http, 200, "put the rulebook in force");
}

/* The rulebook's title, and what sets this edition apart from the others of a demo. */
static json_t *edition_title(const struct demo_season *season)
{
	const json_t *rules = json_object_get(season->rules, "title");
	json_t *titles = json_object();

	for (size_t i = 0; i < LOCALES; i++) {
		const char *text = json_string_value(json_object_get(rules, locale_tags[i]));
		if (text)
			json_object_set_new(titles, locale_tags[i], json_sprintf("%s · %s", text, season->stage[i]));
	}
	return titles;
}

static void make_up_code(struct demo_season *season, struct demo_http *http)
{
	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/editions?limit=1");
	demo_expect(http, 200, "count the editions");
	snprintf(season->made_up_code, sizeof season->made_up_code, "gz2023-%lld", (long long)demo_answer_int(http, "total") + 1);
	season->code = season->made_up_code;
}

void demo_open_edition(struct demo_season *season, int closes_in_days)
{
	struct demo_http *http = demo_http_open(&season->server);
	char opens[32], closes[32];
	json_int_t contest;
	time_t now = time(NULL);

	rfc3339(opens, now - 86400);
	rfc3339(closes, now + (time_t)closes_in_days * 86400);
	season->rules = read_rules(season);
	make_contest(season, http, &contest);
	if (!*season->code)
		make_up_code(season, http);
	demo_call(http, &season->organizer, "POST",
	    json_pack("{s:I, s:s, s:o, s:s, s:s, s:i}", "contest_id", contest, "code", season->code, "title", edition_title(season),
		"entries_open_at", opens, "entries_close_at", closes, "grace_seconds", 0),
	    "/api/v1/editions");
	demo_expect(http, 201, "make the edition");
	season->edition_id = demo_answer_int(http, "id");
	use_rulebook(season, http);
	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/editions/%lld", (long long)season->edition_id);
	demo_expect(http, 200, "read the edition");
	demo_if_match(http, demo_etag(http));
	demo_call(http, &season->organizer, "POST", json_object(), "/api/v1/editions/%lld/publish", (long long)season->edition_id);
	demo_expect(http, 200, "publish the edition");
	demo_http_close(http);
}

struct joining {
	struct demo_season *season;
	struct demo_progress *progress;
};

static void judge_joins(struct demo_http *http, void *context, size_t i)
{
	struct joining *joining = context;
	struct demo_season *season = joining->season;
	struct demo_judge judge;

	demo_judge(&judge, season->seed, season->first_person + (int)i);
	join(season, http, &season->organizer, &season->jury[i], judge.email, judge.name, "judge", season->edition_id);
	demo_call(http, &season->organizer, "POST", json_pack("{s:s, s:s}", "email", judge.email, "organisation", judge.organisation),
	    "/api/v1/editions/%lld/judges", (long long)season->edition_id);
	demo_expect(http, 201, "add a judge");
	demo_call(http, &season->jury[i], "POST", json_pack("{s:I}", "edition_id", season->edition_id), "/api/v1/judging/pledge");
	demo_expect(http, 200, "give the pledge");
	demo_progress_add(joining->progress);
}

void demo_invite_judges(struct demo_season *season)
{
	struct joining joining = {season, NULL};

	season->jury = calloc((size_t)season->judges, sizeof *season->jury);
	if (!season->jury)
		abort();
	joining.progress = demo_progress_begin("judges join and give their pledge", "judges", (size_t)season->judges);
	demo_parallel(&season->server, (size_t)season->threads, (size_t)season->judges, judge_joins, &joining);
	demo_progress_end(joining.progress);
}

void demo_season_free(struct demo_season *season)
{
	json_decref(season->rules);
	json_decref(season->merits);
	free(season->contestants);
	free(season->jury);
}
