#include "core/mail/mail_text.h"

#include <openssl/evp.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"

#define LINE 76            /* characters of a line of the head, which RFC 2047 wants for one with encoded words */
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

/* RFC 2047: encoded words, each with whole characters, folded; BEFORE characters stand on the first line already. *COLUMN: where the last line ends. */
static const char *encoded_words(struct arena *arena, const char *text, size_t before, size_t *column)
{
	const char *out = "";
	*column = before;
	while (*text != '\0') {
		size_t room = (LINE - *column -
				  (sizeof "=?UTF-8?B?"
					  "?=" -
				      1)) /
			      4 * 3;
		size_t length = strnlen(text, room);
		while (text[length] != '\0' && ((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
		const char *word = arena_printf(arena, "=?UTF-8?B?%s?=", base64(arena, text, length));
		out = arena_printf(arena, "%s%s", out, word);
		*column += strlen(word);
		text += length;
		if (*text != '\0') {
			out = arena_printf(arena, "%s\r\n ", out);
			*column = 1;
		}
	}
	return out;
}

/* What cannot be broken, on a line of its own if it does not fit behind COLUMN characters. */
static const char *folded(struct arena *arena, size_t column, const char *text)
{
	return arena_printf(arena, "%s%s", column + 1 + strlen(text) > LINE ? "\r\n " : " ", text);
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
	size_t column = sizeof "From:" - 1;
	const char *from = named ? arena_printf(arena, " %s", encoded_words(arena, m->from_name, column + 1, &column)) : "";
	from = arena_printf(arena, "%s%s", from, folded(arena, column, named ? arena_printf(arena, "<%s>", m->from) : m->from));
	return arena_printf(arena,
	    "Date: %s\r\nFrom:%s\r\nTo:%s\r\nSubject: %s\r\nMessage-ID:%s\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s",
	    date_text(arena, m->at), from, folded(arena, sizeof "To:" - 1, m->to),
	    encoded_words(arena, m->subject, sizeof "Subject: " - 1, &column),
	    folded(arena, sizeof "Message-ID:" - 1, arena_printf(arena, "<%s>", m->message_id)), encoded_body(arena, m->text));
}
