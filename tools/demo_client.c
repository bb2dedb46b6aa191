#include "tools/demo_client.h"
#include "core/base/memory.h"
#include "core/request/session.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PIECE ((size_t)4 << 20)
#define MOST_RETRIES 600

struct demo_http {
	const struct demo_server *server;
	CURL *curl;
	char if_match[64];
	long status;
	char *bytes;
	size_t length, capacity;
	json_t *json;
	char etag[64];
	char location[256];
	char set_cookie[128];
	long retry_after;
	char what[300]; /* method and path of the last call */
};

void demo_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("\ndemo: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct demo_http *http = context;
	size_t length = size * count;

	if (http->length + length + 1 > http->capacity) {
		http->capacity = 2 * (http->length + length + 1);
		http->bytes = memory_resize(http->bytes, http->capacity);
	}
	memcpy(http->bytes + http->length, bytes, length);
	http->length += length;
	http->bytes[http->length] = '\0';
	return length;
}

/* Copies a header's value if LINE is NAME's. */
static void header(const char *line, size_t length, const char *name, char *value, size_t room)
{
	size_t n = strlen(name);

	if (length <= n || strncasecmp(line, name, n) != 0 || line[n] != ':')
		return;
	const char *start = line + n + 1, *end = line + length;
	while (start < end && *start == ' ')
		start++;
	while (end > start && (end[-1] == '\r' || end[-1] == '\n'))
		end--;
	snprintf(value, room, "%.*s", (int)(end - start), start);
}

static size_t on_header(char *line, size_t size, size_t count, void *context)
{
	struct demo_http *http = context;
	char retry[16] = "", cookie[sizeof http->set_cookie] = "";

	header(line, size * count, "ETag", http->etag, sizeof http->etag);
	header(line, size * count, "Location", http->location, sizeof http->location);
	header(line, size * count, "Set-Cookie", cookie, sizeof cookie);
	if (strncmp(cookie, SESSION_COOKIE "=", sizeof SESSION_COOKIE) == 0) /* not the one by which a device is known */
		snprintf(http->set_cookie, sizeof http->set_cookie, "%s", cookie);
	header(line, size * count, "Retry-After", retry, sizeof retry);
	if (retry[0])
		http->retry_after = strtol(retry, NULL, 10);
	return size * count;
}

struct demo_http *demo_http_open(const struct demo_server *server)
{
	struct demo_http *http = calloc(1, sizeof *http);

