#include "core/base/config.h"

#include <confuse.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/networks.h"

#ifndef PKGDATADIR
#define PKGDATADIR "/usr/local/share/saitou"
#endif

/* The same in every build, so that the sample is. */
#define SHOWN_DATADIR "/usr/local/share/saitou"

enum key_type {
	KEY_TEXT,
	KEY_FILE,     /* a text file whose first line is the value: for secrets */
	KEY_COUNT,    /* size_t */
	KEY_PORT,     /* unsigned */
	KEY_NETWORKS, /* a list of IP networks */
	KEY_MINUTES,  /* in the file; microseconds in struct config */
};

/* One key of the file. */
struct key {
	const char *name;
	enum key_type type;
	bool required;
	size_t offset;    /* in struct config */
	const char *text; /* default of a text; NULL: none */
	long number;      /* default of a number; then its bounds */
	long min, max;
	const char *one_of;  /* " word word " or NULL */
	const char *example; /* shown in the sample where there is no default */
	const char *shown;   /* shown in the sample instead of a default that depends on the build; NULL: the default */
	const char *section; /* heading in the sample in front of this key */
	const char *meaning; /* lines for the sample */
};

#define AT(member) offsetof(struct config, member)

/* clang-format off */
static const struct key keys[] = {
	{.section = "The listener", .name = "listen_address", .type = KEY_TEXT, .offset = AT(listen_address), .text = "::",
		.meaning = "Address to listen on. \"::\" takes IPv6 and IPv4, \"127.0.0.1\" this machine only."},
	{.name = "listen_port", .type = KEY_PORT, .offset = AT(listen_port), .number = 8443, .min = 1, .max = 65535,
		.meaning = "TCP port. TLS is always spoken on it."},
	{.name = "public_url", .type = KEY_TEXT, .offset = AT(public_url), .required = true, .example = "https://contest.example",
		.meaning = "The address people type, without a path: for links in mails, and state-changing requests must come from it."},
	{.name = "tls_certificate", .type = KEY_TEXT, .offset = AT(tls_certificate), .required = true, .example = "/etc/saitou/server.crt",
		.meaning = "Certificate chain, PEM, leaf first. Read again at SIGHUP."},
	{.name = "tls_key", .type = KEY_TEXT, .offset = AT(tls_key), .required = true, .example = "/etc/saitou/server.key",
		.meaning = "Its private key, PEM. Read again at SIGHUP."},
	{.name = "loops", .type = KEY_COUNT, .offset = AT(loops), .number = 2, .min = 1, .max = 64,
		.meaning = "Threads that speak TLS and HTTP: about one a core."},
	{.name = "workers", .type = KEY_COUNT, .offset = AT(workers), .number = 16, .min = 1, .max = 256,
		.meaning = "Threads that run requests, each with a database connection of its own. The database's max_connections must allow\n"
			   "a few more, its max_prepared_stmt_count 512 for each."},
	{.name = "computation_memory", .type = KEY_COUNT, .offset = AT(computation_memory), .number = 2048, .min = 16, .max = 1048576,
		.meaning = "Megabytes that large computations (previews, results, exports, award lists) may take together: each sets aside what its\n"
			   "edition needs before it begins, some 60 MB for 1,000 entries, and waits for the others or is answered 503. What needs more than\n"
			   "this alone is refused. Keep it at half of what the service may have (MemoryMax) or less."},
	{.name = "connections", .type = KEY_COUNT, .offset = AT(connections), .number = 20000, .min = 1, .max = 1000000,
		.meaning = "Clients connected at once, over all loops. The limit of open files (LimitNOFILE) must allow a few more."},
	{.name = "connections_per_address", .type = KEY_COUNT, .offset = AT(connections_per_address), .number = 1000, .min = 0, .max = 1000000,
		.meaning = "Clients connected at once from one address; 0: no limit. A browser has one connection, or six without HTTP/2; a school or\n"
			   "an office sits behind one address. Behind a balancer that is none of trusted_proxies all clients are its address."},
	{.name = "mails_per_address", .type = KEY_COUNT, .offset = AT(mails_per_address), .number = 60, .min = 0, .max = 1000000,
		.meaning = "Registrations and requests for a new password from one address within a quarter of an hour, each of which sends a letter;\n"
			   "0: no limit. A school's hall registers behind one address: raise it for the day."},
	{.name = "trusted_proxies", .type = KEY_NETWORKS, .offset = AT(trusted_proxies), .example = "10.0.0.2, 10.0.1.0/24, 2001:db8::/64",
		.meaning = "Addresses and networks of balancers and proxies that tell the truth about whom they pass on: by the PROXY protocol (version\n"
			   "1 or 2, in front of TLS), or by Forwarded or X-Forwarded-For, to which they must add the client themselves. All that goes by\n"
			   "address (throttles, caps, the log) then goes by the client's. From anybody else these are refused or not looked at."},

	{.section = "The database (MariaDB 10.11 or later)", .name = "database_socket", .type = KEY_TEXT, .offset = AT(database_socket),
		.example = "/run/mysqld/mysqld.sock",
		.meaning = "Unix socket. If it is set, host, port and CA are not used."},
	{.name = "database_host", .type = KEY_TEXT, .offset = AT(database_host), .example = "db.contest.example",
		.meaning = "Host for TCP. The connection is always encrypted and the server's certificate must bear this name."},
	{.name = "database_port", .type = KEY_PORT, .offset = AT(database_port), .number = 3306, .min = 1, .max = 65535,
		.meaning = "TCP port."},
	{.name = "database_ca", .type = KEY_TEXT, .offset = AT(database_ca), .example = "/etc/saitou/database-ca.crt",
		.meaning = "CA that signed the database's certificate, PEM. Required with database_host."},
	{.name = "database_user", .type = KEY_TEXT, .offset = AT(database_user), .text = "saitou",
		.meaning = "User name."},
	{.name = "database_password_file", .type = KEY_FILE, .offset = AT(database_password), .example = "/etc/saitou/database-password",
		.meaning = "File whose first line is the password. Left out: none, for unix_socket authentication."},
	{.name = "database_name", .type = KEY_TEXT, .offset = AT(database_name), .text = "saitou",
		.meaning = "Name of the database."},

	{.section = "Files", .name = "schema", .type = KEY_TEXT, .offset = AT(schema), .text = PKGDATADIR "/schema", .shown = SHOWN_DATADIR "/schema",
		.meaning = "Folder of the numbered migrations. The server is not ready while the database lacks one."},
	{.name = "pages", .type = KEY_TEXT, .offset = AT(pages), .example = SHOWN_DATADIR "/web",
		.meaning = "Folder of the built web pages, with their index.html. Left out: only the API is served."},
	{.name = "files", .type = KEY_TEXT, .offset = AT(files), .required = true, .example = "/var/lib/saitou/files",
		.meaning = "Folder of the attachments, named by SHA-256. Back it up together with the database."},
	{.name = "clamd_socket", .type = KEY_TEXT, .offset = AT(clamd_socket), .example = "/run/clamav/clamd.ctl",
		.meaning = "Unix socket of ClamAV's clamd, which is shown every upload (INSTREAM: it needs no right to the files; its StreamMaxLength,\n"
			   "MaxFileSize and AlertExceedsMax must be as the operator's manual says). What is infected is refused. Left out: uploads are not looked at for viruses."},
	{.name = "clamd_without", .type = KEY_TEXT, .offset = AT(clamd_without), .text = "refuse", .one_of = " refuse take ",
		.meaning = "While clamd does not answer. refuse: uploads wait, complete but for their last piece, until it does (503). take: they are taken,\n"
			   "and the log says which."},
	{.name = "log_file", .type = KEY_TEXT, .offset = AT(log_file), .example = "/var/log/saitou/saitoud.log",
		.meaning = "JSON lines. Opened again at SIGHUP. Left out: standard error."},
	{.name = "log_level", .type = KEY_TEXT, .offset = AT(log_level), .text = "info", .one_of = " debug info warning error ",
		.meaning = "debug, info, warning or error."},

	{.section = "Sessions and passwords", .name = "session_idle_minutes", .type = KEY_MINUTES, .offset = AT(session_idle_us), .number = 720, .min = 5, .max = 10080,
		.meaning = "A session ends after so long without a request."},
	{.name = "session_total_minutes", .type = KEY_MINUTES, .offset = AT(session_total_us), .number = 10080, .min = 5, .max = 43200,
		.meaning = "A session ends after so long in any case."},
	{.name = "password_cost", .type = KEY_COUNT, .offset = AT(password_cost), .number = 15, .min = 10, .max = 20,
		.meaning = "How slow hashing a password is: each step doubles time and memory, 15 takes 32 MiB and about 80 ms. Hashes made with\n"
			   "another value stay valid. Below 15 only where the accounts are made up."},

	{.section = "Mail: by SMTP if mail_server is set, else as .eml files into mail_folder; one of the two is needed",
		.name = "mail_folder", .type = KEY_TEXT, .offset = AT(mail_folder), .example = "/var/lib/saitou/mail",
		.meaning = "Folder for .eml files."},
	{.name = "mail_server", .type = KEY_TEXT, .offset = AT(mail_server), .example = "smtp://mail.contest.example:587",
		.meaning = "smtp://HOST:PORT (STARTTLS) or smtps://HOST:PORT."},
	{.name = "mail_tls", .type = KEY_TEXT, .offset = AT(mail_tls), .text = "required", .one_of = " required none ",
		.meaning = "required: smtp:// must offer STARTTLS, and the certificate is verified. none: for a relay on this machine."},
	{.name = "mail_ca", .type = KEY_TEXT, .offset = AT(mail_ca), .example = "/etc/saitou/mail-ca.crt",
		.meaning = "CA of the mail server, PEM. Left out: the system's."},
	{.name = "mail_user", .type = KEY_TEXT, .offset = AT(mail_user), .example = "saitou",
		.meaning = "User name at the mail server. Left out: no log-in."},
	{.name = "mail_password_file", .type = KEY_FILE, .offset = AT(mail_password), .example = "/etc/saitou/mail-password",
		.meaning = "File whose first line is the password."},
	{.name = "mail_from", .type = KEY_TEXT, .offset = AT(mail_from), .text = "saitou@localhost",
		.meaning = "Sender's address."},
	{.name = "mail_from_name", .type = KEY_TEXT, .offset = AT(mail_from_name), .text = "赛投 saitou",
		.meaning = "Sender's name."},
};
/* clang-format on */

