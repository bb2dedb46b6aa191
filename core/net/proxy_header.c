#include "core/net/proxy_header.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/limits.h"
#include "core/base/networks.h"

#define FIRST_LINE_MOST 107 /* of version 1, with its end */
#define SECOND_HEAD 16      /* of version 2, before the addresses */

static const char second_signature[12] = "\r\n\r\n\0\r\nQUIT\n";

/* ---- version 1: "PROXY TCP4 192.0.2.7 192.0.2.1 56324 443\r\n" ---- */

static bool is_port(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= 5 && strspn(text, "0123456789") == length && (length == 1 || text[0] != '0') &&
	       atoi(text) <= UINT16_MAX;
}

static bool is_address(const char *text, bool six, struct in6_addr *ip)
{
	return (strchr(text, ':') != NULL) == six && ip_parse(text, ip);
}

/* Cuts the next word off at one blank; NULL: there is none. */
static char *word(char **rest)
{
	char *text = *rest, *end = text == NULL ? NULL : strchr(text, ' ');

	*rest = end == NULL ? NULL : end + 1;
	if (end != NULL)
		*end = '\0';
	return text;
}

static bool read_line(char *line, struct in6_addr *client, bool *known)
{
	char *rest = line, *family, *words[4];
	struct in6_addr ours;
	bool six;

	word(&rest); /* PROXY */
	family = word(&rest);
	*known = false;
	if (family == NULL)
		return false;
	if (strcmp(family, "UNKNOWN") == 0)
		return true;
	six = strcmp(family, "TCP6") == 0;
	if (!six && strcmp(family, "TCP4") != 0)
		return false;
	for (size_t i = 0; i < 4; i++)
		if ((words[i] = word(&rest)) == NULL)
			return false;
	*known = true;
	return rest == NULL && is_address(words[0], six, client) && is_address(words[1], six, &ours) && is_port(words[2]) &&
	       is_port(words[3]);
}

static enum proxy_verdict first_version(const char *bytes, size_t length, size_t *used, struct in6_addr *client, bool *known)
{
	size_t most = length < FIRST_LINE_MOST ? length : FIRST_LINE_MOST;
	const char *end = memchr(bytes, '\n', most);
	char line[FIRST_LINE_MOST];
	size_t text;

	if (end == NULL)
		return length >= FIRST_LINE_MOST ? PROXY_BAD : PROXY_MORE;
	*used = (size_t)(end - bytes) + 1;
	text = *used - 2;
	if (bytes[text] != '\r' || memchr(bytes, '\0', text) != NULL)
		return PROXY_BAD;
	memcpy(line, bytes, text);
	line[text] = '\0';
	return read_line(line, client, known) ? PROXY_GOOD : PROXY_BAD;
}

/* ---- version 2, in binary ---- */

static enum proxy_verdict second_version(const char *bytes, size_t length, size_t *used, struct in6_addr *client, bool *known)
{
	const unsigned char *b = (const unsigned char *)bytes;
	size_t behind;

	if (length < SECOND_HEAD)
		return PROXY_MORE;
	behind = (size_t)b[14] << 8 | b[15];
	*used = SECOND_HEAD + behind;
	*known = false;
	if (*used > LIMIT_PROXY_BYTES || (b[12] != 0x20 && b[12] != 0x21))
		return PROXY_BAD;
	if (length < *used)
		return PROXY_MORE;
	if (b[12] == 0x20 || b[13] == 0x00) /* the proxy itself, to see whether we live; or it does not know */
		return PROXY_GOOD;
	*known = true;
	if (b[13] == 0x11 && behind >= 12) {
		*client = (struct in6_addr){.s6_addr = {[10] = 0xff, [11] = 0xff}};
		memcpy(&client->s6_addr[12], b + SECOND_HEAD, 4);
		return PROXY_GOOD;
	}
	if (b[13] == 0x21 && behind >= 36) {
		memcpy(client->s6_addr, b + SECOND_HEAD, 16);
		return PROXY_GOOD;
	}
	return PROXY_BAD; /* not TCP, or shorter than its addresses */
}

static bool begins(const char *bytes, size_t length, const char *with, size_t with_length)
{
	return memcmp(bytes, with, length < with_length ? length : with_length) == 0;
}

enum proxy_verdict proxy_header(const char *bytes, size_t length, size_t *used, struct in6_addr *client, bool *known)
{
	static const char first[] = "PROXY ";
	size_t word_length = sizeof(first) - 1;

	if (begins(bytes, length, first, word_length))
		return length < word_length ? PROXY_MORE : first_version(bytes, length, used, client, known);
	if (begins(bytes, length, second_signature, sizeof(second_signature)))
		return second_version(bytes, length, used, client, known);
	return PROXY_NONE;
}
