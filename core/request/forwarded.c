#include "core/request/forwarded.h"

#include <string.h>
#include <strings.h>

#include "core/base/limits.h"

#define BLANKS " \t"

/* The stations of the way, from the client on. */
struct way {
	struct station {
		struct in6_addr ip;
		bool told;
	} stations[LIMIT_PROXIES];
	size_t count;
};

/* ---- one station: an IP, with a port or not, IPv6 in brackets where there is one ---- */

static bool is_port(const char *text)
{
	size_t length = strlen(text);

	return text[0] == ':' && length > 1 && length <= 6 && strspn(text + 1, "0123456789") == length - 1;
}

static bool read_node(char *node, struct station *station)
{
	char *end;

	station->told = strcasecmp(node, "unknown") != 0 && node[0] != '_';
	if (!station->told)
		return true;
	if (node[0] == '[') {
		end = strchr(node, ']');
		if (end == NULL || (end[1] != '\0' && !is_port(end + 1)))
			return false;
		*end = '\0';
		return strchr(node + 1, ':') != NULL && ip_parse(node + 1, &station->ip);
	}
	end = strchr(node, ':');
	if (end != NULL && strchr(end + 1, ':') == NULL) {
		if (!is_port(end))
			return false;
		*end = '\0';
	}
	return ip_parse(node, &station->ip);
}

static bool add(struct way *way, char *node)
{
	if (way->count == LIMIT_PROXIES)
		return false;
	way->count++;
	return read_node(node, &way->stations[way->count - 1]);
}

/* ---- the headers ---- */

/* Cuts the next part off TEXT at SEPARATOR outside of quotes, without the blanks around it. NULL: a quote does not end. */
static char *part(char **text, char separator)
{
	char *begin = *text + strspn(*text, BLANKS), *end = begin, *last;
	bool quoted = false;

	for (; *end != '\0' && (quoted || *end != separator); end++) {
		if (*end == '\\' && quoted && end[1] != '\0')
			end++;
		else if (*end == '"')
			quoted = !quoted;
	}
	if (quoted)
		return NULL;
	*text = *end == '\0' ? NULL : end + 1;
	for (last = end; last > begin && strchr(BLANKS, last[-1]) != NULL; last--)
		;
	*last = '\0';
	return begin;
}

static bool take_plain(char *value, struct way *way)
{
	while (value != NULL) {
		char *node = part(&value, ',');

		if (node == NULL || !add(way, node))
			return false;
	}
	return true;
}

/* The value without its quotes; no address has need of a backslash. False: quotes that do not fit. */
static bool unquote(char **value)
{
	size_t length = strlen(*value);

	if ((*value)[0] != '"')
		return strchr(*value, '"') == NULL;
	if (length < 2 || (*value)[length - 1] != '"' || strchr(*value, '\\') != NULL)
		return false;
	(*value)[length - 1] = '\0';
	++*value;
	return strchr(*value, '"') == NULL;
}

/* One proxy's word: for=…;proto=…;by=…, in any order. One that does not say for whom does not tell. */
static bool take_pairs(char *element, struct way *way)
{
	char unknown[] = "unknown", *node = unknown;

	while (element != NULL) {
		char *pair = part(&element, ';'), *value = pair == NULL ? NULL : strchr(pair, '=');

		if (value == NULL)
			return false;
		*value++ = '\0';
		if (!unquote(&value))
			return false;
		if (strcasecmp(pair, "for") != 0)
			continue;
		if (node != unknown)
			return false;
		node = value;
	}
	return add(way, node);
}

static bool take_elements(char *value, struct way *way)
{
	while (value != NULL) {
		char *element = part(&value, ',');

		if (element == NULL || !take_pairs(element, way))
			return false;
	}
	return true;
}

/* All headers of that name are one list. */
static bool read_header(
    struct arena *arena, const struct head *head, const char *name, bool (*take)(char *value, struct way *), struct way *way)
{
	way->count = 0;
	for (size_t i = 0; i < head->header_count; i++)
		if (strcasecmp(head->headers[i].name, name) == 0 && !take(arena_strdup(arena, head->headers[i].value), way))
			return false;
	return true;
}

static struct in6_addr follow(const struct way *way, const struct networks *trusted, struct in6_addr from)
{
	for (size_t i = way->count; i > 0 && networks_contain(trusted, &from) && way->stations[i - 1].told; i--)
		from = way->stations[i - 1].ip;
	return from;
}

bool forwarded_client(struct arena *arena, const struct head *head, const struct networks *trusted, struct in6_addr *client)
{
	struct way standard, usual;
	struct in6_addr by_standard, by_usual;

	if (!read_header(arena, head, "Forwarded", take_elements, &standard) ||
	    !read_header(arena, head, "X-Forwarded-For", take_plain, &usual))
		return false;
	by_standard = follow(&standard, trusted, *client);
	by_usual = follow(&usual, trusted, *client);
	if (standard.count > 0 && usual.count > 0 && memcmp(&by_standard, &by_usual, sizeof(by_usual)) != 0)
		return false;
	*client = standard.count > 0 ? by_standard : by_usual;
	return true;
}
