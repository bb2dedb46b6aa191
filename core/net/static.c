#include "core/net/static.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/net/answer.h"
#include "core/net/loop.h"
#include "core/net/site.h"
#include "core/request/accept.h"
#include "core/request/etag.h"
#include "core/request/exchange.h"
#include "core/request/locale.h"

/* Scripts and styles come from files of our own only; pictures may also be made in the page. A PDF is fetched by the page and shown in a
 * frame as a blob: as a file of its own it is sandboxed, and then browsers do not show it. */
#define PAGE_POLICY                                                                                                                 \
	"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; frame-src blob:; object-src 'none'; " \
	"base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

enum encoding { PLAIN, BROTLI, GZIP, ENCODINGS };

static const struct {
	const char *suffix, *name;
} encodings[ENCODINGS] = {[PLAIN] = {"", NULL}, [BROTLI] = {".br", "br"}, [GZIP] = {".gz", "gzip"}};

static const struct {
	const char *suffix, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".wasm", "application/wasm"},
    {".map", "application/json"},
    {".pdf", "application/pdf"},
    {".yaml", "application/yaml"},
};

struct page {
	const char *path;                /* "/assets/main-4f2a.js" */
	struct reply replies[ENCODINGS]; /* ready to be sent once loaded; status 0: not in this encoding */
};

struct pages {
	struct arena *arena;
	struct page *list; /* sorted by path once loaded */
	size_t count, capacity;
	size_t bytes;
	char **routes;       /* of /routes.txt: addresses that are pages; NULL: any may be one */
	struct page nowhere; /* the first page with status 404, for all others */
};

/* The addresses that the pages have, one a line, made and tested with them: ":number" and ":word" stand for a part, a "**" at the end for any. */
#define ROUTES_FILE "/routes.txt"

/* ---- loading ---- */

static bool fail(char **mistake, const char *path, const char *reason)
{
	if (asprintf(mistake, "pages: %s: %s", path, reason) < 0)
		fatal("out of memory");
	return false;
}

static struct page *page_of(struct pages *pages, const char *path, size_t length)
{
	struct page *page;

	for (size_t i = 0; i < pages->count; i++)
		if (strlen(pages->list[i].path) == length && memcmp(pages->list[i].path, path, length) == 0)
			return &pages->list[i];
	if (pages->count == pages->capacity) {
		pages->capacity = pages->capacity == 0 ? 64 : 2 * pages->capacity;
		pages->list = reallocarray(pages->list, pages->capacity, sizeof(*pages->list));
		if (pages->list == NULL)
			fatal("out of memory");
	}
	page = &pages->list[pages->count++];
	*page = (struct page){.path = arena_memdup(pages->arena, path, length)};
	return page;
}

static enum encoding encoding_of(const char *path, size_t *length)
{
	*length = strlen(path);
	for (int e = ENCODINGS - 1; e > PLAIN; e--) {
		size_t suffix = strlen(encodings[e].suffix);

		if (*length > suffix && strcmp(path + *length - suffix, encodings[e].suffix) == 0) {
			*length -= suffix;
			return (enum encoding)e;
		}
	}
	return PLAIN;
}

static bool load_file(struct pages *pages, const char *file, const char *path, size_t size, char **mistake)
{
	size_t length, have = 0;
	enum encoding encoding = encoding_of(path, &length);
	struct page *page = page_of(pages, path, length);
	ssize_t got = 1;
	char *bytes;
	int fd;

	if (size > LIMIT_PAGES_BYTES - pages->bytes)
		return fail(mistake, file, "the pages are too large together");
	pages->bytes += size;
	bytes = arena_alloc(pages->arena, size + 1);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail(mistake, file, strerror(errno));
	while (have < size && (got = read(fd, bytes + have, size - have)) > 0)
		have += (size_t)got;
	close(fd);
	if (have < size)
		return fail(mistake, file, got < 0 ? strerror(errno) : "it shrank while it was read");
	page->replies[encoding] = (struct reply){.status = 200, .bytes = bytes, .length = size, .file = -1};
	return true;
}

/* FOLDER on disk is PATH of an address; both without a slash at the end. */
static bool load_folder(struct pages *pages, const char *folder, const char *path, char **mistake)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool good = true;

	if (dir == NULL)
		return fail(mistake, folder, strerror(errno));
	while (good && (entry = readdir(dir)) != NULL) {
		const char *file = arena_printf(pages->arena, "%s/%s", folder, entry->d_name);
		const char *below = arena_printf(pages->arena, "%s/%s", path, entry->d_name);
		struct stat status;

		if (entry->d_name[0] == '.')
			continue;
		if (stat(file, &status) != 0)
			good = fail(mistake, file, strerror(errno));
		else if (S_ISDIR(status.st_mode))
			good = load_folder(pages, file, below, mistake);
		else if (S_ISREG(status.st_mode))
			good = load_file(pages, file, below, (size_t)status.st_size, mistake);
	}
	closedir(dir);
	return good;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct page *)a)->path, ((const struct page *)b)->path);
}

