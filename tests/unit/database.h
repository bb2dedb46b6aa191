/* A real MariaDB for unit tests: the one whose socket is in SAITOU_SOCKET, or one started for this program and stopped at its end. */
#ifndef TESTS_UNIT_DATABASE_H
#define TESTS_UNIT_DATABASE_H

#include "core/db/db_connection.h"

/* A new, empty database on it. The texts live until the program ends. */
struct db_target test_database(void);
/* A connection to a database that has the schema of this source tree. */
struct db *test_connection(const struct db_target *);
/* Folder of the source tree's migrations. */
const char *test_schema_folder(void);

#endif
