#include "tools/ctl.h"

#include <stdio.h>

#include "core/db/migrate.h"

static int run(int argc, char **argv)
{
	int status;
	const char *mistake;
	struct config *config = ctl_config(argc, argv, &status);
	if (config == NULL)
		return status;
	struct arena *arena = arena_new();
	struct db_target target = db_target_of(config);
	status = CTL_DONE;
	if (!migrate(&target, config->schema, arena, stdout, &mistake))
		status = ctl_fail("%s", mistake);
	arena_free(arena);
	config_free(config);
	return status;
}

const struct ctl_command ctl_migrate = {"migrate", "--config FILE", "brings the database's schema up to date; safe to run again", run};
