/* The keys of session tickets:
 * - a ticket is resumed within its period and the one after it, in TLS 1.2 and 1.3, by any context that has the same keys
 * - one of two periods ago is not: the handshake is a whole one, and succeeds
 * - a ticket of other keys is not resumed
 * - however long nobody came, and whatever time does, there is a key that works */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "core/base/clock.h"
#include "core/base/limits.h"
#include "core/net/ticket_keys.h"

#define PERIOD (LIMIT_TICKET_S * SECOND_US)
#define START (1000 * SECOND_US)

static EVP_PKEY *pkey;
static X509 *certificate;

static int make_certificate(void **state)
{
	(void)state;
	pkey = EVP_EC_gen("P-256");
	certificate = X509_new();
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, pkey);
	return X509_sign(certificate, pkey, EVP_sha256()) > 0 ? 0 : -1;
}

static int drop_certificate(void **state)
{
	(void)state;
	X509_free(certificate);
	EVP_PKEY_free(pkey);
	return 0;
}

static SSL_CTX *server_of(struct ticket_keys *keys, int version)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());

	assert_int_equal(SSL_CTX_use_certificate(context, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(context, pkey), 1);
	SSL_CTX_set_max_proto_version(context, version);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_session_id_context(context, (const unsigned char *)"t", 1);
	ticket_keys_use(keys, context);
	return context;
}

/* One connection over memory; whether SESSION (NULL: none) was resumed. *TICKET (NULL: not wanted) becomes what the client may come again with. */
static int connect_with(SSL_CTX *server, SSL_CTX *client, SSL_SESSION *session, SSL_SESSION **ticket)
{
	SSL *s = SSL_new(server), *c = SSL_new(client);
	BIO *one, *other;
	char byte;

	assert_int_equal(BIO_new_bio_pair(&one, 0, &other, 0), 1);
	SSL_set_bio(s, one, one);
	SSL_set_bio(c, other, other);
	SSL_set_accept_state(s);
	SSL_set_connect_state(c);
	if (session) { /* a copy: a client of TLS 1.3 uses each but once */
		SSL_SESSION *copy = SSL_SESSION_dup(session);
		SSL_set_session(c, copy);
		SSL_SESSION_free(copy);
	}
	for (int i = 0; i < 20 && (!SSL_is_init_finished(s) || !SSL_is_init_finished(c)); i++) {
		(void)SSL_do_handshake(c);
		(void)SSL_do_handshake(s);
	}
	assert_true(SSL_is_init_finished(s) && SSL_is_init_finished(c));
	/* TLS 1.3 sends tickets behind the handshake. */
	assert_int_equal(SSL_write(s, "x", 1), 1);
	assert_int_equal(SSL_read(c, &byte, 1), 1);
	int resumed = SSL_session_reused(c);
	if (ticket)
		*ticket = SSL_get1_session(c);
	SSL_shutdown(c);
	SSL_free(s);
	SSL_free(c);
	return resumed;
}

static void of_version(int version)
{
	struct ticket_keys *keys = ticket_keys_new(START), *others = ticket_keys_new(START);
	SSL_CTX *server = server_of(keys, version), *worker = server_of(keys, version), *stranger = server_of(others, version);
	SSL_CTX *client = SSL_CTX_new(TLS_client_method());
	SSL_SESSION *ticket;

	SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	assert_false(connect_with(server, client, NULL, &ticket));
	assert_true(connect_with(server, client, ticket, NULL));
	assert_true(connect_with(worker, client, ticket, NULL));
	assert_false(connect_with(stranger, client, ticket, NULL));
	ticket_keys_turn(keys, START + PERIOD - 1);
	assert_true(connect_with(server, client, ticket, NULL));
	ticket_keys_turn(keys, START + PERIOD);
	ticket_keys_turn(keys, START); /* back in time */
	assert_true(connect_with(server, client, ticket, NULL));
	ticket_keys_turn(keys, START + 2 * PERIOD);
	assert_false(connect_with(server, client, ticket, NULL));
	SSL_SESSION_free(ticket);

	assert_false(connect_with(server, client, NULL, &ticket));
	ticket_keys_turn(keys, START + 50 * PERIOD);
	assert_false(connect_with(server, client, ticket, NULL));
	SSL_SESSION_free(ticket);
	assert_false(connect_with(server, client, NULL, &ticket));
	ticket_keys_turn(keys, START + 51 * PERIOD);
	assert_true(connect_with(worker, client, ticket, NULL));
	SSL_SESSION_free(ticket);

	SSL_CTX_free(client);
	SSL_CTX_free(server);
	SSL_CTX_free(worker);
	SSL_CTX_free(stranger);
	ticket_keys_free(keys);
	ticket_keys_free(others);
}

static void tls12(void **state)
{
	(void)state;
	of_version(TLS1_2_VERSION);
}

static void tls13(void **state)
{
	(void)state;
	of_version(TLS1_3_VERSION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(tls12), cmocka_unit_test(tls13)};

	return cmocka_run_group_tests(tests, make_certificate, drop_certificate);
}
