#include "tools/ctl.h"

#include <stdio.h>
#include <unistd.h>

#include "api/versions.h"
#include "core/request/audit_trail.h"

static const char *const losses[VERSIONS_LOSSES] = {
    [LOST_BEGINNING] = "rows have lost the beginning of their history",
    [LOST_BETWEEN] = "versions have lost the one before them",
    [LOST_CHANGE] = "changes that the audit trail tells of have left no version",
    [OTHER_STATE] = "rows are not in the state that the audit trail told of last",
    [OTHER_CONTENT] = "changes stand in the audit trail with content that no version has",
};

struct totals {
	int64_t versions, tables, lossy;
};

/* A line for each table that has lost something; on a terminal, how far it is. */
static void tell(void *teller, const struct versions_report *report)
{
	struct totals *totals = teller;
	bool lossy = false;

	if (isatty(STDERR_FILENO))
		fprintf(
		    stderr, "\r%s: %lld versions\033[K%s", report->table, (long long)report->versions, report->finished ? "\r\033[K" : "");
	if (!report->finished)
		return;
	for (size_t i = 0; i < VERSIONS_LOSSES; i++) {
		if (report->lost[i].count == 0)
			continue;
		lossy = true;
		printf("%s: %lld %s (the first: %lld)\n", report->table, (long long)report->lost[i].count, losses[i],
		    (long long)report->lost[i].first);
	}
	totals->versions += report->versions;
	totals->tables++;
	totals->lossy += lossy;
}

static int verify_history(struct db *db)
{
	struct totals totals = {0};
	if (versions_verify(db, tell, &totals) != DB_OK)
		return ctl_fail("the history cannot be read: %s", db_error_text(db));
	if (totals.lossy > 0)
		return ctl_fail("the history of %lld tables is not what the audit trail tells; a dump without --dump-history loses it",
		    (long long)totals.lossy);
	printf("%lld versions in the history of %lld tables, all there\n", (long long)totals.versions, (long long)totals.tables);
	return CTL_DONE;
}

static int verify(struct db *db, struct arena *arena)
{
	struct audit_verdict verdict;
	if (audit_verify(db, arena, &verdict) != DB_OK)
		return ctl_fail("the audit trail cannot be read: %s", db_error_text(db));
	if (verdict.broken != NULL)
		return ctl_fail("the audit trail is broken: %s", verdict.broken);
	printf("%lld rows in %lld chains, all intact\n", (long long)verdict.rows, (long long)verdict.chains);
	return verify_history(db);
}

static int run(int argc, char **argv)
{
	int status;
	struct config *config = ctl_config(argc, argv, &status);
	if (config == NULL)
		return status;
	struct db *db = ctl_connect(config);
	struct arena *arena = arena_new();
	status = db == NULL ? CTL_FAILED : verify(db, arena);
	arena_free(arena);
	db_close(db);
	config_free(config);
	return status;
}

const struct ctl_command ctl_verify = {"verify", "--config FILE",
    "walks the audit trail of every edition, compares the history of all tables with it, and names what does not fit or is lost", run};
