#include "core/base/secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "core/base/fatal.h"

/* scrypt with r = 8, p = 1; N = 2^15 takes 32 MiB and about 80 ms on a present core: what OWASP's password storage cheat sheet asks for at
 * least, scaled to what many log-ins at once may take. Each hash carries its own numbers, so these can be raised later. */
static unsigned scrypt_n = 1u << 15;
#define SCRYPT_R 8u
#define SCRYPT_P 1u
#define SCRYPT_MEMORY (64u * 1024 * 1024)
#define SALT_BYTES 16
/* Nobody can make us spend more than this by a doctored row. */
#define SCRYPT_N_MAX (1u << 20)

static _Atomic uint64_t hashed;

uint64_t passwords_hashed(void)
{
	return hashed;
}

static void scrypt(
    const char *password, const unsigned char salt[SALT_BYTES], unsigned n, unsigned r, unsigned p, unsigned char hash[HASH_BYTES])
{
	/* 128·N·r bytes and a little for OpenSSL's own use. */
	uint64_t memory = (uint64_t)128 * n * r + SCRYPT_MEMORY;
	hashed++;
	if (EVP_PBE_scrypt(password, strlen(password), salt, SALT_BYTES, n, r, p, memory, hash, HASH_BYTES) != 1)
		fatal("scrypt failed");
}

void hex_text(const void *bytes, size_t length, char *text)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *byte = bytes;
	for (size_t i = 0; i < length; i++) {
		text[2 * i] = digits[byte[i] >> 4];
		text[2 * i + 1] = digits[byte[i] & 15];
	}
	text[2 * length] = '\0';
}

static bool unhex(const char *text, unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		int high = OPENSSL_hexchar2int((unsigned char)text[2 * i]);
		int low = high < 0 ? -1 : OPENSSL_hexchar2int((unsigned char)text[2 * i + 1]);
		if (low < 0)
			return false;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

void password_cost(unsigned log2_n)
{
	scrypt_n = 1u << log2_n;
}

const char *password_hash(struct arena *arena, const char *password)
{
	unsigned char salt[SALT_BYTES], hash[HASH_BYTES];
	char salt_text[2 * SALT_BYTES + 1], hash_text[2 * HASH_BYTES + 1];

	random_bytes(salt, sizeof salt);
	scrypt(password, salt, scrypt_n, SCRYPT_R, SCRYPT_P, hash);
	hex_text(salt, sizeof salt, salt_text);
	hex_text(hash, sizeof hash, hash_text);
	return arena_printf(arena, "scrypt$%u$%u$%u$%s$%s", scrypt_n, SCRYPT_R, SCRYPT_P, salt_text, hash_text);
}

struct stored_hash {
	unsigned n, r, p;
	unsigned char salt[SALT_BYTES], hash[HASH_BYTES];
};

static bool parse_stored(const char *stored, struct stored_hash *s)
{
	char salt[2 * SALT_BYTES + 1], hash[2 * HASH_BYTES + 1];
	int end = 0;
	/* The widths are 2 × SALT_BYTES and 2 × HASH_BYTES. */
	if (sscanf(stored, "scrypt$%7u$%2u$%2u$%32[0-9a-f]$%64[0-9a-f]%n", &s->n, &s->r, &s->p, salt, hash, &end) != 5)
		return false;
	if (stored[end] != '\0' || strlen(salt) != 2 * SALT_BYTES || strlen(hash) != 2 * HASH_BYTES)
		return false;
	bool sane = s->n >= 2 && (s->n & (s->n - 1)) == 0 && s->n <= SCRYPT_N_MAX && s->r >= 1 && s->r <= 16 && s->p >= 1 && s->p <= 16;
	return sane && unhex(salt, s->salt, SALT_BYTES) && unhex(hash, s->hash, HASH_BYTES);
}

bool password_matches(const char *stored, const char *password)
{
	struct stored_hash s = {.n = scrypt_n, .r = SCRYPT_R, .p = SCRYPT_P};
	unsigned char hash[HASH_BYTES];
	bool parsed = stored != NULL && parse_stored(stored, &s);

	if (!parsed)
		s = (struct stored_hash){.n = scrypt_n, .r = SCRYPT_R, .p = SCRYPT_P};
	scrypt(password, s.salt, s.n, s.r, s.p, hash);
	bool equal = secret_equal(hash, s.hash, HASH_BYTES);
	secret_wipe(hash, sizeof hash);
	return parsed && equal;
}

void token_new(char text[TOKEN_TEXT])
{
	unsigned char bytes[HASH_BYTES], base64[TOKEN_TEXT + 1];

	random_bytes(bytes, sizeof bytes);
	/* 32 bytes make 43 characters and one '='. */
	EVP_EncodeBlock(base64, bytes, sizeof bytes);
	for (size_t i = 0; i < TOKEN_TEXT - 1; i++)
		text[i] = base64[i] == '+' ? '-' : base64[i] == '/' ? '_' : (char)base64[i];
	text[TOKEN_TEXT - 1] = '\0';
	secret_wipe(bytes, sizeof bytes);
	secret_wipe(base64, sizeof base64);
}

void token_hash(const char *text, unsigned char hash[HASH_BYTES])
{
	sha256(text, strlen(text), hash);
}

void sha256(const void *bytes, size_t length, unsigned char hash[HASH_BYTES])
{
	if (SHA256(bytes, length, hash) == NULL)
		fatal("SHA-256 failed");
}

void mac_sha256(const unsigned char key[HASH_BYTES], const void *bytes, size_t length, unsigned char mac[HASH_BYTES])
{
	unsigned got;

	if (HMAC(EVP_sha256(), key, HASH_BYTES, bytes, length, mac, &got) == NULL || got != HASH_BYTES)
		fatal("HMAC failed");
}

const char *sha256_hex(struct arena *arena, const void *bytes, size_t length)
{
	unsigned char hash[HASH_BYTES];
	char *text = arena_alloc(arena, 2 * HASH_BYTES + 1);
	sha256(bytes, length, hash);
	hex_text(hash, HASH_BYTES, text);
	return text;
}

void hash_text(const unsigned char hash[HASH_BYTES], char text[2 * HASH_BYTES + 1])
{
	hex_text(hash, HASH_BYTES, text);
}

uint64_t seeded_hash(uint64_t seed, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++) {
		seed = (seed ^ at[i]) * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 over the golden ratio */
		seed ^= seed >> 32;
	}
	return seed;
}

void secret_wipe(void *bytes, size_t length)
{
	OPENSSL_cleanse(bytes, length);
}

bool secret_equal(const void *a, const void *b, size_t length)
{
	return CRYPTO_memcmp(a, b, length) == 0;
}

void random_bytes(void *bytes, size_t length)
{
	if (RAND_bytes(bytes, (int)length) != 1)
		fatal("the system has no random numbers");
}
