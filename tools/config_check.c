#include "tools/config_check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <netdb.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/files/virus_scan.h"
#include "core/base/arena.h"
#include "core/base/limits.h"
#include "core/db/db_connection.h"
#include "core/db/durability.h"
#include "core/db/migrate.h"
#include "core/net/listener.h"
#include "core/net/static.h"
#include "core/net/tls.h"

struct check {
	const struct config *config;
	struct arena *arena;
	int faults;
};

__attribute__((format(printf, 2, 3))) static void fault(struct check *c, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("saitoud: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	c->faults++;
}

__attribute__((format(printf, 1, 2))) static void warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("saitoud: warning: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
}

/* The mistake is freed. */
static void fault_of(struct check *c, char *mistake)
{
	fault(c, "%s", mistake);
	free(mistake);
}

/* ---- certificate and key ---- */

/* Behind a proxy that ends TLS the certificate may have another name. */
static void check_name(struct check *c, X509 *certificate)
{
	char *host = arena_strdup(c->arena, c->config->public_url + strlen("https://")), *end;

	if (*host == '[') {
		host++;
		end = strchr(host, ']');
	} else {
		end = strchr(host, ':');
	}
	if (end != NULL)
		*end = '\0';
	if (X509_check_host(certificate, host, 0, 0, NULL) != 1 && X509_check_ip_asc(certificate, host, 0) != 1)
		warning("tls_certificate: %s is not for %s, the host of public_url", c->config->tls_certificate, host);
}

static void check_tls(struct check *c)
{
	char *mistake = NULL;
	struct tls *tls = tls_new(c->config->tls_certificate, c->config->tls_key, &mistake);

	if (tls == NULL) {
		fault_of(c, mistake);
		return;
	}
	SSL *ssl = tls_accept(tls);
	int64_t days = tls_days_left(tls);
	if (days < 0)
		fault(c, "tls_certificate: %s has expired", c->config->tls_certificate);
	else if (days < LIMIT_CERTIFICATE_DAYS)
		warning("tls_certificate: %s expires in %lld days", c->config->tls_certificate, (long long)days);
	if (SSL_get_certificate(ssl) != NULL)
		check_name(c, SSL_get_certificate(ssl));
	SSL_free(ssl);
	tls_free(tls);
}

/* ---- files ---- */

static void check_readable(struct check *c, const char *key, const char *path)
{
	FILE *file = path == NULL ? NULL : fopen(path, "re");
	char byte;

	if (path != NULL && (file == NULL || fread(&byte, 1, 1, file) != 1))
		fault(c, "%s: %s: %s", key, path, file == NULL || ferror(file) ? strerror(errno) : "is empty");
	if (file != NULL)
		fclose(file);
}

/* Whether a file can be written into the folder: rights, a read-only disk and a full one are found by trying. */
static bool writable(struct check *c, const char *folder)
{
	char *name = arena_printf(c->arena, "%s/.check-XXXXXX", folder);
	int fd = mkostemp(name, O_CLOEXEC);

	if (fd < 0)
		return false;
	bool written = write(fd, "check\n", 6) == 6;
	int saved = errno;
	close(fd);
	unlink(name);
	errno = saved;
	return written;
}

/* One that is missing is made at start, if its parent allows. */
static void check_folder(struct check *c, const char *key, const char *path)
{
	struct stat status;

	if (path == NULL)
		return;
	if (stat(path, &status) != 0 && errno == ENOENT) {
		const char *parent = dirname(arena_strdup(c->arena, path));
		if (!writable(c, parent))
			fault(c, "%s: %s is missing and cannot be made in %s: %s", key, path, parent, strerror(errno));
	} else if (stat(path, &status) != 0) {
		fault(c, "%s: %s: %s", key, path, strerror(errno));
	} else if (!S_ISDIR(status.st_mode)) {
		fault(c, "%s: %s is no folder", key, path);
	} else if (!writable(c, path)) {
		fault(c, "%s: %s cannot be written into: %s", key, path, strerror(errno));
	}
}

static void check_log(struct check *c)
{
	const char *path = c->config->log_file;
	int fd = path == NULL ? -1 : open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	else if (path != NULL && (errno != ENOENT || !writable(c, dirname(arena_strdup(c->arena, path)))))
		fault(c, "log_file: %s: %s", path, strerror(errno));
}

/* What index.html names of the site itself, in src and href. */
static void check_parts(struct check *c, const char *folder, const char *html, const char *attribute)
{
	for (const char *at = strstr(html, attribute); at != NULL; at = strstr(at + 1, attribute)) {
		const char *start = at + strlen(attribute);
		size_t length = strcspn(start, "\"?#");
		char *path = arena_printf(c->arena, "%s/%.*s", folder, (int)length, start);
		if (start[0] == '/' && start[1] != '/' && strncmp(start, "/api/", 5) != 0 && access(path, R_OK) != 0)
			fault(c, "pages: index.html names %s: %s", path, strerror(errno));
	}
}

static void check_pages(struct check *c)
{
	const char *folder = c->config->pages;
	char *mistake = NULL, *html = NULL;
	struct pages *pages = pages_load(folder, &mistake);
	size_t room = 0;

	if (pages == NULL) {
		fault_of(c, mistake);
		return;
	}
	pages_free(pages);
	FILE *index = folder == NULL ? NULL : fopen(arena_printf(c->arena, "%s/index.html", folder), "re");
	if (index == NULL)
		return;
	if (getdelim(&html, &room, '\0', index) > 0) {
		check_parts(c, folder, html, "src=\"");
		check_parts(c, folder, html, "href=\"");
	}
	free(html);
	fclose(index);
}

/* ---- the network ---- */

static void check_port(struct check *c)
{
	char *mistake = NULL;
	int fd = listener_open(c->config, true, &mistake);

	if (fd >= 0) {
		close(fd);
	} else if (errno == EADDRINUSE) {
		warning("%s: all is well if it is saitoud itself", mistake);
		free(mistake);
	} else {
		fault_of(c, mistake);
	}
}

static void check_mail_server(struct check *c)
{
	const char *url = c->config->mail_server;
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;

	if (url == NULL)
		return;
	char *host = arena_strdup(c->arena, strstr(url, "://") + 3);
	host[strcspn(host, "/")] = '\0';
	char *colon = strrchr(host, ':');
	if (colon != NULL && strchr(colon, ']') == NULL)
		*colon = '\0';
	if (*host == '[') {
		host++;
		host[strcspn(host, "]")] = '\0';
	}
	int status = getaddrinfo(host, NULL, &hints, &found);
	if (status != 0)
		fault(c, "mail_server: %s: %s", host, gai_strerror(status));
	else
		freeaddrinfo(found);
}

/* ---- ClamAV ---- */

static void check_clamd(struct check *c)
{
	const char *path = c->config->clamd_socket, *version;
	const char *why = path ? virus_scanner_fault(c->arena, path, &version) : NULL;

	if (why)
		fault(c, "clamd_socket: %s: %s", path, why);
	else if (path)
		printf("clamd answers: %s\n", version);
}

/* ---- the database ---- */

static void check_schema(struct check *c, struct db *db)
{
	int64_t wanted = migrate_newest_file(c->config->schema), is = 0;

	if (wanted == 0)
		fault(c, "schema: %s holds no migrations", c->config->schema);
	else if (migrate_newest_applied(db, c->arena, &is) != DB_OK)
		fault(c, "the database does not say what its schema is: %s", db_error_text(db));
	else if (is < wanted)
		fault(c, "the schema is at %lld, the program needs %lld: run saitouctl migrate", (long long)is, (long long)wanted);
}

static void check_settings(struct check *c, struct db *db)
{
	struct durability durability;
	struct db_rows rows;

	if (durability_ask(db, c->arena, &durability) != DB_OK ||
	    db_query(db, c->arena, &rows,
		"SELECT CAST(@@GLOBAL.max_connections AS SIGNED), CAST(@@GLOBAL.max_prepared_stmt_count AS SIGNED)") != DB_OK) {
		fault(c, "the database does not say how it is set: %s", db_error_text(db));
		return;
	}
	for (size_t i = 0; i < durability.count; i++)
		warning("%s", durability.faults[i]);
	if (db_int(&rows, 0, 0) < (int64_t)c->config->workers + 10)
		warning("the database's max_connections is %lld, fewer than workers and ten more", (long long)db_int(&rows, 0, 0));
	if (db_int(&rows, 0, 1) < (int64_t)c->config->workers * LIMIT_DB_STATEMENTS)
		warning("the database's max_prepared_stmt_count is %lld, fewer than %d for each worker", (long long)db_int(&rows, 0, 1),
		    LIMIT_DB_STATEMENTS);
}

static void check_database(struct check *c)
{
	struct db_target target = db_target_of(c->config);
	char why[512];

	db_library_start();
	struct db *db = db_open(&target, why, sizeof why);
	if (db == NULL) {
		fault(c, "the database cannot be reached: %s", why);
		return;
	}
	check_schema(c, db);
	check_settings(c, db);
	db_close(db);
}

int config_check(const struct config *config, const char *path)
{
	struct check c = {.config = config, .arena = arena_new()};

	check_tls(&c);
	check_pages(&c);
	check_folder(&c, "files", config->files);
	check_folder(&c, "mail_folder", config->mail_server == NULL ? config->mail_folder : NULL);
	check_log(&c);
	check_readable(&c, "database_ca", config->database_socket == NULL ? config->database_ca : NULL);
	check_readable(&c, "mail_ca", config->mail_ca);
	check_port(&c);
	check_database(&c);
	check_mail_server(&c);
	check_clamd(&c);
	arena_free(c.arena);
	if (c.faults > 0)
		return 1;
	printf("%s is in order\n", path);
	return 0;
}
