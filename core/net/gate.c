#include "core/net/gate.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* ---- the scan ---- */

/* NULL, or why this byte may not stand here. */
static const struct problem_kind *byte_fault(const struct gate *gate, unsigned char byte)
{
	if (gate->carriage)
		return byte == '\n' ? NULL : &problem_line_ending;
	if (byte == '\n')
		return &problem_line_ending;
	if (byte == '\r')
		return NULL;
	if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
		return &problem_control_byte;
	return NULL;
}

static const struct problem_kind *size_fault(const struct gate *gate)
{
	if (gate->lines == 0 && gate->spaces == 1 && gate->line > LIMIT_TARGET_BYTES + 16)
		return &problem_target_too_long; /* 16: any method and its space; gate_parse() counts exactly */
	if (gate->bytes > LIMIT_HEAD_BYTES || gate->lines > LIMIT_HEADERS + 1)
		return &problem_head_too_large;
	return NULL;
}

/* What the byte does to a head that has no fault so far. *WHY says what fault it is. */
static inline enum gate_verdict step(struct gate *gate, unsigned char byte, const struct problem_kind **why)
{
	gate->bytes++;
	*why = byte_fault(gate, byte);
	if (*why == NULL)
		*why = size_fault(gate);
	if (*why != NULL)
		return GATE_REFUSED;
	if (byte == '\n') {
		if (gate->line == 0 && gate->lines > 0)
			return GATE_HEAD;
		if (gate->line == 0) { /* an empty line in front of a request line: RFC 9112 lets us choose */
			*why = &problem_request_line;
			return GATE_REFUSED;
		}
		gate->lines++;
		gate->line = 0;
	} else if (byte != '\r') {
		gate->line++;
		gate->spaces = (uint16_t)(gate->spaces + (byte == ' ' && gate->lines == 0));
	}
	gate->carriage = byte == '\r';
	return GATE_MORE;
}

/* How many of the bytes are ordinary: neither blank nor control, so that each is only counted, and no limit is reached by them. */
static inline size_t ordinary(const struct gate *gate, const char *bytes, size_t length)
{
	size_t room = gate->lines == 0 ? LIMIT_TARGET_BYTES - (gate->line < LIMIT_TARGET_BYTES ? gate->line : LIMIT_TARGET_BYTES) : length,
	       count = 0;

	if (room > LIMIT_HEAD_BYTES - gate->bytes)
		room = LIMIT_HEAD_BYTES - gate->bytes;
	if (room > length)
		room = length;
	while (count < room && (unsigned char)bytes[count] > 0x20 && bytes[count] != 0x7f)
		count++;
	return count;
}

enum gate_verdict gate_scan(struct gate *gate, const char *bytes, size_t length, size_t *used, const struct problem_kind **why)
{
	struct gate local = *gate; /* in registers: the compiler must suppose that BYTES may lie in *gate */
	enum gate_verdict verdict = GATE_MORE;
	size_t i = 0;

	while (i < length && verdict == GATE_MORE) {
		size_t run = local.carriage ? 0 : ordinary(&local, bytes + i, length - i);

		local.bytes += (uint32_t)run;
		local.line += (uint32_t)run;
		i += run;
		if (i < length)
			verdict = step(&local, (unsigned char)bytes[i++], why);
	}
	*gate = local;
	*used = i;
	return verdict;
}

/* ---- the request line ---- */

/* What a byte may be part of. */
enum { IN_TOKEN = 1, IN_PATH = 2, IN_QUERY = 4, EVERYWHERE = IN_TOKEN | IN_PATH | IN_QUERY };

/* RFC 9110's token, RFC 3986's pchar and query; brackets in a query are not allowed by the letter, and sent by everybody. */
static const unsigned char kinds[256] = {['0' ... '9'] = EVERYWHERE,
    ['A' ... 'Z'] = EVERYWHERE,
    ['a' ... 'z'] = EVERYWHERE,
    ['-'] = EVERYWHERE,
    ['.'] = EVERYWHERE,
    ['_'] = EVERYWHERE,
    ['~'] = EVERYWHERE,
    ['!'] = EVERYWHERE,
    ['$'] = EVERYWHERE,
    ['&'] = EVERYWHERE,
    ['\''] = EVERYWHERE,
    ['*'] = EVERYWHERE,
    ['+'] = EVERYWHERE,
    ['%'] = EVERYWHERE,
    ['#'] = IN_TOKEN,
    ['^'] = IN_TOKEN,
    ['`'] = IN_TOKEN,
    ['|'] = IN_TOKEN,
    ['('] = IN_PATH | IN_QUERY,
    [')'] = IN_PATH | IN_QUERY,
    [','] = IN_PATH | IN_QUERY,
    [';'] = IN_PATH | IN_QUERY,
    ['='] = IN_PATH | IN_QUERY,
    [':'] = IN_PATH | IN_QUERY,
    ['@'] = IN_PATH | IN_QUERY,
    ['/'] = IN_PATH | IN_QUERY,
    ['?'] = IN_QUERY,
    ['['] = IN_QUERY,
    [']'] = IN_QUERY};