	if (!http || !(http->curl = curl_easy_init()))
		abort();
	http->server = server;
	curl_easy_setopt(http->curl, CURLOPT_CAINFO, server->ca);
	curl_easy_setopt(http->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, http);
	curl_easy_setopt(http->curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(http->curl, CURLOPT_HEADERDATA, http);
	curl_easy_setopt(http->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(http->curl, CURLOPT_TIMEOUT, 300L);
	curl_easy_setopt(http->curl, CURLOPT_TCP_NODELAY, 1L);
	return http;
}

void demo_http_close(struct demo_http *http)
{
	curl_easy_cleanup(http->curl);
	json_decref(http->json);
	free(http->bytes);
	free(http);
}

void demo_if_match(struct demo_http *http, const char *etag)
{
	snprintf(http->if_match, sizeof http->if_match, "%s", etag);
}

json_t *demo_json(const struct demo_http *http)
{
	return http->json;
}

const char *demo_etag(const struct demo_http *http)
{
	return http->etag;
}

const char *demo_bytes(const struct demo_http *http, size_t *length)
{
	if (length)
		*length = http->length;
	return http->bytes ? http->bytes : "";
}

static void add(struct curl_slist **list, const char *name, const char *value)
{
	char line[4096];

	snprintf(line, sizeof line, "%s: %s", name, value);
	struct curl_slist *longer = curl_slist_append(*list, line);
	if (!longer)
		abort();
	*list = longer;
}

static void forget(struct demo_http *http)
{
	json_decref(http->json);
	http->json = NULL;
	http->length = 0;
	http->etag[0] = http->location[0] = http->set_cookie[0] = '\0';
	http->retry_after = 1;
}

static void take_cookie(const struct demo_http *http, struct demo_user *user)
{
	size_t end = strcspn(http->set_cookie, ";");

	if (http->set_cookie[0])
		snprintf(user->cookie, sizeof user->cookie, "%.*s", (int)end, http->set_cookie);
}

/* Sends BYTES with HEADERS (freed), again while the server says that it is overloaded. */
static long send_request(struct demo_http *http, struct demo_user *user, const char *method, const char *path, struct curl_slist *headers,
    const void *bytes, size_t length)
{
	char url[1200];

	snprintf(url, sizeof url, "%s%s", http->server->url, path);
	snprintf(http->what, sizeof http->what, "%s %.200s", method, path);
	add(&headers, "Origin", http->server->url);
	add(&headers, "Accept-Language", "zh-CN");
	add(&headers, "Expect", "");
	if (user && user->cookie[0])
		add(&headers, "Cookie", user->cookie);
	if (http->if_match[0])
		add(&headers, "If-Match", http->if_match);
	http->if_match[0] = '\0';
	curl_easy_setopt(http->curl, CURLOPT_URL, url);
	curl_easy_setopt(http->curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
	if (bytes || strcmp(method, "GET") != 0) {
		curl_easy_setopt(http->curl, CURLOPT_POSTFIELDS, bytes ? bytes : "");
		curl_easy_setopt(http->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
	} else {
		curl_easy_setopt(http->curl, CURLOPT_HTTPGET, 1L);
		curl_easy_setopt(http->curl, CURLOPT_CUSTOMREQUEST, method);
	}
	for (int tries = 0;; tries++) {
		forget(http);
		CURLcode code = curl_easy_perform(http->curl);
		if (code != CURLE_OK)
			demo_fail("%s: %s", http->what, curl_easy_strerror(code));
		curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &http->status);
		if (http->status != 503 || tries == MOST_RETRIES)
			break;
		nanosleep(&(struct timespec){http->retry_after > 5 ? 5 : http->retry_after, 0}, NULL);
	}
	curl_slist_free_all(headers);
	if (user)
		take_cookie(http, user);
	http->json = http->length ? json_loadb(http->bytes, http->length, JSON_DECODE_ANY, NULL) : NULL;
	return http->status;
}

long demo_call(struct demo_http *http, struct demo_user *user, const char *method, json_t *body, const char *format, ...)
{
	char path[1000];
	char *text = NULL;
	struct curl_slist *headers = NULL;
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof path, format, args);
	va_end(args);
	if (body) {
		text = json_dumps(body, JSON_COMPACT);
		json_decref(body);
		if (!text)
			abort();
		add(&headers, "Content-Type", "application/json");
	}
	send_request(http, user, method, path, headers, text, text ? strlen(text) : 0);
	free(text);
	return http->status;
}

void demo_expect(const struct demo_http *http, long status, const char *what)
{
	if (http->status != status)
		demo_fail(
		    "%s: %s answered %ld instead of %ld: %.1000s", what, http->what, http->status, status, http->length ? http->bytes : "");
}

json_int_t demo_answer_int(const struct demo_http *http, const char *name)
{
	json_t *value = json_object_get(http->json, name);

	if (!json_is_integer(value))
		demo_fail("%s: the answer has no number %s: %.500s", http->what, name, http->length ? http->bytes : "");
	return json_integer_value(value);
}

json_int_t demo_upload(struct demo_http *http, struct demo_user *user, const char *metadata, const void *bytes, size_t length)
{
	char number[32], place[256];
	struct curl_slist *headers = NULL;

	snprintf(number, sizeof number, "%zu", length);
	add(&headers, "Tus-Resumable", "1.0.0");
	add(&headers, "Upload-Length", number);
	add(&headers, "Upload-Metadata", metadata);
	send_request(http, user, "POST", "/api/v1/uploads", headers, NULL, 0);
	demo_expect(http, 201, "start an upload");
	const char *path = strstr(http->location, "/api/");
	if (!path)
		demo_fail("the upload has no address: %s", http->location);
	snprintf(place, sizeof place, "%s", path);
	json_int_t id = demo_answer_int(http, "id");
	for (size_t at = 0; at < length;) {
		size_t piece = length - at < PIECE ? length - at : PIECE;
		headers = NULL;
		snprintf(number, sizeof number, "%zu", at);
		add(&headers, "Tus-Resumable", "1.0.0");
		add(&headers, "Content-Type", "application/offset+octet-stream");
		add(&headers, "Upload-Offset", number);
		send_request(http, user, "PATCH", place, headers, (const char *)bytes + at, piece);
		demo_expect(http, 204, "send a piece of an upload");
		at += piece;
	}
	return id;
}

bool demo_try_login(struct demo_http *http, struct demo_user *user, const char *email, const char *password)
{
	*user = (struct demo_user){0};
	snprintf(user->email, sizeof user->email, "%s", email);
	return demo_call(http, user, "POST", json_pack("{s:s, s:s}", "email", email, "password", password), "/api/v1/sessions") == 200;
}

void demo_login(struct demo_http *http, struct demo_user *user, const char *email, const char *password)
{
	demo_try_login(http, user, email, password);
	demo_expect(http, 200, "log in");
}

/* Work shared out among threads. */
struct crew {
	const struct demo_server *server;
	void (*work)(struct demo_http *, void *, size_t);
	void *context;
	size_t count;
	atomic_size_t next;
};

static void *crew_member(void *pointer)
{
	struct crew *crew = pointer;
	struct demo_http *http = demo_http_open(crew->server);

	for (size_t i; (i = atomic_fetch_add(&crew->next, 1)) < crew->count;)
		crew->work(http, crew->context, i);
	demo_http_close(http);
	return NULL;
}

void demo_parallel(const struct demo_server *server, size_t threads, size_t count,
    void (*work)(struct demo_http *, void *context, size_t i), void *context)
{
	struct crew crew = {.server = server, .work = work, .context = context, .count = count};
	pthread_t ids[64];

	if (threads > sizeof ids / sizeof *ids)
		threads = sizeof ids / sizeof *ids;
	for (size_t i = 0; i < threads; i++)
		if (pthread_create(&ids[i], NULL, crew_member, &crew) != 0)
			demo_fail("cannot start a thread");
	for (size_t i = 0; i < threads; i++)
		pthread_join(ids[i], NULL);
}
