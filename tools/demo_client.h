/* Talks to the API as its users do, for the demo season: HTTPS with cookies, many users at a time.
 *
 * A failure that the season does not expect ends the program with a message: a demo that goes on after a refusal would show nonsense. */
#ifndef TOOLS_DEMO_CLIENT_H
#define TOOLS_DEMO_CLIENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct demo_server {
	const char *url;         /* "https://localhost:8443" */
	const char *ca;          /* PEM file */
	const char *mail_folder; /* where the server drops .eml files */
};

/* Somebody who is logged in; plain memory, may be copied. */
struct demo_user {
	char cookie[128]; /* "" before log-in */
	char email[64];
};

/* A connection, used by one thread, and what was last answered. */
struct demo_http;

struct demo_http *demo_http_open(const struct demo_server *);
void demo_http_close(struct demo_http *);

/* One request; BODY is stolen, NULL for none. PATH is a printf format. Waits and repeats while the server answers 503.
 * Returns the status; what was answered stays until the next call. */
__attribute__((format(printf, 5, 6))) long demo_call(
    struct demo_http *, struct demo_user *, const char *method, json_t *body, const char *path, ...);
/* If-Match for the next call. */
void demo_if_match(struct demo_http *, const char *etag);
/* The last answer. demo_json is borrowed, NULL if it was no JSON. */
json_t *demo_json(const struct demo_http *);
const char *demo_etag(const struct demo_http *);
const char *demo_bytes(const struct demo_http *, size_t *length);

/* Ends the program unless the last answer had STATUS; WHAT names the step. */
void demo_expect(const struct demo_http *, long status, const char *what);
/* Member of the last answer, which must be there. */
json_int_t demo_answer_int(const struct demo_http *, const char *name);

/* A whole file through tus, in pieces of at most 4 MiB. METADATA is the header's value. Returns the id of the attachment. */
json_int_t demo_upload(struct demo_http *, struct demo_user *, const char *metadata, const void *bytes, size_t length);

/* Logs in; false if there is no such account with that password. */
bool demo_try_login(struct demo_http *, struct demo_user *, const char *email, const char *password);
/* Logs in; ends the program if it cannot. */
void demo_login(struct demo_http *, struct demo_user *, const char *email, const char *password);

/* Calls work(http, context, i) for i = 0 … count − 1 from THREADS threads, each with its own connection. */
void demo_parallel(
    const struct demo_server *, size_t threads, size_t count, void (*work)(struct demo_http *, void *context, size_t i), void *context);

/* Waits until mail to ADDRESS is there and copies the token behind "token=" (or the last path segment of the link) into TOKEN; thread-safe. */
void demo_mail_token(const struct demo_server *, const char *address, char token[128]);

/* Message with a newline on standard error, and exit 1. */
__attribute__((format(printf, 1, 2), noreturn)) void demo_fail(const char *format, ...);

#endif