/* Whether all bytes of TEXT are of the kind. */
static bool all(const char *text, unsigned kind)
{
	while (kinds[(unsigned char)*text] & kind)
		text++;
	return *text == '\0';
}

/* One path segment: no "." or "..", however written, and no encoded slash. */
static bool segment_valid(struct arena *arena, const char *segment, size_t length)
{
	const char *decoded;

	if (memchr(segment, '%', length) == NULL)
		return length == 0 || length > 2 || segment[0] != '.' || segment[length - 1] != '.';
	decoded = percent_decode(arena, segment, length, false);
	return decoded != NULL && strcmp(decoded, ".") != 0 && strcmp(decoded, "..") != 0 && strpbrk(decoded, "/\\") == NULL;
}

static bool target_valid(struct arena *arena, const char *path, const char *query)
{
	if (path[0] != '/' || path[1] == '/')
		return false; /* "//host/…" is a host to some parsers */
	if (!all(path, IN_PATH) || (query != NULL && !all(query, IN_QUERY)))
		return false;
	for (const char *p = path; *p == '/';) {
		size_t length = strcspn(++p, "/");

		if (!segment_valid(arena, p, length))
			return false;
		p += length;
	}
	return true;
}

/* "HTTP/1.1" and "HTTP/1.0" only; anything else that looks like a version is 505. */
static const struct problem_kind *parse_version(const char *text, struct head *head)
{
	if (strcmp(text, "HTTP/1.1") == 0 || strcmp(text, "HTTP/1.0") == 0) {
		head->minor = text[7] - '0';
		return NULL;
	}
	return strncmp(text, "HTTP/", 5) == 0 && isdigit((unsigned char)text[5]) ? &problem_http_version : &problem_request_line;
}

static const struct problem_kind *parse_method(const char *name, struct head *head)
{
	for (int m = 0; m < METHODS; m++)
		if (strcmp(method_names[m], name) == 0) {
			head->method = (enum method)m;
			return NULL;
		}
	return &problem_unknown_method;
}

static int hex_digit(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* RFC 3986, 6.2.2.2: what is unreserved is not encoded. NULL: it stands so already. */
static const char *canonical_path(struct arena *arena, const char *path)
{
	char *text = arena_strdup(arena, path), *to = text;
	bool differs = false;

	for (; *path != '\0'; path++) {
		int c = *path == '%' ? hex_digit(path[1]) * 16 + hex_digit(path[2]) : 0;

		if (c > 0 && c < 0x80 && (isalnum(c) || strchr("-._~", c) != NULL)) {
			*to++ = (char)c;
			path += 2;
			differs = true;
		} else {
			*to++ = *path;
		}
	}
	*to = '\0';
	return differs ? text : NULL;
}

/* TARGET is cut in two where its query begins. */
static const struct problem_kind *parse_target(struct arena *arena, char *target, struct head *head)
{
	char *query;

	if (strlen(target) > LIMIT_TARGET_BYTES)
		return &problem_target_too_long;
	query = strchr(target, '?');
	if (query != NULL)
		*query++ = '\0';
	if (!target_valid(arena, target, query))
		return &problem_bad_target;
	head->path = target;
	head->canonical = strchr(target, '%') == NULL ? NULL : canonical_path(arena, target);
	if (head->canonical != NULL && head->method != METHOD_GET && head->method != METHOD_HEAD)
		return &problem_bad_target;
	head->query = query;
	return NULL;
}

static const struct problem_kind *parse_request_line(struct arena *arena, char *line, struct head *head)
{
	char *target = strchr(line, ' '), *version;
	const struct problem_kind *why;

	if (target == NULL || target == line)
		return &problem_request_line;
	*target++ = '\0';
	version = strchr(target, ' ');
	if (version == NULL || version == target || strchr(version + 1, ' ') != NULL)
		return &problem_request_line;
	*version++ = '\0';
	why = parse_version(version, head);
	if (why != NULL)
		return why;
	why = parse_method(line, head);
	return why != NULL ? why : parse_target(arena, target, head);
}

/* ---- headers ---- */

static bool token(const char *text)
{
	return *text != '\0' && all(text, IN_TOKEN);
}

/* "Name: value"; no blanks in front of the colon, no folded lines. */
static const struct problem_kind *parse_header(char *line, struct head *head)
{
	char *value = strchr(line, ':'), *end;

	if (value == NULL)
		return &problem_header_syntax;
	*value++ = '\0';
	if (!token(line))
		return &problem_header_syntax;
	value += strspn(value, " \t");
	end = value + strlen(value);
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	head->headers[head->header_count++] = (struct header){line, value};
	return NULL;
}

/* host[:port], where host is a name, an IPv4 address or [IPv6]. */
static bool host_valid(const char *host)
{
	size_t length = host[0] == '[' ? strcspn(host, "]") : strcspn(host, ":");
	const char *rest = host + length;

	if (host[0] == '[') {
		if (*rest++ != ']' || strspn(host + 1, "0123456789abcdefABCDEF:.") != length - 1)
			return false;
	} else if (length == 0) {
		return false;
	}
	for (const char *p = host; p < rest && host[0] != '['; p++)
		if (!isalnum((unsigned char)*p) && strchr("-._", *p) == NULL)
			return false;
	if (*rest == ':')
		rest += 1 + strspn(rest + 1, "0123456789");
	return *rest == '\0' && rest - host <= 255;
}

/* Digits only; no sign, no list, nothing beyond what int64_t holds. */
static bool length_valid(const char *text, int64_t *length)
{
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 18 || text[digits] != '\0')
		return false;
	*length = 0;
	for (; *text != '\0'; text++)
		*length = *length * 10 + (*text - '0');
	return true;
}

