/* The program for operators: subcommands that need no running server. */
#include "tools/ctl.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/log.h"

static const struct ctl_command *const commands[] = {
    &ctl_account,
    &ctl_certificates,
    &ctl_demo,
    &ctl_migrate,
    &ctl_recompute,
    &ctl_explain,
    &ctl_sweep,
    &ctl_verify,
    &ctl_why_codes,
};

#define COMMANDS (sizeof commands / sizeof commands[0])

static const char *running = "";

int ctl_fail(const char *format, ...)
{
	va_list arguments;
	fprintf(stderr, "saitouctl %s: ", running);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return CTL_FAILED;
}

struct config *ctl_load(const char *path)
{
	char *mistake;
	struct config *config = config_load(path, &mistake);
	if (config == NULL)
		ctl_fail("%s", mistake);
	free(mistake);
	return config;
}

int ctl_refuse(struct judging_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++)
		fprintf(stderr, "%s: %s\n", errors->list[i].path, errors->list[i].message);
	judging_errors_free(errors);
	return CTL_FAILED;
}

struct config *ctl_config(int argc, char **argv, int *status)
{
	static const struct option options[] = {{"config", required_argument, NULL, 'c'}, {0}};
	const char *path = NULL;
	int option;
	*status = CTL_USAGE;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'c')
			return NULL;
		path = optarg;
	}
	if (path == NULL || optind != argc)
		return NULL;
	*status = CTL_FAILED;
	return ctl_load(path);
}

struct db *ctl_connect(const struct config *config)
{
	char why[512];
	struct db_target target = db_target_of(config);
	struct db *db = db_open(&target, why, sizeof why);
	if (db == NULL)
		ctl_fail("the database cannot be reached: %s", why);
	return db;
}

static void print_commands(FILE *out)
{
	fputs("usage: saitouctl COMMAND …\n\n", out);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(out, "  %s %s\n      %s\n", commands[i]->name, commands[i]->usage, commands[i]->summary);
}

int main(int argc, char **argv)
{
	/* What goes wrong is said once, in words, by the command itself. */
	if (!log_open("/dev/null", "error"))
		return CTL_FAILED;
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		print_commands(stdout);
		return CTL_DONE;
	}
	for (size_t i = 0; argc > 1 && i < COMMANDS; i++) {
		if (strcmp(argv[1], commands[i]->name) != 0)
			continue;
		running = commands[i]->name;
		int status = commands[i]->run(argc - 1, argv + 1);
		if (status == CTL_USAGE)
			fprintf(stderr, "usage: saitouctl %s %s\n", running, commands[i]->usage);
		return status;
	}
	print_commands(stderr);
	return CTL_USAGE;
}
