/* Passwords, random tokens and hashes (OpenSSL). */
#ifndef CORE_BASE_SECRET_H
#define CORE_BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

#define HASH_BYTES 32
#define TOKEN_TEXT 44 /* 32 random bytes as base64url without padding, and the NUL */

/* How slow: N = 2^LOG2_N, each step doubles time and memory (15: 32 MiB and some 80 ms). Once, before there are threads; hashes made with
 * another cost stay valid. */
void password_cost(unsigned log2_n);
/* How many passwords have been hashed or compared since the start. */
uint64_t passwords_hashed(void);
/* "scrypt$N$r$p$salt$hash"; slow on purpose: first comes what can be refused without it. */
const char *password_hash(struct arena *, const char *password);
/* Constant time in the hash; STORED may be NULL (spends the same time, answers false). */
bool password_matches(const char *stored, const char *password);

void token_new(char text[TOKEN_TEXT]);
/* What is stored of a token. */
void token_hash(const char *text, unsigned char hash[HASH_BYTES]);
void sha256(const void *bytes, size_t length, unsigned char hash[HASH_BYTES]);
/* HMAC-SHA-256 with a key of HASH_BYTES. */
void mac_sha256(const unsigned char key[HASH_BYTES], const void *bytes, size_t length, unsigned char mac[HASH_BYTES]);
/* 64 lower-case hex digits. */
const char *sha256_hex(struct arena *, const void *bytes, size_t length);
/* BYTES as 2 × LENGTH lower-case hex digits and a NUL. */
void hex_text(const void *bytes, size_t length, char *text);
/* HASH as 64 lower-case hex digits and the NUL. */
void hash_text(const unsigned char hash[HASH_BYTES], char text[2 * HASH_BYTES + 1]);
/* For tables in memory whose keys strangers choose: with a SEED that they do not know they cannot choose what shares a bucket. No secret is safe
 * with it. */
uint64_t seeded_hash(uint64_t seed, const void *bytes, size_t length);
/* Overwrites so that the compiler cannot leave it out. */
void secret_wipe(void *, size_t length);
/* Constant-time comparison. */
bool secret_equal(const void *, const void *, size_t length);
/* LENGTH random bytes; fatal if the system has none. */
void random_bytes(void *, size_t length);

#endif