/* Whether the comma-separated LIST has WORD. */
static bool list_has(const char *list, const char *word)
{
	size_t wanted = strlen(word);

	for (; *list != '\0'; list += *list == ',') {
		size_t length;

		list += strspn(list, " \t");
		length = strcspn(list, ", \t");
		if (length == wanted && strncasecmp(list, word, wanted) == 0)
			return true;
		list += strcspn(list, ",");
	}
	return false;
}

/* The headers that decide where a message ends and whom it is for. */
static const struct problem_kind *check_header(struct head *head, const struct header *header, unsigned *seen)
{
	enum { SEEN_HOST = 1, SEEN_LENGTH = 2 };

	if (strchr("HhCcTtEe", header->name[0]) == NULL)
		return NULL; /* as most are */
	if (strcasecmp(header->name, "Host") == 0) {
		if (*seen & SEEN_HOST || !host_valid(header->value))
			return &problem_bad_host;
		*seen |= SEEN_HOST;
		head->host = header->value;
	} else if (strcasecmp(header->name, "Content-Length") == 0) {
		if (*seen & SEEN_LENGTH || !length_valid(header->value, &head->content_length))
			return &problem_bad_length;
		*seen |= SEEN_LENGTH;
	} else if (strcasecmp(header->name, "Transfer-Encoding") == 0) {
		return &problem_length_required;
	} else if (strcasecmp(header->name, "Expect") == 0) {
		if (strcasecmp(header->value, "100-continue") != 0)
			return &problem_expectation;
		head->expect_continue = head->minor > 0;
	} else if (strcasecmp(header->name, "Connection") == 0) {
		head->close = head->minor == 0 ? !list_has(header->value, "keep-alive") : list_has(header->value, "close");
	}
	return NULL;
}

/* Cuts the next line off *TEXT; NULL at the empty line. */
static char *next_line(char **text)
{
	char *line = *text, *end = strstr(line, "\r\n");

	if (end == NULL || end == line)
		return NULL;
	*end = '\0';
	*text = end + 2;
	return line;
}

const struct problem_kind *gate_parse(struct arena *arena, const char *bytes, size_t length, struct head *head)
{
	char *text = arena_memdup(arena, bytes, length), *line = next_line(&text);
	const struct problem_kind *why, *fault = NULL;
	unsigned seen = 0;

	*head = (struct head){.minor = 1, .headers = arena_alloc(arena, LIMIT_HEADERS * sizeof(struct header))};
	why = line == NULL ? &problem_request_line : parse_request_line(arena, line, head);
	head->close = head->minor == 0;
	/* The rest is read even so: the answer should be in the client's language. */
	while ((line = next_line(&text)) != NULL) {
		if (head->header_count == LIMIT_HEADERS)
			return why != NULL ? why : &problem_head_too_large;
		fault = parse_header(line, head);
		if (fault == NULL)
			fault = check_header(head, &head->headers[head->header_count - 1], &seen);
		if (why == NULL)
			why = fault;
	}
	if (why == NULL && head->host == NULL && head->minor > 0)
		why = &problem_bad_host;
	return why;
}