static const struct page *find(const struct pages *pages, const char *path)
{
	const struct page key = {.path = path};

	return pages->count == 0 ? NULL : bsearch(&key, pages->list, pages->count, sizeof(*pages->list), by_path);
}

static const char *type_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].suffix, dot) == 0)
			return types[i].type;
	return "application/octet-stream";
}

static void make_ready(struct arena *arena, struct page *page)
{
	/* The build gives files below /assets/ a hash of their contents as part of the name, so they never change. */
	const char *keep = strncmp(page->path, "/assets/", 8) == 0 ? "public, max-age=31536000, immutable" : "no-cache";

	for (int e = PLAIN; e < ENCODINGS; e++) {
		struct reply *reply = &page->replies[e];

		if (reply->status == 0)
			continue;
		reply->content_type = type_of(page->path);
		answer_add_header(arena, reply, "Content-Security-Policy", PAGE_POLICY);
		answer_add_header(arena, reply, "Cache-Control", keep);
		answer_add_header(arena, reply, "Vary", "Accept-Encoding");
		if (e != PLAIN)
			answer_add_header(arena, reply, "Content-Encoding", encodings[e].name);
		answer_add_header(arena, reply, "ETag", etag_of_bytes(arena, reply->bytes, reply->length));
		answer_prepare_shared(arena, reply);
	}
}

/* ---- addresses ---- */

static void load_routes(struct pages *pages)
{
	const struct page *file = find(pages, ROUTES_FILE), *first = find(pages, "/index.html");
	size_t count = 0;

	if (file == NULL || file->replies[PLAIN].status == 0 || first == NULL)
		return;
	char *text = arena_memdup(pages->arena, file->replies[PLAIN].bytes, file->replies[PLAIN].length), *rest = text;
	pages->routes = arena_alloc(pages->arena, (file->replies[PLAIN].length + 1) * sizeof(*pages->routes));
	for (char *line = strtok_r(text, "\r\n", &rest); line != NULL; line = strtok_r(NULL, "\r\n", &rest))
		pages->routes[count++] = line;
	pages->routes[count] = NULL;
	pages->nowhere = (struct page){.path = first->path};
	for (int e = PLAIN; e < ENCODINGS; e++) {
		if (first->replies[e].status == 0)
			continue;
		pages->nowhere.replies[e] =
		    (struct reply){.status = 404, .bytes = first->replies[e].bytes, .length = first->replies[e].length, .file = -1};
	}
	make_ready(pages->arena, &pages->nowhere);
}

static bool is_number(const char *part, size_t length)
{
	return length > 0 && strspn(part, "0123456789") >= length;
}

static bool matches(const char *pattern, const char *path)
{
	while (*pattern == '/' && *path == '/') {
		size_t wanted = strcspn(++pattern, "/"), length = strcspn(++path, "/");
		bool number = wanted == 7 && strncmp(pattern, ":number", 7) == 0, word = wanted == 5 && strncmp(pattern, ":word", 5) == 0;

		if (wanted == 2 && strncmp(pattern, "**", 2) == 0)
			return true;
		if (number ? !is_number(path, length) : word ? length == 0 : wanted != length || strncmp(pattern, path, length) != 0)
			return false;
		pattern += wanted;
		path += length;
	}
	/* A slash at the end changes nothing; what may follow may also be missing. */
	if (*path == '/' && path[1] == '\0')
		path++;
	return *path == '\0' && (*pattern == '\0' || strcmp(pattern, "/**") == 0);
}

static bool is_page(const struct pages *pages, const char *path)
{
	if (pages->routes == NULL)
		return true;
	for (char *const *route = pages->routes; *route != NULL; route++)
		if (matches(*route, path))
			return true;
	return false;
}

/* A folder that is named is meant to be served: without its first page it is another one than the operator thinks. */
static bool load_all(struct pages *pages, const char *folder, char **mistake)
{
	if (!load_folder(pages, folder, "", mistake))
		return false;
	for (size_t i = 0; i < pages->count; i++)
		make_ready(pages->arena, &pages->list[i]);
	if (pages->count > 0)
		qsort(pages->list, pages->count, sizeof(*pages->list), by_path);
	load_routes(pages);
	return find(pages, "/index.html") != NULL || fail(mistake, folder, "there is no index.html in this folder");
}

