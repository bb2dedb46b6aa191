#include "core/mail/mail_text.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"

#define WORD_BYTES 42      /* of text in one encoded word: 56 characters of base64 and 12 around them stay below 75 */
#define BODY_LINE_BYTES 57 /* make 76 characters of base64 */
#define ADDRESS_MAX 254

bool mail_address_valid(const char *address)
{
	const char *at = strchr(address, '@');
	size_t length = strlen(address);
	if (at == NULL || at == address || at[1] == '\0' || strchr(at + 1, '@') != NULL || length > ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (address[i] <= ' ' || address[i] > '~' || strchr("\"(),:;<>[\\]", address[i]) != NULL)
			return false;
	return at[1] != '.' && address[length - 1] != '.' && strstr(address, "..") == NULL;
}

static bool one_line(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static const char *base64(struct arena *arena, const char *bytes, size_t length)
{
	char *text = arena_alloc(arena, (length + 2) / 3 * 4 + 1);
	EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes, (int)length);
	return text;
}

/* RFC 2047: encoded words, each with whole characters, folded. */
static const char *encoded_words(struct arena *arena, const char *text)
{
	const char *out = "";
	while (*text != '\0') {
		size_t length = strnlen(text, WORD_BYTES);
		while (text[length] != '\0' && ((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
		out = arena_printf(arena, "%s%s=?UTF-8?B?%s?=", out, *out == '\0' ? "" : "\r\n ", base64(arena, text, length));
		text += length;
	}
	return out;
}

/* Lines with CRLF, as base64 in lines. */
static const char *encoded_body(struct arena *arena, const char *text)
{
	size_t length = strlen(text), filled = 0, lines = 0;
	char *plain = arena_alloc(arena, 2 * length + 1);
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			plain[filled++] = '\r';
		plain[filled++] = *text;
	}
	lines = filled / BODY_LINE_BYTES + 1;
	char *out = arena_alloc(arena, lines * (BODY_LINE_BYTES / 3 * 4 + 2) + 1), *end = out;
	for (size_t at = 0; at < filled; at += BODY_LINE_BYTES) {
		size_t part = filled - at < BODY_LINE_BYTES ? filled - at : BODY_LINE_BYTES;
		end += EVP_EncodeBlock((unsigned char *)end, (const unsigned char *)plain + at, (int)part);
		*end++ = '\r';
		*end++ = '\n';
	}
	return out;
}

static const char *date_text(struct arena *arena, int64_t us)
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t seconds = (time_t)(us / SECOND_US);
	struct tm tm;
	gmtime_r(&seconds, &tm);
	return arena_printf(arena, "%s, %d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900,
	    tm.tm_hour, tm.tm_min, tm.tm_sec);
}

const char *mail_compose(struct arena *arena, const struct mail *m)
{
	bool named = m->from_name != NULL && m->from_name[0] != '\0';
	if (!mail_address_valid(m->from) || !mail_address_valid(m->to) || !one_line(m->subject) || !one_line(m->message_id) ||
	    (named && !one_line(m->from_name)))
		return NULL;
	const char *from = named ? arena_printf(arena, "%s <%s>", encoded_words(arena, m->from_name), m->from) : m->from;
	return arena_printf(arena,
	    "Date: %s\r\nFrom: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s",
	    date_text(arena, m->at), from, m->to, encoded_words(arena, m->subject), m->message_id, encoded_body(arena, m->text));
}
