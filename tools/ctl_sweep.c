#include "tools/ctl.h"

#include <stdio.h>

#include "api/files/sweep.h"
#include "core/base/clock.h"

/* Not by this machine's clock, of which there is only this one look, but by the last time that a server has written down, who watches it for jumps. */
static enum db_status last_time(struct db *db, int64_t *now)
{
	struct arena *arena = arena_new();
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows, "SELECT at FROM steady_time");
	*now = status == DB_OK && rows.count > 0 ? db_time(&rows, 0, 0) : 0;
	arena_free(arena);
	return status;
}

static int sweep_files(struct db *db, const struct config *config)
{
	struct sweep_counts counts;
	int64_t now;
	if (last_time(db, &now) != DB_OK || sweep(db, config->files, now, &counts) != DB_OK)
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