struct pages *pages_load(const char *folder, char **mistake)
{
	struct arena *arena = arena_new();
	struct pages *pages = arena_alloc(arena, sizeof(*pages));

	pages->arena = arena;
	if (folder != NULL && !load_all(pages, folder, mistake)) {
		pages_free(pages);
		return NULL;
	}
	return pages;
}

void pages_free(struct pages *pages)
{
	if (pages == NULL)
		return;
	free(pages->list);
	arena_free(pages->arena);
}

/* ---- answering ---- */

static void reply_page(struct request *r, const struct page *page)
{
	enum encoding encoding = PLAIN;
	const char *accept = request_header(r, "Accept-Encoding");

	for (int e = ENCODINGS - 1; e > PLAIN; e--)
		if (page->replies[e].status != 0 && accept_coding(accept, encodings[e].name))
			encoding = (enum encoding)e;
	r->exchange->reply = page->replies[encoding];
}

bool pages_reply(const struct pages *pages, struct request *r)
{
	const struct page *page = find(pages, r->path);

	if (page == NULL && strncmp(r->path, "/api/", 5) != 0 && strchr(r->path, '.') == NULL) {
		page = find(pages, arena_printf(r->arena, "%s.html", r->path));
		if (page == NULL)
			page = is_page(pages, r->path) ? find(pages, "/index.html") : &pages->nowhere;
	}
	if (page == NULL || page->replies[PLAIN].status == 0)
		return false;
	reply_page(r, page);
	return true;
}

/* ---- pages with a head of their own ---- */

/* The text of that file as it is, or NULL. */
static const char *text_of(const struct pages *pages, const char *path)
{
	const struct page *page = find(pages, path);

	return page == NULL || page->replies[PLAIN].status == 0 ? NULL : page->replies[PLAIN].bytes;
}

static const struct pages *pages_of(const struct request *r)
{
	return r->exchange->loop->site->pages;
}

/* Writes TEXT up to where WHAT stands and gives what follows it; NULL, and nothing is written, if it does not stand there. */
static const char *write_until(FILE *out, const char *text, const char *what)
{
	const char *found = strstr(text, what);

	if (found == NULL)
		return NULL;
	fwrite(text, 1, (size_t)(found - text), out);
	return found + strlen(what);
}

enum handled pages_show(struct request *r, const char *head)
{
	const char *text = text_of(pages_of(r), "/index.html"), *rest;
	char *page;
	size_t length;

	if (text == NULL)
		return reply_problem(r, &problem_not_found, NULL);
	FILE *out = open_memstream(&page, &length);
	if (out == NULL)
		fatal("out of memory");
	rest = write_until(out, text, "lang=\"zh-CN\"");
	if (rest != NULL) {
		fprintf(out, "lang=\"%s\"", locale_tags[r->locale]);
		text = rest;
	}
	rest = write_until(out, text, "<title>");
	if (rest != NULL && strstr(rest, "</title>") != NULL) {
		fputs(head, out);
		text = strstr(rest, "</title>") + strlen("</title>");
	}
	rest = write_until(out, text, "<meta name=\"description\"");
	if (rest != NULL)
		text = strchr(rest, '>') + 1;
	fputs(text, out);
	if (fclose(out) != 0)
		fatal("out of memory");
	arena_defer(r->arena, free, page);
	reply_header(r, "Content-Security-Policy", PAGE_POLICY);
	reply_header(r, "Cache-Control", "no-cache");
	reply_header(r, "Vary", "Accept-Encoding, Accept-Language");
	return reply_bytes(r, 200, type_of(".html"), page, length);
}

enum handled pages_show_text(struct request *r, const char *path, const char *more)
{
	const char *text = text_of(pages_of(r), path);

	if (text == NULL)
		return reply_problem(r, &problem_not_found, NULL);
	const char *whole = arena_printf(r->arena, "%s%s", text, more);
	return reply_bytes(r, 200, type_of(path), whole, strlen(whole));
}

void pages_refuse(const struct pages *pages, struct request *r)
{
	const struct page *first = find(pages, "/index.html");
	struct reply *reply = &r->exchange->reply;

	if (first == NULL || first->replies[PLAIN].status == 0)
		return;
	*reply = (struct reply){.status = reply->status,
	    .content_type = type_of(first->path),
	    .headers = reply->headers,
	    .bytes = first->replies[PLAIN].bytes,
	    .length = first->replies[PLAIN].length,
	    .file = -1};
	answer_add_header(r->arena, reply, "Content-Security-Policy", PAGE_POLICY);
}
