/* Downloads of attachments, whole or in part. Nothing uploaded is ever served as a page: the type is one of the few that the kinds allow,
 * and browsers are told to save it, or to show it without any right. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "api/files/attachment_kinds.h"
#include "api/files/attachments.h"
#include "api/files/file_store.h"
#include "api/shared/access.h"
#include "api/shared/problems.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/log.h"
#include "core/request/etag.h"
#include "core/request/route.h"

/* The only types a browser may show instead of saving them. */
static const char *const shown[] = {"application/pdf", "image/png", "image/jpeg"};

enum range { RANGE_WHOLE, RANGE_PART, RANGE_NOWHERE };

/* Digits at *TEXT, moved behind them; -1 if there are none or too many. */
static int64_t digits(const char **text)
{
	size_t count = strspn(*text, "0123456789");
	int64_t number = 0;

	if (count == 0 || count > 18)
		return -1;
	for (; count > 0; count--)
		number = 10 * number + (*(*text)++ - '0');
	return number;
}

/* One range of bytes in a file of SIZE. What is not understood, and several ranges, are answered with the whole file, as RFC 9110 allows. */
static enum range parse_range(const char *header, int64_t size, int64_t *first, int64_t *length)
{
	static const char unit[] = "bytes=";

	*first = 0;
	*length = size;
	if (!header || strncmp(header, unit, sizeof unit - 1) != 0)
		return RANGE_WHOLE;
	const char *at = header + sizeof unit - 1;
	int64_t from = digits(&at);
	if (*at++ != '-')
		return RANGE_WHOLE;
	int64_t to = digits(&at);
	if (*at != '\0' || (from < 0 && to < 0) || (from >= 0 && to >= 0 && to < from))
		return RANGE_WHOLE;
	if (from < 0) { /* the last TO bytes */
		if (to == 0)
			return RANGE_NOWHERE;
		*first = to < size ? size - to : 0;
	} else {
		if (from >= size)
			return RANGE_NOWHERE;
		*first = from;
	}
	*length = (from >= 0 && to >= 0 && to < size ? to + 1 : size) - *first;
	return RANGE_PART;
}

static bool may_show(const char *type)
{
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		if (strcmp(shown[i], type) == 0)
			return true;
	return false;
}

/* The name in RFC 5987's percent-encoding of UTF-8. */
static const char *encoded_name(struct arena *arena, const char *name)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	char *text = arena_alloc(arena, 3 * strlen(name) + 1), *at = text;

	for (; *name; name++) {
		unsigned char byte = (unsigned char)*name;
		if (strchr(plain, *name)) {
			*at++ = *name;
		} else {
			*at++ = '%';
			*at++ = "0123456789ABCDEF"[byte >> 4];
			*at++ = "0123456789ABCDEF"[byte & 15];
		}
	}
	return text;
}

static void file_headers(struct request *r, const struct db_rows *file, const char *etag, bool in_page)
{
	reply_header(r, "ETag", etag);
	reply_header(r, "Accept-Ranges", "bytes");
	reply_header(r, "Cache-Control", "private, no-cache");
	reply_header(r, "Content-Security-Policy", "sandbox; default-src 'none'");
	reply_header(r, "Content-Disposition",
	    arena_printf(r->arena, "%s; filename=\"attachment-%" PRId64 "\"; filename*=UTF-8''%s", in_page ? "inline" : "attachment",
		db_int(file, 0, 0), encoded_name(r->arena, attachment_download_name(r->arena, db_text(file, 0, 1), db_text(file, 0, 2)))));
}

static enum handled send(struct request *r, const struct db_rows *file, const char *etag, int fd, int64_t size)
{
	const char *if_range = request_header(r, "If-Range"), *type = db_text(file, 0, 2);
	int64_t first, length;
	/* A part of another version would be worse than none. */
	bool whole = if_range && !etag_same(if_range, etag);
	enum range range = parse_range(whole ? NULL : request_header(r, "Range"), size, &first, &length);

	if (range == RANGE_NOWHERE) {
		close(fd);
		reply_header(r, "Content-Range", arena_printf(r->arena, "bytes */%" PRId64, size));
		return reply_problem(r, &problem_range_not_satisfiable, "Range");
	}
	file_headers(r, file, etag, request_query(r, "inline") && strcmp(request_query(r, "inline"), "true") == 0 && may_show(type));
	if (range == RANGE_PART)
		reply_header(
		    r, "Content-Range", arena_printf(r->arena, "bytes %" PRId64 "-%" PRId64 "/%" PRId64, first, first + length - 1, size));
	return reply_file(r, range == RANGE_PART ? 206 : 200, type, fd, first, length);
}

/* The file of the hash that stands in FILE; under TOKEN if it has not got its name yet. */
static enum handled send_stored(struct request *r, const struct db_rows *file, const char *token)
{
	int64_t size;
	int fd = file_store_open(r->app->config->files, (const unsigned char *)db_text(file, 0, 3), token, &size);

	if (fd < 0) {
		log_event(
		    LOG_ERROR, "file_store.open", "{s:I, s:s}", "attachment", (json_int_t)db_int(file, 0, 0), "error", strerror(errno));
		return reply_problem(r, &problem_attachment_store, NULL);
	}
	return send(r, file, etag_of_name(r->arena, db_text(file, 0, 5)), fd, size);
}

static enum handled get(struct request *r)
{
	struct db_rows file;

	DB_TRY(sql_query(r, &file,
	    "SELECT a.id, a.filename, a.media_type, a.sha256, a.token, LOWER(HEX(a.sha256)) FROM attachments a WHERE a.id = :id"
	    " AND " SQL_ATTACHMENT_READABLE " AND " SQL_ATTACHMENT_VISIBLE,
	    P(id, request_id_param(r, 0))));
	if (file.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return send_stored(r, &file, db_text(&file, 0, 4));
}

/* Slides as PDF; 404 until there is one. */
static enum handled get_as_pdf(struct request *r)
{
	struct db_rows file;

	DB_TRY(sql_query(r, &file,
	    "SELECT a.id, CONCAT(a.filename, '.pdf'), 'application/pdf', s.pdf_sha256, NULL, LOWER(HEX(s.pdf_sha256)) FROM attachments a"
	    " JOIN renditions s ON s.source_sha256 = a.sha256 AND s.state = 'made'"
	    " WHERE a.id = :id AND " SQL_ATTACHMENT_READABLE " AND " SQL_ATTACHMENT_VISIBLE,
	    P(id, request_id_param(r, 0))));
	if (file.count == 0)
		return reply_problem(r, &problem_not_found, NULL);
	return send_stored(r, &file, "");
}

static const struct input_field query[] = {
    {.name = "inline", .type = INPUT_BOOL},
    INPUT_END,
};

static const struct route rows[] = {
    {METHOD_GET, "/api/v1/attachments/{attachment}", ROLE_ANY_ACCOUNT, 0, 0, NULL, query, get},
    {METHOD_GET, "/api/v1/attachments/{attachment}/as-pdf", ROLE_ANY_ACCOUNT, 0, 0, NULL, query, get_as_pdf},
};

ROUTE_TABLE(downloads_routes, rows);
