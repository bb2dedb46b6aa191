/* The last part of a season: the award list, its two approvals and its notice. */
#include "tools/demo_season.h"

#include <stdio.h>
#include <string.h>

static void step(struct demo_http *http, struct demo_user *user, json_int_t list, const char *what, json_t *body)
{
	demo_call(http, user, "GET", NULL, "/api/v1/award-lists/%lld", (long long)list);
	demo_expect(http, 200, "read the award list");
	demo_if_match(http, demo_etag(http));
	demo_call(http, user, "POST", body, "/api/v1/award-lists/%lld/%s", (long long)list, what);
	demo_expect(http, 200, what);
}

static void print_list(const json_t *list, int firms)
{
	json_int_t allocated = json_integer_value(json_object_get(list, "allocated_fen"));
	json_int_t remaining = json_integer_value(json_object_get(list, "remaining_fen"));
	json_t *summary = json_object_get(list, "summary"), *tier;
	json_int_t winners = 0;
	size_t i;

	json_array_foreach (json_object_get(summary, "by_tier"), i, tier) {
		json_int_t count = json_integer_value(json_object_get(tier, "awards"));
		printf("  %-12s %5lld  %15.2f yuan\n", json_string_value(json_object_get(tier, "id")), (long long)count,
		    (double)json_integer_value(json_object_get(tier, "amount_fen")) / 100);
		winners += count;
	}
	printf("%lld winners of %d entrants, %.2f yuan allocated, %.2f yuan left\n", (long long)winners, firms, (double)allocated / 100,
	    (double)remaining / 100);
	printf("dossier SHA-256 %s\n", json_string_value(json_object_get(list, "dossier_sha256")));
}

json_int_t demo_award(struct demo_season *season)
{
	struct demo_http *http = demo_http_open(&season->server);
	struct demo_progress *progress = demo_progress_begin("the award list is made and published", NULL, 0);

	demo_call(http, &season->organizer, "POST", json_object(), "/api/v1/editions/%lld/award-lists", (long long)season->edition_id);
	demo_expect(http, 201, "draft the award list");
	json_int_t list = demo_answer_int(http, "id");
	step(http, &season->organizer, list, "approve", json_object());
	step(http, &season->second_organizer, list, "approve", json_object());
	step(http, &season->organizer, list, "publish",
	    json_pack("{s:{s:s, s:s, s:s}, s:i}", "title", "zh-CN", "拟获奖名单公示", "zh-Hant", "擬獲獎名單公示", "en",
		"Notice of the proposed award list", "working_days", 5));
	demo_progress_end(progress);
	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/award-lists/%lld", (long long)list);
	demo_expect(http, 200, "read the award list");
	print_list(demo_json(http), season->firms);
	demo_http_close(http);
	return list;
}

static void save(const char *folder, const char *name, const char *bytes, size_t length)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "we");
	if (!file || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
		demo_fail("cannot write %s", path);
}

void demo_export(struct demo_season *season, json_int_t list, const char *folder)
{
	struct demo_http *http = demo_http_open(&season->server);
	static const char *const files[] = {"dossier", "results"};
	char name[32];
	size_t length;

	demo_call(http, &season->organizer, "GET", NULL, "/api/v1/award-lists/%lld", (long long)list);
	demo_expect(http, 200, "read the award list");
	json_int_t computation = demo_answer_int(http, "computation");
	for (size_t i = 0; i < 2; i++) {
		demo_call(http, &season->auditor, "GET", NULL, "/api/v1/computations/%lld/%s", (long long)computation, files[i]);
		demo_expect(http, 200, "export");
		const char *bytes = demo_bytes(http, &length);
		snprintf(name, sizeof name, "%s.json", files[i]);
		save(folder, name, bytes, length);
	}
	demo_http_close(http);
}
