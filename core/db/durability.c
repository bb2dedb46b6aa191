#include "core/db/durability.h"

#include <string.h>

/* What must hold, and what happens if not. Binary logging matters only where it is on: it is what a restore to a moment goes by. */
static const struct rule {
	const char *name, *wanted;
	bool for_binary_log;
	const char *otherwise;
} rules[] = {
    {"innodb_flush_log_at_trx_commit", "1", false, "what was acknowledged in the last second may be lost in a power cut"},
    {"innodb_doublewrite", "ON", false, "a page that is half written in a power cut cannot be repaired"},
    {"sync_binlog", "1", true, "the binary log may lack what was acknowledged before a power cut"},
};

enum db_status durability_ask(struct db *db, struct arena *arena, struct durability *found)
{
	struct db_rows rows;
	enum db_status status = db_query(db, arena, &rows,
	    "SELECT CAST(@@GLOBAL.innodb_flush_log_at_trx_commit AS CHAR), IF(@@GLOBAL.innodb_doublewrite IN ('0', 'OFF'), 'OFF', 'ON'),"
	    " CAST(@@GLOBAL.sync_binlog AS CHAR), IF(@@GLOBAL.log_bin, 1, 0)");

	found->count = 0;
	if (status != DB_OK)
		return status;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		const char *is = db_text(&rows, 0, i);
		if ((rules[i].for_binary_log && db_int(&rows, 0, 3) == 0) || strcmp(is, rules[i].wanted) == 0)
			continue;
		found->faults[found->count++] =
		    arena_printf(arena, "the database's %s is %s, not %s: %s", rules[i].name, is, rules[i].wanted, rules[i].otherwise);
	}
	return DB_OK;
}
