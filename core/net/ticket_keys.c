#include "core/net/ticket_keys.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"

#define NAME_BYTES 16
#define KEY_BYTES 32

struct key {
	unsigned char name[NAME_BYTES], cipher[KEY_BYTES], mac[KEY_BYTES];
};

enum { NEWEST, BEFORE, KEYS };

struct ticket_keys {
	pthread_mutex_t lock;
	struct key keys[KEYS];
	int64_t turned_at; /* when the newest began, by clock_monotonic() */
};

static void draw(struct key *key)
{
	if (RAND_bytes((unsigned char *)key, sizeof(*key)) != 1)
		fatal("the system has no random numbers");
}

struct ticket_keys *ticket_keys_new(int64_t now)
{
	struct ticket_keys *keys = calloc(1, sizeof(*keys));

	if (keys == NULL)
		fatal("out of memory");
	pthread_mutex_init(&keys->lock, NULL);
	for (size_t i = 0; i < KEYS; i++)
		draw(&keys->keys[i]);
	keys->turned_at = now;
	return keys;
}

void ticket_keys_free(struct ticket_keys *keys)
{
	if (keys == NULL)
		return;
	pthread_mutex_destroy(&keys->lock);
	OPENSSL_cleanse(keys->keys, sizeof(keys->keys));
	free(keys);
}

void ticket_keys_turn(struct ticket_keys *keys, int64_t now)
{
	const int64_t period = LIMIT_TICKET_S * SECOND_US;

	pthread_mutex_lock(&keys->lock);
	/* Two at most: then none is left of those that were. */
	for (int turns = 0; turns < KEYS && now - keys->turned_at >= period; turns++) {
		keys->keys[BEFORE] = keys->keys[NEWEST];
		draw(&keys->keys[NEWEST]);
		keys->turned_at += period;
	}
	if (now - keys->turned_at >= period) /* nobody came for long */
		keys->turned_at = now;
	pthread_mutex_unlock(&keys->lock);
}

/* Where the ring is found from a context. */
static int context_slot(void)
{
	static int slot = -1;
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	if (slot < 0)
		slot = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
	pthread_mutex_unlock(&lock);
	if (slot < 0)
		fatal("out of memory");
	return slot;
}

/* A copy of the newest key, or of the one with that NAME; which it is, KEYS if there is none. */
static int find(struct ticket_keys *keys, const unsigned char *name, struct key *found)
{
	int which = NEWEST;

	pthread_mutex_lock(&keys->lock);
	if (name)
		while (which < KEYS && memcmp(keys->keys[which].name, name, NAME_BYTES) != 0)
			which++;
	if (which < KEYS)
		*found = keys->keys[which];
	pthread_mutex_unlock(&keys->lock);
	return which;
}

static bool set_keys(struct key *key, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int encrypt)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->mac, KEY_BYTES),
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};

	return EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key->cipher, iv, encrypt) == 1 &&
	       EVP_MAC_CTX_set_params(mac, params) == 1;
}

/* SSL_CTX_set_tlsext_ticket_key_evp_cb(3): below 0 ends the handshake, 0 means without a ticket, 2 that it is good but replaced. */
static int choose(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int encrypt)
{
	struct ticket_keys *keys = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), context_slot());
	struct key key = {0};
	int which = find(keys, encrypt ? NULL : name, &key), answer = which == NEWEST ? 1 : 2;

	if (which == KEYS)
		return 0;
	if (encrypt) {
		memcpy(name, key.name, NAME_BYTES);
		if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1)
			answer = -1;
	}
	if (answer > 0 && !set_keys(&key, iv, cipher, mac, encrypt))
		answer = -1;
	OPENSSL_cleanse(&key, sizeof(key));
	return answer;
}

void ticket_keys_use(struct ticket_keys *keys, SSL_CTX *context)
{
	if (SSL_CTX_set_ex_data(context, context_slot(), keys) != 1 || SSL_CTX_set_tlsext_ticket_key_evp_cb(context, choose) != 1)
		fatal("OpenSSL does not take our ticket keys");
}
