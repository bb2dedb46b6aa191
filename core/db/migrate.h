/* The schema's numbered migrations: files NNNN-name.sql in one folder, applied in order, each once.
 *
 * schema_migrations keeps number, name and SHA-256 of what was applied; a file that was changed afterwards is refused. Two that run at the
 * same time are safe: the second waits (GET_LOCK) and finds the work done. DDL is not transactional, so a file that fails half-way leaves
 * a row without an end, and the next run refuses until somebody has looked. */
#ifndef CORE_DB_MIGRATE_H
#define CORE_DB_MIGRATE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/base/arena.h"
#include "core/db/db_connection.h"

/* Brings the database up to date; a line for each file applied goes to OUT. False: *MISTAKE says why (in the arena). */
__attribute__((warn_unused_result)) bool migrate(
    const struct db_target *, const char *folder, struct arena *, FILE *out, const char **mistake);

/* Number of the newest file in FOLDER; 0 if there is none, or no such folder. */
int64_t migrate_newest_file(const char *folder);
/* Number of the newest migration that the database has in full; 0 if none. */
__attribute__((warn_unused_result)) enum db_status migrate_newest_applied(struct db *, struct arena *, int64_t *number);

#endif