#define KEYS (sizeof keys / sizeof keys[0])

/* Everything that a configuration points to dies with this. */
struct config_memory {
	struct arena *arena;
};

/* ---- Mistakes: all of them, a line each, with the line libconfuse was at ---- */

static _Thread_local char *mistakes;

__attribute__((format(printf, 2, 0))) static void note_mistake(cfg_t *cfg, const char *format, va_list arguments)
{
	char *what = NULL, *where = NULL, *before = mistakes;
	if (vasprintf(&what, format, arguments) < 0)
		fatal("out of memory");
	bool placed = cfg != NULL && cfg->filename != NULL && cfg->line > 0;
	if (placed && asprintf(&where, "%s:%d: ", cfg->filename, cfg->line) < 0)
		fatal("out of memory");
	if (asprintf(&mistakes, "%s%s%s%s", before == NULL ? "" : before, before == NULL ? "" : "\n", placed ? where : "", what) < 0)
		fatal("out of memory");
	free(before);
	free(where);
	free(what);
}

__attribute__((format(printf, 2, 3))) static void mistake(cfg_t *cfg, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	note_mistake(cfg, format, arguments);
	va_end(arguments);
}

/* ---- Reading ---- */

static bool is_number(const struct key *key)
{
	return key->type == KEY_COUNT || key->type == KEY_PORT || key->type == KEY_MINUTES;
}

