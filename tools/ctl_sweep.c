#include "tools/ctl.h"

#include <stdio.h>

#include "api/files/sweep.h"
#include "core/base/clock.h"

static int sweep_files(struct db *db, const struct config *config)
{
	struct sweep_counts counts;
	if (sweep(db, config->files, clock_now(), &counts) != DB_OK)
		return ctl_fail("the database failed: %s", db_error_text(db));
	printf("%lld uploads expired, %lld strays and %lld removed files deleted, %lld files moved to their place\n",
	    (long long)counts.expired, (long long)counts.strays, (long long)counts.dropped, (long long)counts.finished);
	return CTL_DONE;
}

static int run(int argc, char **argv)
{
	int status;
	struct config *config = ctl_config(argc, argv, &status);
	if (config == NULL)
		return status;
	struct db *db = ctl_connect(config);
	status = db == NULL ? CTL_FAILED : sweep_files(db, config);
	db_close(db);
	config_free(config);
	return status;
}

const struct ctl_command ctl_sweep = {
    "sweep", "--config FILE", "takes away expired uploads and files nobody needs; the server does so by itself when uploads begin", run};
