#include "core/base/log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Set once at start, before threads; the descriptor keeps its number when the file is opened again. */
static char *log_path;
static int log_fd = STDERR_FILENO;

static int open_path(void)
{
	return open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
}

bool log_file_open(const char *path)
{
	if (path == NULL)
		return true;
	log_path = strdup(path);
	if (log_path == NULL)
		return false;
	log_fd = open_path();
	return log_fd >= 0;
}

const char *log_file_path(void)
{
	return log_path;
}

bool log_file_reopen(void)
{
	int fd = open_path(), error;
	/* dup3() swaps the file under the number in one step, so writers need no lock. */
	bool done = fd >= 0 && dup3(fd, log_fd, O_CLOEXEC) >= 0;

	error = errno;
	if (fd >= 0)
		close(fd);
	errno = error;
	return done;
}

void log_file_write(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(log_fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return;
		bytes += written;
		length -= (size_t)written;
	}
}
