/* core/base/config.h:
 * - the least that must be set, and the defaults of the rest
 * - what is missing, unknown, out of bounds, of the wrong type, empty or contradictory is refused, with file, line and key
 * - secrets come from files
 * - docs/saitoud.conf.sample is what the program prints, and is itself a valid configuration but for its files */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/db/db_connection.h"

#define LEAST                                             \
	"public_url = \"https://contest.example\"\n"      \
	"tls_certificate = \"a.crt\"\n"                   \
	"tls_key = \"a.key\"\n"                           \
	"database_socket = \"/run/mysqld/mysqld.sock\"\n" \
	"files = \"/var/lib/saitou/files\"\n"             \
	"mail_folder = \"/var/lib/saitou/mail\"\n"

static char path[64];

static void write_to(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int begin_all(void **state)
{
	(void)state;
	strcpy(path, "/tmp/saitou-config-XXXXXX");
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int end_all(void **state)
{
	(void)state;
	return unlink(path);
}

static struct config *load(const char *text, char **mistake)
{
	write_to(path, text);
	return config_load(path, mistake);
}

static void the_least(void **state)
{
	(void)state;
	char *mistake;
	struct config *c = load("# comment\n" LEAST, &mistake);
	assert_null(mistake);
	assert_non_null(c);
	assert_string_equal(c->public_url, "https://contest.example");
	assert_string_equal(c->listen_address, "::");
	assert_int_equal(c->listen_port, 8443);
	assert_int_equal(c->workers, 16);
	assert_int_equal(c->session_idle_us, INT64_C(43200000000));
	assert_int_equal(c->password_cost, 15);
	assert_null(c->log_file);
	assert_null(c->mail_server);
	assert_null(c->database_password);
	struct db_target target = db_target_of(c);
	assert_string_equal(target.socket, "/run/mysqld/mysqld.sock");
	assert_string_equal(target.database, "saitou");
	config_free(c);
}

static void refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says; /* %s: the file */
	} cases[] = {
	    {"", "public_url is missing"},
	    {LEAST "wrokers = 3\n", ":7: no such option 'wrokers'"},
	    {"workers = 0\n" LEAST, ":1: workers is 0, but must be from 1 to 256"},
	    {LEAST "workers = 257\n", ":7: workers is 257"},
	    {LEAST "workers = \"many\"\n", ":7: invalid integer value for option 'workers'"},
	    {LEAST "listen_port = 65536\n", ":7: listen_port is 65536"},
	    {LEAST "log_level = \"loud\"\n", ":7: log_level is \"loud\", but must be one of: debug info warning error"},
	    {LEAST "log_file = \"\"\n", ":7: log_file must be one line of text"},
	    {LEAST "log_file = \"a\\nb\"\n", ":7: log_file must be one line of text"},
	    {LEAST "workers\n", ":8: premature end of file"},
	    {LEAST "public_url = \"http://contest.example\"\n", "public_url must be https://HOST"},
	    {LEAST "public_url = \"https://contest.example/\"\n", "public_url must be https://HOST"},
	    {LEAST "session_total_minutes = 10\n", "session_total_minutes is below session_idle_minutes"},
	    {LEAST "mail_server = \"mail.example\"\n", "mail_server must begin with smtp:// or smtps://"},
	    {LEAST "database_password_file = \"/nonexistent\"\n", "/nonexistent: No such file or directory"},
	    {"public_url = \"https://a\"\ntls_certificate = \"a\"\ntls_key = \"b\"\nfiles = \"f\"\nmail_folder = \"m\"\n",
		"database_socket or database_host is missing"},
	    {"public_url = \"https://a\"\ntls_certificate = \"a\"\ntls_key = \"b\"\nfiles = \"f\"\nmail_folder = \"m\"\ndatabase_host = \"h\"\n",
		"database_ca is missing"},
	    {"public_url = \"https://a\"\ntls_certificate = \"a\"\ntls_key = \"b\"\nfiles = \"f\"\ndatabase_socket = \"s\"\n",
		"mail_server or mail_folder is missing"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *mistake = NULL;
		assert_null(load(cases[i].text, &mistake));
		if (mistake == NULL || strstr(mistake, cases[i].says) == NULL)
			print_error("\"%s\" instead of \"%s\"\n", mistake, cases[i].says);
		assert_non_null(strstr(mistake, cases[i].says));
		free(mistake);
	}
	char *mistake = NULL;
	assert_null(config_load("/nonexistent/saitoud.conf", &mistake));
	assert_string_equal(mistake, "/nonexistent/saitoud.conf: No such file or directory");
	free(mistake);
}

static void secrets_from_files(void **state)
{
	(void)state;
	char *mistake, text[1024], secret[128];
	snprintf(secret, sizeof secret, "%s.secret", path);
	write_to(secret, "s3cret word\nnothing else\n");
	snprintf(text, sizeof text, LEAST "database_password_file = \"%s\"\n", secret);
	struct config *c = load(text, &mistake);
	assert_non_null(c);
	assert_string_equal(c->database_password, "s3cret word");
	config_free(c);
	write_to(secret, "\n");
	assert_null(load(text, &mistake));
	assert_non_null(strstr(mistake, "the first line is empty"));
	free(mistake);
	unlink(secret);
}

static void the_sample(void **state)
{
	(void)state;
	const char *source = getenv("srcdir");
	char name[4096], *kept = NULL, *printed = NULL, *mistake;
	size_t room = 0, length = 0;
	snprintf(name, sizeof name, "%s/docs/saitoud.conf.sample", source == NULL ? "." : source);
	FILE *file = fopen(name, "r"), *memory = open_memstream(&printed, &length);
	assert_non_null(file);
	assert_non_null(memory);
	assert_true(getdelim(&kept, &room, '\0', file) > 0);
	config_print_sample(memory);
	fclose(file);
	fclose(memory);
	/* Made by: saitoud --sample-config >docs/saitoud.conf.sample */
	assert_string_equal(kept, printed);
	assert_null(load(printed, &mistake));
	assert_non_null(strstr(mistake, "database_socket or database_host is missing"));
	free(mistake);
	free(kept);
	free(printed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_least),
	    cmocka_unit_test(refused),
	    cmocka_unit_test(secrets_from_files),
	    cmocka_unit_test(the_sample),
	};
	return cmocka_run_group_tests_name("config", tests, begin_all, end_all);
}
