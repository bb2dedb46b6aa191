/* What the operator set: one file, read once at start, unknown keys refused. Every key is documented in the sample. */
#ifndef CORE_CONFIG_H
#define CORE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

struct config {
	/* the listener */
	const char *listen_address;       /* IP in text; "::" listens on both families */
	unsigned listen_port;             /* 1–65535 */
	const char *tls_certificate;      /* PEM, the chain, leaf first */
	const char *tls_key;              /* PEM */
	size_t loops;                     /* threads that speak TLS and HTTP */
	size_t workers;                   /* threads with a database connection each */
	size_t connections;               /* at most so many at once, over all loops */
	size_t connections_per_address;   /* 0: no limit (many sit behind one address) */
	/* files */
	const char *pages;                /* folder of built pages; NULL or absent: none are served */
	const char *log_file;             /* NULL: standard error */
	const char *log_level;            /* "debug", "info", "warning", "error" */
};

/* Reads PATH. On failure returns NULL and *MISTAKE says where and what, in English (free() it). The answer lives until config_free(). */
__attribute__((warn_unused_result))
struct config *config_load(const char *path, char **mistake);
void config_free(struct config *);

#endif
