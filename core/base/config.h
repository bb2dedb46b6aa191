/* What the operator set: one file, read once at start, unknown keys refused. Every key is documented in docs/saitoud.conf.sample,
 * which is printed from the same table. */
#ifndef CORE_BASE_CONFIG_H
#define CORE_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct networks;

/* Texts whose key was left out and has no default are NULL. */
struct config {
	/* the listener */
	const char *listen_address;     /* IP in text; "::" listens on both families */
	unsigned listen_port;           /* 1–65535 */
	const char *public_url;         /* "https://contest.example": for links in mails and the same-origin check; no slash at the end */
	const char *tls_certificate;    /* PEM, the chain, leaf first */
	const char *tls_key;            /* PEM */
	size_t loops;                   /* threads that speak TLS and HTTP */
	size_t workers;                 /* threads with a database connection each */
	size_t computation_memory;      /* MB that large computations may take together */
	size_t connections;             /* at most so many at once, over all loops */
	size_t connections_per_address; /* 0: no limit */
	size_t mails_per_address;       /* letters that strangers ask for, in a quarter of an hour; 0: no limit */
	const struct networks *trusted_proxies; /* NULL: none */
	/* the database; see struct db_target */
	const char *database_socket;
	const char *database_host;
	unsigned database_port;
	const char *database_ca;
	const char *database_user;
	const char *database_password; /* read from database_password_file */
	const char *database_name;
	/* files */
	const char *schema;        /* folder of the migrations */
	const char *pages;         /* folder of built pages; NULL: none are served */
	const char *files;         /* folder of attachments */
	const char *clamd_socket;  /* of ClamAV; NULL: uploads are not shown to it */
	const char *clamd_without; /* "refuse" or "take": uploads while it does not answer */
	const char *log_file;      /* NULL: standard error */
	const char *log_level;     /* "debug", "info", "warning", "error" */
	/* sessions and passwords */
	int64_t session_idle_us;  /* ends after so long without a request */
	int64_t session_total_us; /* ends after so long in any case */
	size_t password_cost;     /* log2 of scrypt's N */
	/* mail: into a folder, or by SMTP if mail_server is set */
	const char *mail_folder;
	const char *mail_server; /* "smtp://host:587" or "smtps://host:465" */
	const char *mail_tls;    /* "required" or "none" (smtp:// only) */
	const char *mail_ca;     /* NULL: the system's */
	const char *mail_user;
	const char *mail_password; /* read from mail_password_file */
	const char *mail_from;     /* "saitou@contest.example" */
	const char *mail_from_name;
	/* core's own */
	struct config_memory *memory;
};

/* Reads PATH. On failure returns NULL and *MISTAKE says where and what, in English, a line for each mistake (free() it). The answer lives until config_free(). */
__attribute__((warn_unused_result)) struct config *config_load(const char *path, char **mistake);
void config_free(struct config *);

/* The sample file: every key with what it means, its bounds and its default. */
void config_print_sample(FILE *);

#endif