/* ---- the fields of HTTP/2 ---- */

/* What nghttp2 lets through and no header may have. */
static bool value_valid(const char *value)
{
	for (const char *p = value; *p != '\0'; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			return false;
	return true;
}

/* The pseudo-headers, as far as they have been seen. */
struct pseudo {
	const char *method, *scheme, *path, *authority;
};

static const struct problem_kind *take_pseudo(struct pseudo *pseudo, const struct header *field)
{
	const struct {
		const char *name;
		const char **place;
	} known[] = {
	    {":method", &pseudo->method}, {":scheme", &pseudo->scheme}, {":path", &pseudo->path}, {":authority", &pseudo->authority}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, field->name) == 0 && *known[i].place == NULL) {
			*known[i].place = field->value;
			return NULL;
		}
	return &problem_header_syntax;
}

/* What belongs to a connection has no place in HTTP/2. */
static bool of_the_connection(const char *name)
{
	static const char *const names[] = {"Connection", "Keep-Alive", "Proxy-Connection", "Upgrade"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* Cookies may come in several fields, and mean the same as in one. */
static bool join_cookie(struct arena *arena, struct head *head, const struct header *field)
{
	if (strcasecmp(field->name, "cookie") != 0)
		return false;
	for (size_t i = 0; i < head->header_count; i++)
		if (strcasecmp(head->headers[i].name, "cookie") == 0) {
			head->headers[i].value = arena_printf(arena, "%s; %s", head->headers[i].value, field->value);
			return true;
		}
	return false;
}

static const struct problem_kind *take_field(struct arena *arena, struct head *head, const struct header *field, unsigned *seen)
{
	if (!token(field->name) || !value_valid(field->value) || of_the_connection(field->name))
		return &problem_header_syntax;
	if (join_cookie(arena, head, field))
		return NULL;
	head->headers[head->header_count++] = (struct header){arena_strdup(arena, field->name), arena_strdup(arena, field->value)};
	return check_header(head, &head->headers[head->header_count - 1], seen);
}

/* One host, be it named once or twice. */
static const struct problem_kind *settle_host(struct arena *arena, const struct pseudo *pseudo, struct head *head)
{
	if (pseudo->authority != NULL) {
		if (!host_valid(pseudo->authority) || (head->host != NULL && strcasecmp(head->host, pseudo->authority) != 0))
			return &problem_bad_host;
		head->host = arena_strdup(arena, pseudo->authority);
	}
	return head->host == NULL ? &problem_bad_host : NULL;
}

static const struct problem_kind *settle_pseudo(struct arena *arena, const struct pseudo *pseudo, struct head *head)
{
	const struct problem_kind *why;

	if (pseudo->method == NULL || pseudo->path == NULL || pseudo->scheme == NULL)
		return &problem_request_line;
	if (!value_valid(pseudo->path))
		return &problem_control_byte;
	why = parse_method(pseudo->method, head);
	if (why == NULL && strcmp(pseudo->scheme, "https") != 0)
		why = &problem_bad_target;
	if (why == NULL)
		why = parse_target(arena, arena_strdup(arena, pseudo->path), head);
	return why != NULL ? why : settle_host(arena, pseudo, head);
}

const struct problem_kind *gate_fields(struct arena *arena, const struct header *fields, size_t count, bool whole, struct head *head)
{
	struct pseudo pseudo = {0};
	const struct problem_kind *why = NULL, *fault;
	unsigned seen = 0;
	size_t i = 0;

	*head = (struct head){.minor = 1, .headers = arena_alloc(arena, (count + 1) * sizeof(struct header))};
	for (; i < count && fields[i].name[0] == ':'; i++) {
		fault = take_pseudo(&pseudo, &fields[i]);
		why = why == NULL ? fault : why;
	}
	for (; i < count; i++) {
		fault = take_field(arena, head, &fields[i], &seen);
		why = why == NULL ? fault : why;
	}
	head->expect_continue = head->close = false; /* matters of HTTP/1 */
	if (!whole || head->header_count > LIMIT_HEADERS)
		return &problem_head_too_large;
	fault = settle_pseudo(arena, &pseudo, head);
	return why != NULL ? why : fault;
}
