#include "tools/ctl.h"

#include <stdio.h>

#include "core/request/audit_trail.h"

static int verify(struct db *db, struct arena *arena)
{
	struct audit_verdict verdict;
	if (audit_verify(db, arena, &verdict) != DB_OK)
		return ctl_fail("the audit trail cannot be read: %s", db_error_text(db));
	if (verdict.broken != NULL)
		return ctl_fail("the audit trail is broken: %s", verdict.broken);
	printf("%lld rows in %lld chains, all intact\n", (long long)verdict.rows, (long long)verdict.chains);
	return CTL_DONE;
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

const struct ctl_command ctl_verify = {
    "verify", "--config FILE", "walks the audit trail of every edition and names the first row that does not fit", run};
