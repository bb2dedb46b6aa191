/* The server. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/files/slides_convert.h"
#include "api/routes.h"
#include "api/shared/conflict_gate.h"
#include "api/shared/problems.h"
#include "api/shared/weight.h"
#include "api/states.h"
#include "config.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/log.h"
#include "core/base/memory.h"
#include "core/base/secret.h"
#include "core/net/server.h"
#include "tools/config_check.h"

#define DEFAULT_CONFIG SYSCONFDIR "/saitou/saitoud.conf"

static const char usage[] =
    "usage: saitoud [--config FILE] [--check-config]\n"
    "       saitoud --problems | --routes | --states | --inputs | --sample-config | --version\n"
    "\n"
    "  --config FILE    the configuration (" DEFAULT_CONFIG ")\n"
    "  --check-config   read it and try all that it names, say everything that is wrong, and end\n"
    "  --sample-config  print a configuration with every key explained, and end\n"
    "  --problems       list every kind of refusal as JSON: code, status, sentences by language; and end\n"
    "  --routes         list every method and path of the API, and end\n"
    "  --states         list every state machine as JSON: its states in words, and the moves between them; and end\n"
    "  --confined FOLDER PROGRAM ...\n"
    "                   be PROGRAM without a network, and with no files but the system's and FOLDER's: what saitoud starts, it starts so\n"
    "  --inputs         list what every one of them takes, as JSON: members of the body and of the query with their bounds; and end\n"
    "\n"
    "SIGTERM finishes what was accepted and ends; SIGHUP opens the log again and reads the certificates.\n";

static void print_routes(void)
{
	for (size_t i = 0; i <= api_routes_count; i++) {
		const struct route_table *table = i < api_routes_count ? api_routes[i] : &server_routes;
		for (size_t j = 0; j < table->count; j++)
			if (!(table->rows[j].flags & ROUTE_PAGE))
				printf("%s %s\n", method_names[table->rows[j].method], table->rows[j].path);
	}
}

static json_t *fields_json(const struct input_field *fields)
{
	static const char *const types[] = {[INPUT_TEXT] = "text",
	    [INPUT_NAME] = "text",
	    [INPUT_IDENTIFIER] = "text",
	    [INPUT_SECRET] = "text",
	    [INPUT_EXACT] = "text",
	    [INPUT_INT] = "int",
	    [INPUT_NUMBER] = "number",
	    [INPUT_BOOL] = "bool",
	    [INPUT_DAY] = "day",
	    [INPUT_TIME] = "time",
	    [INPUT_ENUM] = "enum",
	    [INPUT_OBJECT] = "object",
	    [INPUT_ARRAY] = "array",
	    [INPUT_ANY] = "any"};
	json_t *list = json_array();

	for (; fields && fields->name; fields++)
		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:b, s:I, s:I}", "name", fields->name, "type", types[fields->type], "required",
			      fields->required, "min", (json_int_t)fields->min, "max", (json_int_t)fields->max));
	return list;
}

static void print_inputs(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < api_routes_count; i++)
		for (size_t j = 0; j < api_routes[i]->count; j++) {
			const struct route *route = &api_routes[i]->rows[j];
			if (route->flags & ROUTE_PAGE)
				continue;
			json_array_append_new(
			    list, json_pack("{s:s, s:s, s:o, s:o}", "method", method_names[route->method], "path", route->path, "body",
				      fields_json(route->input), "query", fields_json(route->query)));
		}
	json_dumpf(list, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	puts("");
	json_decref(list);
}

static void add_problems(json_t *list, const struct problem_kind *const *kinds)
{
	for (; *kinds; kinds++)
		json_array_append_new(list,
		    json_pack("{s:s, s:i, s:{s:s, s:s, s:s}}", "code", (*kinds)->code, "status", (*kinds)->status, "detail", "zh-CN",
			(*kinds)->detail[LOCALE_ZH_CN], "zh-Hant", (*kinds)->detail[LOCALE_ZH_HANT], "en", (*kinds)->detail[LOCALE_EN]));
}

static void print_problems(void)
{
	json_t *list = json_array();

	add_problems(list, core_problems);
	add_problems(list, api_problems);
	json_dumpf(list, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	puts("");
	json_decref(list);
}

static json_t *moves_json(const struct state_machine *m)
{
	json_t *list = json_array();

	for (size_t i = 0; i < m->moves_count; i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s?}", "verb", m->moves[i].verb, "from", m->moves[i].from, "to",
						m->moves[i].to, "action", m->moves[i].action));
	return list;
}

static void print_states(void)
{
	json_t *list = json_array();

	for (size_t i = 0; i < state_machines_count; i++) {
		const struct state_machine *m = state_machines[i];
		json_t *states = json_array(), *begins = json_array();
		for (size_t k = 0; k < m->states_count; k++)
			json_array_append_new(states,
			    json_pack("{s:s, s:b, s:[s, s, s]}", "name", m->states[k].name, "end", m->states[k].end, "words",
				m->states[k].words[LOCALE_ZH_CN], m->states[k].words[LOCALE_ZH_HANT], m->states[k].words[LOCALE_EN]));
		for (size_t k = 0; m->begins[k]; k++)
			json_array_append_new(begins, json_string(m->begins[k]));
		json_array_append_new(
		    list, json_pack("{s:s, s:o, s:o, s:o}", "table", m->table, "begins", begins, "states", states, "moves", moves_json(m)));
	}
	json_dumpf(list, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	puts("");
	json_decref(list);
}

static int run(const struct config *config)
{
	const struct app app = {.config = config, .gate = &conflict_gate, .scale = &computation_scale};

	if (!log_open(config->log_file, config->log_level)) {
		fprintf(stderr, "saitoud: log %s: %s\n", config->log_file == NULL ? "level" : config->log_file, strerror(errno));
		return 1;
	}
	memory_begin();
	password_cost((unsigned)config->password_cost);
	api_begin(config);
	int status = server_run(&app, api_routes, api_routes_count);
	api_end();
	return status;
}

/* A line for each. */
static void print_mistakes(char *mistakes)
{
	for (char *rest = mistakes, *line; (line = strsep(&rest, "\n")) != NULL;)
		fprintf(stderr, "saitoud: %s\n", line);
	free(mistakes);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"check-config", no_argument, NULL, 'k'},
	    {"problems", no_argument, NULL, 'p'},
	    {"routes", no_argument, NULL, 'r'},
	    {"states", no_argument, NULL, 't'},
	    {"inputs", no_argument, NULL, 'i'},
	    {"sample-config", no_argument, NULL, 's'},
	    {"version", no_argument, NULL, 'v'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	const char *path = DEFAULT_CONFIG;
	char *mistake = NULL;
	struct config *config;
	int option, status, check = 0;

	if (argc > 3 && strcmp(argv[1], "--confined") == 0)
		slides_confined(argv[2], argv + 3);
	while ((option = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			path = optarg;
			break;
		case 'k':
			check = 1;
			break;
		case 'p':
			print_problems();
			return 0;
		case 'r':
			print_routes();
			return 0;
		case 't':
			print_states();
			return 0;
		case 'i':
			print_inputs();
			return 0;
		case 's':
			config_print_sample(stdout);
			return 0;
		case 'v':
			puts(PACKAGE_STRING);
			return 0;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (optind != argc) {
		fputs(usage, stderr);
		return 2;
	}
	config = config_load(path, &mistake);
	if (config == NULL) {
		print_mistakes(mistake);
		return 1;
	}
	status = check ? config_check(config, path) : run(config);
	config_free(config);
	return status;
}
