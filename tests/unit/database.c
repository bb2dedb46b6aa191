#include "tests/unit/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/fatal.h"

static char folder[64]; /* of the server started here; "" if it is another's */
static pid_t owner;

static const char *source(void)
{
	const char *given = getenv("srcdir");
	return given == NULL ? "." : given;
}

static void shell(const char *format, const char *argument)
{
	char *command;
	if (asprintf(&command, "%s/%s %s", source(), format, argument) < 0 || system(command) != 0)
		fatal("failed: %s", command);
	free(command);
}

static void stop_server(void)
{
	if (getpid() != owner)
		return;
	shell("tools/mariadb.sh stop", folder);
	char *command;
	if (asprintf(&command, "rm -rf %s", folder) < 0 || system(command) != 0)
		fatal("%s stays behind", folder);
	free(command);
}

static const char *server_socket(void)
{
	static char socket[128];
	const char *given = getenv("SAITOU_SOCKET");
	if (given != NULL)
		return given;
	if (folder[0] == '\0') {
		strcpy(folder, "/tmp/saitou-unit-XXXXXX");
		if (mkdtemp(folder) == NULL)
			fatal("no folder for MariaDB");
		owner = getpid();
		shell("tools/mariadb.sh start", folder);
		atexit(stop_server);
		snprintf(socket, sizeof socket, "%s/socket", folder);
	}
	return socket;
}

struct db_target test_database(void)
{
	static char names[32][32];
	static unsigned made;
	char why[512], *name = names[made], *sql;
	struct db_target target = {.socket = server_socket(), .user = "root", .database = "mysql"};
	size_t done;

	struct db *db = db_open_for_scripts(&target, why, sizeof why);
	if (db == NULL)
		fatal("MariaDB: %s", why);
	if (made == sizeof names / sizeof names[0])
		fatal("more databases than expected");
	snprintf(name, sizeof names[0], "u_%d_%u", (int)getpid(), made++);
	if (asprintf(&sql, "DROP DATABASE IF EXISTS %s; CREATE DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", name, name) < 0)
		fatal("out of memory");
	if (db_script(db, sql, strlen(sql), &done) != DB_OK)
		fatal("no database: %s", db_error_text(db));
	free(sql);
	db_close(db);
	target.database = name;
	return target;
}

const char *test_schema_folder(void)
{
	static char path[4096];
	snprintf(path, sizeof path, "%s/schema", source());
	return path;
}

struct db *test_connection(const struct db_target *target)
{
	char why[512];
	struct db *db = db_open(target, why, sizeof why);
	if (db == NULL)
		fatal("MariaDB: %s", why);
	return db;
}
