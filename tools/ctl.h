/* The subcommands of saitouctl: each ctl_NAME.c ends in its row; saitouctl.c joins them. */
#ifndef TOOLS_CTL_H
#define TOOLS_CTL_H

#include "core/base/arena.h"
#include "core/base/config.h"
#include "core/db/db_connection.h"
#include "judging/base/errors.h"

enum { CTL_DONE = 0, CTL_FAILED = 1, CTL_USAGE = 2 }; /* exit codes */

struct ctl_command {
	const char *name;
	const char *usage;                 /* arguments behind the name: "--config FILE" */
	const char *summary;               /* one line for the overview */
	int (*run)(int argc, char **argv); /* argv[0] is the name; answers an exit code; CTL_USAGE prints the usage */
};

extern const struct ctl_command ctl_account;
extern const struct ctl_command ctl_certificates;
extern const struct ctl_command ctl_demo;
extern const struct ctl_command ctl_explain;
extern const struct ctl_command ctl_migrate;
extern const struct ctl_command ctl_recompute;
extern const struct ctl_command ctl_sweep;
extern const struct ctl_command ctl_verify;
extern const struct ctl_command ctl_why_codes;

/* Writes "saitouctl NAME: " and the message to standard error; returns CTL_FAILED. */
__attribute__((format(printf, 1, 2))) int ctl_fail(const char *format, ...);

/* Prints a dossier's mistakes, a line each, and frees them; returns CTL_FAILED. */
int ctl_refuse(struct judging_errors *);

/* For commands whose only option is --config FILE: reads it. NULL: *STATUS is the exit code, and the reason has been printed. */
struct config *ctl_config(int argc, char **argv, int *status);
/* Reads the configuration PATH; NULL after printing why not. */
struct config *ctl_load(const char *path);
/* A connection to the configured database; NULL after printing why not. */
struct db *ctl_connect(const struct config *);

#endif
