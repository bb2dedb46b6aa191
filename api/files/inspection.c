#include "api/files/inspection.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api/shared/limits.h"
#include "core/base/clock.h"
#include "core/base/log.h"

#define FIRST_SPARE 100 /* descriptors from here on are in nobody's way */

/* saitou-inspect stands beside the program that runs. */
static bool find_program(char path[PATH_MAX])
{
	static const char name[] = "/saitou-inspect";
	ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - sizeof name);
	char *slash = NULL;

	if (length > 0) {
		path[length] = '\0';
		slash = strrchr(path, '/');
	}
	if (slash)
		memcpy(slash, name, sizeof name);
	return slash != NULL;
}

/* Signals that the server blocks or leaves out are as usual in the program. */
static void set_signals(posix_spawnattr_t *attributes)
{
	sigset_t none, all;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawnattr_setsigmask(attributes, &none);
	posix_spawnattr_setsigdefault(attributes, &all);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Starts it with the file and the pipe's end, both of which have high numbers; 0 or errno. */
static int start(const char *path, int file, int answer, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char *const arguments[] = {(char *)"saitou-inspect", NULL};

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, file, INSPECT_FILE);
	posix_spawn_file_actions_adddup2(&actions, answer, INSPECT_ANSWER);
	posix_spawnattr_init(&attributes);
	set_signals(&attributes);
	int error = posix_spawn(pid, path, &actions, &attributes, arguments, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

struct heard {
	bool in_time;
	size_t length;
	unsigned char bytes[1 + sizeof(struct verdict)];
};

/* Until it has closed its end, which it does by ending. */
static void hear(int from, struct heard *heard)
{
	int64_t until = clock_monotonic() + LIMIT_INSPECT_MS * 1000;

	for (;;) {
		int64_t left = (until - clock_monotonic()) / 1000;
		struct pollfd wait = {.fd = from, .events = POLLIN};
		if (left <= 0 || poll(&wait, 1, (int)left) == 0)
			return;
		ssize_t got = read(from, heard->bytes + heard->length, sizeof heard->bytes - heard->length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			heard->in_time = true;
			return;
		}
		heard->length += (size_t)got;
	}
}

static int end_of(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

/* What its end means that has said nothing: of its own accord, of too much processor time or memory, or in a fault, it was the file; filtered, ended from
 * outside or out of time, nobody knows. */
static bool files_fault(const struct heard *heard, int status)
{
	if (!heard->in_time || heard->length < 1 || heard->bytes[0] != INSPECT_READY)
		return false;
	return !WIFSIGNALED(status) || (WTERMSIG(status) != SIGKILL && WTERMSIG(status) != SIGSYS);
}

static void log_end(const struct heard *heard, int status)
{
	log_event(LOG_ERROR, "inspection.failed", "{s:b, s:b, s:i, s:i}", "in_time", heard->in_time, "ready", heard->length > 0, "exit",
	    WIFEXITED(status) ? WEXITSTATUS(status) : -1, "signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

static bool understand(struct arena *arena, const struct heard *heard, int status, enum verdict_kind *kind, const char **media_type)
{
	struct verdict verdict;

	if (heard->in_time && heard->length == sizeof heard->bytes && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		memcpy(&verdict, heard->bytes + 1, sizeof verdict);
		verdict.media_type[sizeof verdict.media_type - 1] = '\0';
		*kind = verdict.kind < VERDICTS ? (enum verdict_kind)verdict.kind : VERDICT_BROKEN;
		*media_type = arena_strdup(arena, verdict.media_type);
		return true;
	}
	log_end(heard, status);
	*kind = VERDICT_BROKEN;
	*media_type = "application/octet-stream";
	return files_fault(heard, status);
}

bool inspection_of(struct arena *arena, int fd, enum verdict_kind *kind, const char **media_type)
{
	char path[PATH_MAX];
	struct heard heard = {0};
	int ends[2] = {-1, -1}, file = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_SPARE), answer = -1, status = 0;
	pid_t pid = 0;

	if (file < 0 || pipe2(ends, O_CLOEXEC) != 0 || (answer = fcntl(ends[1], F_DUPFD_CLOEXEC, FIRST_SPARE)) < 0 || !find_program(path)) {
		log_event(LOG_ERROR, "inspection.start", "{s:s}", "error", strerror(errno));
	} else {
		int error = start(path, file, answer, &pid);
		if (error != 0)
			log_event(LOG_ERROR, "inspection.start", "{s:s, s:s}", "program", path, "error", strerror(error));
		pid = error == 0 ? pid : 0;
	}
	if (file >= 0)
		close(file);
	if (answer >= 0)
		close(answer);
	if (ends[1] >= 0)
		close(ends[1]);
	if (pid != 0) {
		hear(ends[0], &heard);
		if (!heard.in_time)
			kill(pid, SIGKILL);
		status = end_of(pid);
	}
	if (ends[0] >= 0)
		close(ends[0]);
	return pid != 0 && understand(arena, &heard, status, kind, media_type);
}

void inspection_begin(void)
{
	struct arena *arena = arena_new();
	enum verdict_kind kind;
	const char *media_type;
	int empty = memfd_create("saitou-empty", MFD_CLOEXEC);

	if (empty < 0 || !inspection_of(arena, empty, &kind, &media_type))
		log_event(LOG_ERROR, "inspection.cannot", NULL); /* what failed is tried again with each upload */
	if (empty >= 0)
		close(empty);
	arena_free(arena);
}
