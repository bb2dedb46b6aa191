/* core/base/secret.h:
 * - a password matches its own hash, nothing else does; two hashes of one password differ; the cost is in the hash
 * - what is stored in another form, or with absurd costs, matches nothing; nor does NULL
 * - tokens are 43 characters of base64url, never the same; their hash is the SHA-256
 * - SHA-256 as in FIPS 180-4, scrypt as in RFC 7914's parameters of our form
 * - comparing and wiping */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/base/secret.h"

static void passwords(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	const char *a = password_hash(arena, "correct horse 赛投");
	const char *b = password_hash(arena, "correct horse 赛投");
	assert_memory_equal(a, "scrypt$32768$8$1$", 17);
	assert_int_equal(strlen(a), 17 + 32 + 1 + 64);
	assert_string_not_equal(a, b);
	assert_true(password_matches(a, "correct horse 赛投"));
	assert_true(password_matches(b, "correct horse 赛投"));
	assert_false(password_matches(a, "correct horse 赛投 "));
	assert_false(password_matches(a, ""));
	password_cost(10);
	const char *cheap = password_hash(arena, "x");
	assert_memory_equal(cheap, "scrypt$1024$8$1$", 16);
	assert_true(password_matches(cheap, "x"));
	assert_true(password_matches(a, "correct horse 赛投"));
	arena_free(arena);
}

static void foreign_hashes(void **state)
{
	(void)state;
	/* hashlib.scrypt(b'pleaseletmein', salt=bytes(range(16)), n=1024, r=8, p=1, dklen=32) */
	assert_true(password_matches("scrypt$1024$8$1$000102030405060708090a0b0c0d0e0f$"
				     "c748c7505929341889570635021b87ecdbb2c559646ab1675e344d869d41fde5",
	    "pleaseletmein"));
	static const char *const broken[] = {
	    "",
	    "plain",
	    "scrypt$",
	    "scrypt$1000$8$1$000102030405060708090a0b0c0d0e0f$00",
	    "scrypt$1000$8$1$000102030405060708090a0b0c0d0e0f$0000000000000000000000000000000000000000000000000000000000000000",
	    "scrypt$9999999$8$1$000102030405060708090a0b0c0d0e0f$0000000000000000000000000000000000000000000000000000000000000000",
	    "scrypt$1024$99$1$000102030405060708090a0b0c0d0e0f$0000000000000000000000000000000000000000000000000000000000000000",
	    "scrypt$1024$8$1$000102030405060708090a0b0c0d0e0f$0000000000000000000000000000000000000000000000000000000000000000x",
	};
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
		assert_false(password_matches(broken[i], "pleaseletmein"));
	assert_false(password_matches(NULL, ""));
	assert_false(password_matches(NULL, "pleaseletmein"));
}

static void tokens(void **state)
{
	(void)state;
	char a[TOKEN_TEXT], b[TOKEN_TEXT];
	unsigned char hash[HASH_BYTES], expected[HASH_BYTES];
	token_new(a);
	token_new(b);
	assert_int_equal(strlen(a), 43);
	assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	assert_string_not_equal(a, b);
	token_hash(a, hash);
	sha256(a, 43, expected);
	assert_memory_equal(hash, expected, HASH_BYTES);
}

static void digests(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	char text[2 * HASH_BYTES + 1];
	unsigned char hash[HASH_BYTES];
	assert_string_equal(sha256_hex(arena, "abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(sha256_hex(arena, "", 0), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sha256("abc", 3, hash);
	hash_text(hash, text);
	assert_string_equal(text, sha256_hex(arena, "abc", 3));
	arena_free(arena);
}

static void comparing_and_wiping(void **state)
{
	(void)state;
	char secret[8] = "secret!";
	assert_true(secret_equal("abc", "abc", 3));
	assert_false(secret_equal("abc", "abd", 3));
	secret_wipe(secret, sizeof secret);
	assert_memory_equal(secret, "\0\0\0\0\0\0\0\0", 8);
	random_bytes(secret, sizeof secret);
	assert_memory_not_equal(secret, "\0\0\0\0\0\0\0\0", 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(passwords),
	    cmocka_unit_test(foreign_hashes),
	    cmocka_unit_test(tokens),
	    cmocka_unit_test(digests),
	    cmocka_unit_test(comparing_and_wiping),
	};
	return cmocka_run_group_tests_name("secret", tests, NULL, NULL);
}
