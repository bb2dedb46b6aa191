#include "core/net/tls.h"

#include <openssl/err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/base/log.h"
#include "core/net/ticket_keys.h"

/* Forward secrecy and authenticated encryption only; TLS 1.3 has nothing else. */
#define TLS12_CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20"
#define GROUPS "X25519:P-256:P-384"

struct tls {
	char *certificate, *key;
	struct ticket_keys *ticket_keys; /* kept over a reload, so that tickets stay good */
	pthread_mutex_t lock;            /* guards which context is the current one */
	SSL_CTX *context;
	int64_t expires_at; /* of the context's chain, in seconds of the clock */
};

/* A client that offers only what we do not speak is told so by the alert, one that offers nothing is welcome to HTTP/1. */
static int choose_protocol(
    SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *offered, unsigned offered_length, void *unused)
{
	static const unsigned char ours[] = "\x02h2\x08http/1.1"; /* the first that is offered */

	(void)ssl;
	(void)unused;
	if (SSL_select_next_proto((unsigned char **)out, length, ours, sizeof(ours) - 1, offered, offered_length) != OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	return SSL_TLSEXT_ERR_OK;
}

/* What OpenSSL says about its oldest error, with what we were doing; to be freed. */
static char *openssl_mistake(const char *doing, const char *path)
{
	char *text, reason[256];

	ERR_error_string_n(ERR_get_error(), reason, sizeof(reason));
	ERR_clear_error();
	if (asprintf(&text, "%s %s: %s", doing, path, reason) < 0)
		fatal("out of memory");
	return text;
}

static void set_rules(SSL_CTX *context)
{
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
					 SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
	/* Buffers live only while there is something in them: 34 KB less for an idle connection. A record's head and body are read at once. */
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_read_ahead(context, 1);
	if (SSL_CTX_set_cipher_list(context, TLS12_CIPHERS) != 1 || SSL_CTX_set1_groups_list(context, GROUPS) != 1)
		fatal("this OpenSSL lacks the ciphers or groups that saitou uses");
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
}

/* Tickets hold the whole session, so there is nothing to keep here, and several processes need share nothing. */
static void set_resumption(SSL_CTX *context, struct tls *tls)
{
	static const unsigned char name[] = "saitou";

	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_session_id_context(context, name, sizeof(name) - 1);
	SSL_CTX_set_timeout(context, LIMIT_TICKET_S);
	SSL_CTX_set_num_tickets(context, 1);
	ticket_keys_use(tls->ticket_keys, context);
}

static int64_t expiry_of(const X509 *certificate)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &tm) != 1)
		return 0;
	return timegm(&tm);
}

/* The first of the chain to expire: a browser wants them all. */
static int64_t chain_expiry(SSL_CTX *context)
{
	STACK_OF(X509) *chain = NULL;
	int64_t first = expiry_of(SSL_CTX_get0_certificate(context));

	SSL_CTX_get0_chain_certs(context, &chain);
	for (int i = 0; i < sk_X509_num(chain); i++) {
		int64_t next = expiry_of(sk_X509_value(chain, i));

		first = next < first ? next : first;
	}
	return first;
}

static SSL_CTX *load(struct tls *tls, char **mistake)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	if (context == NULL)
		fatal("out of memory");
	set_rules(context);
	set_resumption(context, tls);
	if (SSL_CTX_use_certificate_chain_file(context, tls->certificate) != 1)
		*mistake = openssl_mistake("certificate", tls->certificate);
	else if (SSL_CTX_use_PrivateKey_file(context, tls->key, SSL_FILETYPE_PEM) != 1)
		*mistake = openssl_mistake("key", tls->key);
	else if (SSL_CTX_check_private_key(context) != 1)
		*mistake = openssl_mistake("key does not fit the certificate", tls->key);
	else
		return context;
	SSL_CTX_free(context);
	return NULL;
}

struct tls *tls_new(const char *certificate, const char *key, char **mistake)
{
	struct tls *tls = calloc(1, sizeof(*tls));

	if (tls == NULL || (tls->certificate = strdup(certificate)) == NULL || (tls->key = strdup(key)) == NULL)
		fatal("out of memory");
	tls->ticket_keys = ticket_keys_new(clock_monotonic());
	pthread_mutex_init(&tls->lock, NULL);
	tls->context = load(tls, mistake);
	if (tls->context == NULL) {
		tls_free(tls);
		return NULL;
	}
	tls->expires_at = chain_expiry(tls->context);
	return tls;
}

void tls_free(struct tls *tls)
{
	if (tls == NULL)
		return;
	SSL_CTX_free(tls->context);
	pthread_mutex_destroy(&tls->lock);
	ticket_keys_free(tls->ticket_keys);
	free(tls->certificate);
	free(tls->key);
	free(tls);
}

void tls_reload(struct tls *tls)
{
	char *mistake = NULL;
	SSL_CTX *fresh = load(tls, &mistake), *old;

	if (fresh == NULL) {
		log_event(LOG_ERROR, "tls.reload", "{s:s}", "error", mistake);
		free(mistake);
		return;
	}
	pthread_mutex_lock(&tls->lock);
	old = tls->context;
	tls->context = fresh;
	tls->expires_at = chain_expiry(fresh);
	pthread_mutex_unlock(&tls->lock);
	SSL_CTX_free(old); /* lives on in the connections made from it */
	log_event(LOG_INFO, "tls.reload", "{s:s}", "certificate", tls->certificate);
	tls_warn(tls);
}

void tls_warn(struct tls *tls)
{
	int64_t days = tls_days_left(tls);

	/* Served all the same: an expired certificate can be clicked away, none can not. */
	if (days < 0)
		log_event(LOG_ERROR, "tls.expired", "{s:s, s:I}", "certificate", tls->certificate, "days", (json_int_t)days);
	else if (days < LIMIT_CERTIFICATE_DAYS)
		log_event(LOG_WARNING, "tls.expires_soon", "{s:s, s:I}", "certificate", tls->certificate, "days", (json_int_t)days);
}

int64_t tls_days_left(struct tls *tls)
{
	pthread_mutex_lock(&tls->lock);
	int64_t left = tls->expires_at - clock_now() / SECOND_US;
	pthread_mutex_unlock(&tls->lock);
	return left >= 0 ? left / 86400 : -((-left + 86399) / 86400);
}

SSL *tls_accept(struct tls *tls)
{
	SSL *ssl;

	ticket_keys_turn(tls->ticket_keys, clock_monotonic());
	pthread_mutex_lock(&tls->lock);
	ssl = SSL_new(tls->context);
	pthread_mutex_unlock(&tls->lock);
	if (ssl == NULL)
		fatal("out of memory");
	return ssl;
}

bool tls_speaks_http2(const SSL *ssl)
{
	const unsigned char *chosen;
	unsigned length;

	SSL_get0_alpn_selected(ssl, &chosen, &length);
	return length == 2 && memcmp(chosen, "h2", 2) == 0;
}