/* libconfuse calls this as soon as it has read the value, so it knows the line. */
static int check_value(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct key *key = NULL;
	for (size_t i = 0; i < KEYS; i++)
		if (strcmp(keys[i].name, cfg_opt_name(opt)) == 0)
			key = &keys[i];
	if (key == NULL)
		fatal("a key without a row");
	if (is_number(key)) {
		long value = cfg_opt_getnint(opt, 0);
		if (value < key->min || value > key->max)
			mistake(cfg, "%s is %ld, but must be from %ld to %ld", key->name, value, key->min, key->max);
	} else {
		const char *value = cfg_opt_getnstr(opt, 0);
		if (value[0] == '\0' || strpbrk(value, "\r\n") != NULL)
			mistake(cfg, "%s must be one line of text; leave the key out instead of leaving it empty", key->name);
		char word[64];
		snprintf(word, sizeof word, " %s ", value);
		if (key->one_of != NULL && strstr(key->one_of, word) == NULL)
			mistake(cfg, "%s is \"%s\", but must be one of:%s", key->name, value, key->one_of);
	}
	return 0; /* goes on, to find the others */
}

static const char *first_line_of(struct arena *arena, const char *path)
{
	char line[1024];
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		mistake(NULL, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fgets(line, sizeof line, file) == NULL)
		line[0] = '\0';
	fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	if (line[0] == '\0')
		mistake(NULL, "%s: the first line is empty", path);
	const char *kept = arena_strdup(arena, line);
	explicit_bzero(line, sizeof line);
	return kept;
}

