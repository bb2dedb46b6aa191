/* core/mail/mail_text.h:
 * - which addresses may stand in a mail
 * - nothing that comes from outside can add a header: addresses, subjects, names
 * - subjects in UTF-8 become encoded words of whole characters, no line longer than 76
 * - the body comes back as it was, with CRLF; no line longer than 76
 * - the date is RFC 5322's */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/evp.h>
#include <string.h>

#include "core/mail/mail_text.h"

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct mail a_mail(void)
{
	return (struct mail){.from = "saitou@contest.example",
	    .from_name = "赛投",
	    .to = "li@example.com",
	    .subject = "Hello",
	    .text = "Text\n",
	    .message_id = "1@contest.example",
	    .at = INT64_C(1772338445000000)};
}

static void addresses(void **state)
{
	(void)state;
	static const char *const good[] = {"a@b.c", "first.last+tag@sub.example.com", "root@localhost", "o'neill@example.com"};
	static const char *const bad[] = {"", "a", "@", "a@", "@b", "a@b@c", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "a@b.c\n", "<a@b.c>",
	    "\"a\"@b.c", "a,b@c.d", "a@b..c", "a@.b", "a@b.", "ä@b.c", "a@[1.2.3.4]", "a@b.c\x7f"};
	char long_one[300];
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(mail_address_valid(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(mail_address_valid(bad[i]));
	memset(long_one, 'a', sizeof long_one);
	memcpy(long_one + 200, "@example.com", 13);
	assert_true(mail_address_valid(long_one));
	memset(long_one, 'a', sizeof long_one);
	memcpy(long_one + 250, "@example.com", 13);
	assert_false(mail_address_valid(long_one));
}

static void nothing_adds_a_header(void **state)
{
	(void)state;
	static const char *const tricks[] = {"x\r\nBcc: evil@example.com", "x\nBcc: evil@example.com", "x\rBcc: evil@example.com", "x\x01"};
	for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++) {
		struct mail mail = a_mail();
		mail.subject = tricks[i];
		assert_null(mail_compose(arena, &mail));
		mail = a_mail();
		mail.from_name = tricks[i];
		assert_null(mail_compose(arena, &mail));
		mail = a_mail();
		mail.to = tricks[i];
		assert_null(mail_compose(arena, &mail));
		mail = a_mail();
		mail.message_id = tricks[i];
		assert_null(mail_compose(arena, &mail));
	}
	struct mail mail = a_mail();
	mail.text = "a\r\n.\r\nMAIL FROM:<evil@example.com>\n";
	const char *text = mail_compose(arena, &mail);
	assert_non_null(text);
	assert_null(strstr(strstr(text, "\r\n\r\n"), "\r\n."));
}

/* The value of a header, unfolded and with its encoded words decoded. */
static const char *header(const char *message, const char *name)
{
	const char *at = strstr(message, arena_printf(arena, "%s:", name)) + strlen(name) + 1;
	at += *at == ' ';
	char *out = arena_alloc(arena, strlen(message)), *end = out;
	while (strncmp(at, "\r\n", 2) != 0 || at[2] == ' ') {
		if (strncmp(at, "\r\n ", 3) == 0) {
			at += strncmp(at + 3, "=?", 2) == 0 ? 3 : 2; /* between encoded words it is nothing, else a blank */
		} else if (strncmp(at, "=?UTF-8?B?", 10) == 0) {
			size_t length = strcspn(at + 10, "?");
			unsigned char bytes[100];
			int decoded = EVP_DecodeBlock(bytes, (const unsigned char *)at + 10, (int)length);
			at += 10 + length + 2;
			for (const char *pad = at - 3; *pad == '='; pad--)
				decoded--;
			/* whole characters: the first byte is no continuation */
			assert_int_not_equal(bytes[0] & 0xC0, 0x80);
			memcpy(end, bytes, (size_t)decoded);
			end += decoded;
		} else {
			*end++ = *at++;
		}
	}
	return out;
}

static void assert_short_lines(const char *message)
{
	while (*message != '\0') {
		size_t length = strcspn(message, "\r");
		assert_in_range(length, 0, 76);
		assert_memory_equal(message + length, "\r\n", 2);
		assert_null(memchr(message, '\n', length));
		message += length + 2;
	}
}

static void subjects(void **state)
{
	(void)state;
	static const char *const subjects[] = {"Hello", "请确认您的邮箱地址",
	    "a请确认您的邮箱地址请确认您的邮箱地址请确认您的邮箱地址请确认您的邮箱地址请确认您的邮箱地址",
	    "ab请确认您的邮箱地址请确认您的邮箱地址请确认您的邮箱地址请确认您的邮箱地址请确认您的邮箱地址😀😀😀😀😀😀😀😀😀😀😀😀",
	    "=?UTF-8?B?x?="};
	for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
		struct mail mail = a_mail();
		mail.subject = subjects[i];
		const char *text = mail_compose(arena, &mail);
		assert_string_equal(header(text, "Subject"), subjects[i]);
		assert_string_equal(header(text, "From"), "赛投 <saitou@contest.example>");
		assert_short_lines(text);
	}
	/* Names and addresses of every length, as far as there is a place to fold. */
	for (size_t length = 1; length < 60; length++) {
		char *name = arena_alloc(arena, 3 * length + 1), *local = arena_alloc(arena, length + 13);
		for (size_t i = 0; i < length; i++)
			memcpy(name + 3 * i, "赛", 3);
		memset(local, 'a', length);
		strcpy(local + length, "@example.com");
		struct mail mail = a_mail();
		mail.from_name = name;
		mail.from = mail.to = mail.message_id = local;
		const char *text = mail_compose(arena, &mail);
		assert_string_equal(header(text, "From"), arena_printf(arena, "%s <%s>", name, local));
		assert_string_equal(header(text, "To") + strspn(header(text, "To"), " "), local);
		assert_short_lines(text);
	}
}

static void bodies(void **state)
{
	(void)state;
	for (size_t length = 0; length < 400; length += 7) {
		char *text = arena_alloc(arena, length + 3), *expected = arena_alloc(arena, 2 * length + 8);
		size_t filled = 0;
		for (size_t i = 0; i < length; i++) {
			text[i] = i % 50 == 49 ? '\n' : (char)('a' + i % 26);
			if (text[i] == '\n')
				expected[filled++] = '\r';
			expected[filled++] = text[i];
		}
		struct mail mail = a_mail();
		mail.text = text;
		const char *message = mail_compose(arena, &mail);
		assert_short_lines(message);
		char *body = arena_alloc(arena, strlen(message) + 4), *end = body;
		for (const char *at = strstr(message, "\r\n\r\n") + 4; *at != '\0'; at++)
			if (*at != '\r' && *at != '\n')
				*end++ = *at;
		char *decoded = arena_alloc(arena, strlen(body) + 4);
		assert_true(EVP_DecodeBlock((unsigned char *)decoded, (const unsigned char *)body, (int)strlen(body)) >= 0);
		assert_memory_equal(decoded, expected, filled);
	}
}

static void date(void **state)
{
	(void)state;
	struct mail mail = a_mail();
	const char *text = mail_compose(arena, &mail);
	assert_string_equal(header(text, "Date"), "Sun, 1 Mar 2026 04:14:05 +0000");
	assert_string_equal(header(text, "To"), "li@example.com");
	assert_string_equal(header(text, "Message-ID"), "<1@contest.example>");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(addresses), TEST(nothing_adds_a_header), TEST(subjects), TEST(bodies), TEST(date)};
	return cmocka_run_group_tests_name("mail_text", tests, NULL, NULL);
}
