#include "api/files/virus_scan.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "api/shared/limits.h"
#include "core/base/clock.h"
#include "core/base/log.h"

#define CHUNK 65536
#define ANSWER_MAX 1024

struct clamd {
	int fd;
	int64_t until; /* monotonic µs */
	const char *fault;
};

/* Waits until EVENTS may be done; false: time is over. */
static bool ready(struct clamd *c, short events)
{
	int64_t left = (c->until - clock_monotonic()) / 1000;
	struct pollfd wait = {.fd = c->fd, .events = events};
	int found = left > 0 ? poll(&wait, 1, (int)left) : 0;

	if (found < 0 && errno == EINTR)
		return ready(c, events);
	if (found == 0)
		c->fault = "no answer in time";
	else if (found < 0)
		c->fault = strerror(errno);
	return found > 0;
}

static bool send_all(struct clamd *c, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		if (!ready(c, POLLOUT))
			return false;
		ssize_t sent = send(c->fd, at, length, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (sent < 0) {
			c->fault = strerror(errno);
			return false;
		}
		at += sent;
		length -= (size_t)sent;
	}
	return true;
}

/* clamd's whole answer, to the NUL that ends it, or to its end. */
static bool hear(struct clamd *c, char answer[ANSWER_MAX])
{
	size_t length = 0;

	for (;;) {
		if (!ready(c, POLLIN))
			return false;
		ssize_t got = recv(c->fd, answer + length, ANSWER_MAX - 1 - length, MSG_DONTWAIT);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (got < 0)
			c->fault = strerror(errno);
		if (got < 0)
			return false;
		length += (size_t)got;
		answer[length] = '\0';
		if (got == 0 || strlen(answer) < length || length == ANSWER_MAX - 1)
			break;
	}
	answer[strcspn(answer, "\r\n")] = '\0';
	if (*answer == '\0')
		c->fault = "it ended without an answer";
	return *answer != '\0';
}

static bool begin(struct clamd *c, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	*c = (struct clamd){.fd = -1, .until = clock_monotonic() + LIMIT_SCAN_MS * 1000};
	if (strlen(path) >= sizeof address.sun_path) {
		c->fault = "the path is too long for a socket";
		return false;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); /* with its queue full, EAGAIN at once */
	if (c->fd >= 0 && connect(c->fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return true;
	c->fault = strerror(errno);
	return false;
}

static void end(struct clamd *c)
{
	if (c->fd >= 0)
		close(c->fd);
}

/* Chunks behind their lengths, and an empty one at the end. */
static bool send_file(struct clamd *c, int file)
{
	char bytes[sizeof(uint32_t) + CHUNK];
	ssize_t got;

	if (!send_all(c, "zINSTREAM", sizeof "zINSTREAM"))
		return false;
	for (off_t at = 0; (got = pread(file, bytes + sizeof(uint32_t), CHUNK, at)) > 0; at += got) {
		uint32_t length = htonl((uint32_t)got);

		memcpy(bytes, &length, sizeof length);
		if (!send_all(c, bytes, sizeof length + (size_t)got))
			return false;
	}
	if (got < 0)
		c->fault = strerror(errno);
	return got == 0 && send_all(c, &(uint32_t){0}, sizeof(uint32_t));
}

/* "stream: OK", "stream: Win.Test.EICAR_HDB-1 FOUND", or what it could not do. */
static enum scan understand(struct arena *arena, char *answer, const char **name)
{
	static const char before[] = "stream: ", after[] = " FOUND";
	size_t length = strlen(answer);

	if (strncmp(answer, before, sizeof before - 1) != 0)
		return SCAN_UNKNOWN;
	if (strcmp(answer + sizeof before - 1, "OK") == 0)
		return SCAN_CLEAN;
	if (length < sizeof before + sizeof after - 2 || strcmp(answer + length - (sizeof after - 1), after) != 0)
		return SCAN_UNKNOWN;
	answer[length - (sizeof after - 1)] = '\0';
	*name = arena_strdup(arena, answer + sizeof before - 1);
	return SCAN_INFECTED;
}

enum scan virus_scan(struct arena *arena, const char *path, int file, const char **name)
{
	char answer[ANSWER_MAX] = "";
	enum scan scan = SCAN_UNKNOWN;
	struct clamd c;

	*name = "";
	/* clamd that has had enough of a file says so and reads no more: its answer counts, whatever became of the sending. */
	if (begin(&c, path) && (send_file(&c, file) || c.until > clock_monotonic()) && hear(&c, answer))
		scan = understand(arena, answer, name);
	if (scan == SCAN_UNKNOWN)
		log_event(LOG_ERROR, "clamd.failed", "{s:s, s:s}", "socket", path, "error",
		    *answer   ? answer
		    : c.fault ? c.fault
			      : "it was not understood");
	end(&c);
	return scan;
}

const char *virus_scanner_fault(struct arena *arena, const char *path, const char **version)
{
	char answer[ANSWER_MAX] = "";
	struct clamd c;
	bool heard = begin(&c, path);

	c.until = clock_monotonic() + LIMIT_SCAN_PING_MS * 1000;
	heard = heard && send_all(&c, "zVERSION", sizeof "zVERSION") && hear(&c, answer);
	end(&c);
	*version = arena_strdup(arena, answer);
	return heard ? NULL : arena_strdup(arena, c.fault);
}

void virus_scan_begin(const char *path)
{
	struct arena *arena;
	const char *version, *fault;

	if (path == NULL)
		return;
	arena = arena_new();
	fault = virus_scanner_fault(arena, path, &version);
	if (fault)
		log_event(LOG_WARNING, "clamd.missing", "{s:s, s:s}", "socket", path, "error", fault);
	else
		log_event(LOG_INFO, "clamd.found", "{s:s, s:s}", "socket", path, "version", version);
	arena_free(arena);
}