static const struct networks *networks_of(struct arena *arena, cfg_t *cfg, const struct key *key, const char *list)
{
	const char *wrong = NULL;
	const struct networks *networks = networks_parse(arena, list, &wrong);
	if (networks == NULL)
		mistake(NULL, "%s: %s: \"%s\" is no IP address or network", cfg->filename, key->name, wrong);
	return networks;
}

static void take_value(struct config *config, struct arena *arena, cfg_t *cfg, const struct key *key)
{
	void *member = (char *)config + key->offset;
	long number = is_number(key) ? cfg_getint(cfg, key->name) : 0;
	const char *text = is_number(key) ? NULL : cfg_getstr(cfg, key->name);
	switch (key->type) {
	case KEY_COUNT:
		*(size_t *)member = (size_t)number;
		return;
	case KEY_PORT:
		*(unsigned *)member = (unsigned)number;
		return;
	case KEY_MINUTES:
		*(int64_t *)member = number * 60 * SECOND_US;
		return;
	case KEY_TEXT:
		if (text == NULL && key->required)
			mistake(NULL, "%s: %s is missing", cfg->filename, key->name);
		*(const char **)member = text == NULL ? NULL : arena_strdup(arena, text);
		return;
	case KEY_NETWORKS:
		*(const struct networks **)member = text == NULL ? NULL : networks_of(arena, cfg, key, text);
		return;
	case KEY_FILE:
		*(const char **)member = text == NULL ? NULL : first_line_of(arena, text);
		return;
	default:
		fatal("a key of no type");
	}
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* What a single key cannot know. */
static void check_together(const struct config *c, const char *path)
{
	const char *host = c->public_url != NULL && begins(c->public_url, "https://") ? c->public_url + strlen("https://") : "";
	if (c->public_url != NULL && (*host == '\0' || strpbrk(host, "/?#@ ") != NULL))
		mistake(NULL, "%s: public_url must be https://HOST or https://HOST:PORT, without a slash at the end", path);
	if (c->database_socket == NULL && c->database_host == NULL)
		mistake(NULL, "%s: database_socket or database_host is missing", path);
	else if (c->database_socket == NULL && c->database_ca == NULL)
		mistake(NULL, "%s: database_ca is missing: a database over TCP must prove who it is", path);
	if (c->mail_server == NULL && c->mail_folder == NULL)
		mistake(NULL, "%s: mail_server or mail_folder is missing", path);
	else if (c->mail_server != NULL && !begins(c->mail_server, "smtp://") && !begins(c->mail_server, "smtps://"))
		mistake(NULL, "%s: mail_server must begin with smtp:// or smtps://", path);
	if (c->session_total_us < c->session_idle_us)
		mistake(NULL, "%s: session_total_minutes is below session_idle_minutes", path);
}

static cfg_t *parser(void)
{
	cfg_opt_t options[KEYS + 1];
	for (size_t i = 0; i < KEYS; i++) {
		if (is_number(&keys[i]))
			options[i] = (cfg_opt_t)CFG_INT(keys[i].name, keys[i].number, CFGF_NONE);
		else
			options[i] = (cfg_opt_t)CFG_STR(keys[i].name, keys[i].text, CFGF_NONE);
	}
	options[KEYS] = (cfg_opt_t)CFG_END();
	cfg_t *cfg = cfg_init(options, CFGF_NONE);
	if (cfg == NULL)
		fatal("out of memory");
	cfg_set_error_function(cfg, note_mistake);
	for (size_t i = 0; i < KEYS; i++)
		cfg_set_validate_func(cfg, keys[i].name, check_value);
	return cfg;
}

struct config *config_load(const char *path, char **what)
{
	struct arena *arena = arena_new();
	struct config *config = arena_alloc(arena, sizeof *config);
	config->memory = arena_alloc(arena, sizeof *config->memory);
	config->memory->arena = arena;
	cfg_t *cfg = parser();
	mistakes = NULL;
	errno = 0;
	int parsed = cfg_parse(cfg, path);
	if (parsed == CFG_FILE_ERROR)
		mistake(NULL, "%s: %s", path, strerror(errno));
	else if (parsed != CFG_SUCCESS && mistakes == NULL)
		mistake(cfg, "not understood");
	for (size_t i = 0; i < KEYS && parsed == CFG_SUCCESS; i++)
		take_value(config, arena, cfg, &keys[i]);
	if (parsed == CFG_SUCCESS)
		check_together(config, path);
	cfg_free(cfg);
	*what = mistakes;
	if (mistakes != NULL) {
		mistakes = NULL;
		config_free(config);
		return NULL;
	}
	return config;
}

void config_free(struct config *config)
{
	if (config != NULL)
		arena_free(config->memory->arena);
}

/* ---- The sample ---- */

static void print_meaning(FILE *out, const char *meaning)
{
	while (*meaning != '\0') {
		size_t length = strcspn(meaning, "\n");
		fprintf(out, "# %.*s\n", (int)length, meaning);
		meaning += length + (meaning[length] == '\n');
	}
}

void config_print_sample(FILE *out)
{
	fputs("# Configuration of saitoud. NAME = VALUE, one a line; texts in double quotes; # begins a comment.\n"
	      "# A key that is commented out shows its default, or an example where it says so. Unknown keys are refused.\n",
	    out);
	for (size_t i = 0; i < KEYS; i++) {
		const struct key *key = &keys[i];
		if (key->section != NULL)
			fprintf(out, "\n\n# ---- %s ----\n", key->section);
		fputc('\n', out);
		print_meaning(out, key->meaning);
		if (is_number(key)) {
			fprintf(out, "# From %ld to %ld.\n#%s = %ld\n", key->min, key->max, key->name, key->number);
		} else if (key->required) {
			fprintf(out, "# Required.\n%s = \"%s\"\n", key->name, key->example);
		} else if (key->text == NULL) {
			fprintf(out, "# No default; for example:\n#%s = \"%s\"\n", key->name, key->example);
		} else {
			fprintf(out, "#%s = \"%s\"\n", key->name, key->shown == NULL ? key->text : key->shown);
		}
	}
}
