/* The demo seasons: a small one half-way through for ./demo, or a whole one at real size. */
#include "tools/ctl.h"

#include <curl/curl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/secret.h"
#include "tools/demo_season.h"

#define ADMIN "admin@demo.example"
#define SECOND_ADMIN "admin2@demo.example" /* who confirms the offices that the first gives */

struct options {
	const char *config, *ca, *folder;
	int entrants, judges, threads;
	uint64_t seed;
	char password[128];
};

static bool number(const char *text, long low, long high, int *value)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (*end || end == text || n < low || n > high)
		return false;
	*value = (int)n;
	return true;
}

static bool parse(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'}, {"ca", required_argument, NULL, 'a'},
	    {"export", required_argument, NULL, 'x'}, {"entrants", required_argument, NULL, 'e'}, {"judges", required_argument, NULL, 'j'},
	    {"threads", required_argument, NULL, 't'}, {"seed", required_argument, NULL, 's'}, {0}};
	int option, seed = 2023;
	bool good = true;

	*o = (struct options){.entrants = 5044, .judges = 150, .threads = 16};
	while (good && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'c':
			o->config = optarg;
			break;
		case 'a':
			o->ca = optarg;
			break;
		case 'x':
			o->folder = optarg;
			break;
		case 'e':
			good = number(optarg, 50, DEMO_MOST_FIRMS, &o->entrants);
			break;
		case 'j':
			good = number(optarg, 8, 500, &o->judges);
			break;
		case 't':
			good = number(optarg, 1, 64, &o->threads);
			break;
		case 's':
			good = number(optarg, 0, 1000000, &seed);
			break;
		default:
			return false;
		}
	o->seed = (uint64_t)seed;
	return good && o->config && o->ca && optind + 1 == argc;
}

/* A small season: everything that is asked for is there to be acted on. */
static struct demo_season small_season(const struct options *o, const struct demo_season *staff, const char *code,
    const char *const stage[3], int firms, int judges, int first)
{
	struct demo_season season = *staff;

	season.code = code;
	memcpy(season.stage, stage, sizeof season.stage);
	season.firms = firms;
	season.judges = judges;
	season.first_person = first;
	season.small = true;
	season.threads = o->threads < 8 ? o->threads : 8;
	return season;
}

static void print_accounts(const struct demo_season *judged, const struct demo_season *open, const char *password)
{
	printf("Accounts (password of all: %s)\n", password);
	printf("  admin        %s\n", ADMIN);
	printf("  organizer    %s   (the second one for approvals by two: %s)\n", judged->organizer.email, judged->second_organizer.email);
	printf("  auditor      %s\n", judged->auditor.email);
	printf("  judge        %s   (sheets to hand in, in edition %s)\n", judged->jury[0].email, judged->code);
	printf("  contestant   %s   (an entry whose first result is out, edition %s)\n", judged->contestants[0].user.email, judged->code);
	printf("  contestant   %s   (a draft to complete, edition %s)\n", open->contestants[open->firms - 1].user.email, open->code);
}

/* One edition in the middle of its first judged round, one that still takes entries. */
static void start(const struct options *o, struct demo_season *staff)
{
	static const char *const judging[] = {"演示：评审中", "示範：評審中", "demo: being judged"};
	static const char *const entering[] = {"演示：报名中", "示範：報名中", "demo: open for entries"};
	struct demo_season judged = small_season(o, staff, "demo-judging", judging, 48, 9, 0);
	struct demo_season open = small_season(o, staff, "demo-entries", entering, 12, 0, 60);

	demo_open_edition(&judged, 20);
	demo_invite_judges(&judged);
	demo_enter(&judged, 0);
	demo_close_entries(&judged);
	demo_review(&judged, 0);
	demo_round_compute(&judged, "prelim");
	demo_round_judge(&judged, "rematch", 0.5);
	demo_open_edition(&open, 20);
	demo_enter(&open, 4);
	demo_review(&open, 4);
	print_accounts(&judged, &open, o->password);
	demo_season_free(&judged);
	demo_season_free(&open);
}

static void whole(const struct options *o, struct demo_season *season)
{
	static const char *const judged[] = {"rematch", "semi", "final"};

	demo_open_edition(season, 30);
	demo_invite_judges(season);
	demo_enter(season, 0);
	demo_close_entries(season);
	demo_review(season, 0);
	demo_round_compute(season, "prelim");
	for (size_t i = 0; i < 3; i++) {
		demo_round_judge(season, judged[i], 1);
		demo_round_finish(season, judged[i]);
	}
	json_int_t list = demo_award(season);
	if (o->folder)
		demo_export(season, list, o->folder);
	demo_season_free(season);
}

static int run(int argc, char **argv)
{
	struct options o;

	if (!parse(argc, argv, &o) || (strcmp(argv[optind], "start") != 0 && strcmp(argv[optind], "run") != 0))
		return CTL_USAGE;
	if (!fgets(o.password, sizeof o.password, stdin))
		return ctl_fail("the admin's password is expected on standard input");
	o.password[strcspn(o.password, "\r\n")] = '\0';
	struct config *config = ctl_load(o.config);
	if (!config)
		return CTL_FAILED;
	if (!config->mail_folder || config->mail_server)
		return ctl_fail("a demo season needs mail_folder in the configuration, so that it can read the mails");
	char rulebook[4096];
	snprintf(rulebook, sizeof rulebook, "%s/rulebooks/guangzhou-2023.json", config->schema);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	bool small = strcmp(argv[optind], "start") == 0;
	struct demo_season season = {.server = {config->public_url, o.ca, config->mail_folder},
	    .seed = o.seed,
	    .password = o.password,
	    .code = "",
	    .stage = {"演示：整届", "示範：整屆", "demo: a whole season"},
	    .rulebook = rulebook,
	    .firms = o.entrants,
	    .judges = o.judges,
	    .threads = o.threads,
	    .first_person = small ? 0 : 100,
	    .year = 2023};
	demo_staff(&season, ADMIN, SECOND_ADMIN);
	if (small)
		start(&o, &season);
	else
		whole(&o, &season);
	secret_wipe(o.password, sizeof o.password);
	curl_global_cleanup();
	config_free(config);
	return CTL_DONE;
}

const struct ctl_command ctl_demo = {"demo",
    "start|run --config FILE --ca FILE [--entrants N] [--judges N] [--seed N] [--threads N] [--export FOLDER]",
    "plays a made-up season through the API (start: a small one, half-way; run: a whole one); the password of " ADMIN " on standard input",
    run};
