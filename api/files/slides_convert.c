#include "api/files/slides_convert.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "api/files/file_store.h"
#include "api/shared/limits.h"
#include "core/base/confine.h"

#define WORK_PREFIX "slides-"
#define TICK_NS 100000000L /* between two looks at the process */
/* LibreOffice has made its settings and wants to be started once more. */
#define STARTS_AGAIN 81

static const char program[] = "/usr/lib/libreoffice/program/soffice.bin";

const char *slides_converter(void)
{
	return access(program, X_OK) == 0 ? program : NULL;
}

/* ---- the working folder ---- */

static int remove_one(const char *path, const struct stat *unused, int type, struct FTW *place)
{
	(void)unused, (void)type, (void)place;
	return remove(path);
}

static void remove_folder(const char *folder)
{
	(void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

void slides_tidy(const char *root)
{
	DIR *dir = opendir(root);
	struct arena *arena = arena_new();
	struct dirent *found;

	while (dir && (found = readdir(dir)) != NULL) {
		const char *path = arena_printf(arena, "%s/%s", root, found->d_name);
		struct stat folder;
		if (strncmp(found->d_name, WORK_PREFIX, sizeof WORK_PREFIX - 1) == 0 && stat(path, &folder) == 0 &&
		    time(NULL) - folder.st_mtime > 10 * LIMIT_SLIDES_SECONDS)
			remove_folder(path);
	}
	if (dir)
		closedir(dir);
	arena_free(arena);
}

/* A copy: the program must not be able to write to what is stored. */
static bool copy_in(int from, const char *path)
{
	struct stat file;
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool done = to >= 0 && fstat(from, &file) == 0;

	for (off_t at = 0; done && at < file.st_size;)
		done = sendfile(to, from, &at, (size_t)(file.st_size - at)) > 0;
	return (to < 0 || close(to) == 0) && done;
}

/* ---- the process ---- */

_Noreturn void slides_confined(const char *folder, char *const argv[])
{
	const struct confinement bounds = {folder, LIMIT_SLIDES_SECONDS, LIMIT_SLIDES_MEMORY, LIMIT_SLIDES_BYTES};
	char why[200];

	if (!confine(&bounds, why, sizeof why)) {
		fprintf(stderr, "saitoud: not confined: %s\n", why);
		_exit(CONFINE_FAILED);
	}
	execv(argv[0], argv);
	_exit(CONFINE_FAILED);
}

static int start(struct arena *arena, const char *folder, const char *source, pid_t *child)
{
	const char *argv[] = {"saitoud", "--confined", folder, program, "--headless", "--norestore", "--nologo",
	    arena_printf(arena, "-env:UserInstallation=file://%s/profile", folder), "--convert-to", "pdf:impress_pdf_Export", "--outdir",
	    folder, source, NULL};
	const char *env[] = {arena_printf(arena, "HOME=%s", folder), arena_printf(arena, "TMPDIR=%s", folder), "PATH=/usr/bin:/bin",
	    "LANG=C.UTF-8", "SAL_USE_VCLPLUGIN=svp", NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t none;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&files);
	for (int fd = 0; fd <= 2; fd++)
		posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
	posix_spawn_file_actions_addclosefrom_np(&files, 3);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setsigmask(&attributes, &none);
	int error = posix_spawn(child, "/proc/self/exe", &files, &attributes, (char *const *)argv, (char *const *)env);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return error;
}

/* Its exit status; -1: it was ended by a signal, or by us. */
static int wait_for(pid_t child, const _Atomic bool *stop)
{
	const struct timespec tick = {0, TICK_NS};
	int status = 0, found = 0;

	for (long long left = LIMIT_SLIDES_SECONDS * 1000000000LL; left > 0 && !*stop && (found = waitpid(child, &status, WNOHANG)) == 0;
	    left -= TICK_NS)
		nanosleep(&tick, NULL);
	kill(-child, SIGKILL); /* what it has started itself, too */
	if (found == 0)
		waitpid(child, &status, 0);
	return found > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static enum conversion run(struct arena *arena, const char *folder, const char *source, const _Atomic bool *stop, struct converted *c)
{
	int status = STARTS_AGAIN;

	for (int tries = 0; tries < 3 && status == STARTS_AGAIN; tries++) {
		pid_t child;
		int error = start(arena, folder, source, &child);
		if (error != 0) {
			c->why = arena_printf(arena, "not started: %s", strerror(error));
			return CONVERSION_FAILED;
		}
		status = wait_for(child, stop);
	}
	if (*stop || status == CONFINE_FAILED) {
		c->why = *stop ? "the server is stopping" : "the process could not be confined";
		return CONVERSION_FAILED;
	}
	c->why = status == 0 ? NULL : arena_printf(arena, "ended with %d, or took too long", status);
	return status == 0 ? CONVERSION_MADE : CONVERSION_REFUSED;
}

/* ---- its result ---- */

static bool put_into_store(struct arena *arena, const char *root, int fd, struct converted *c)
{
	char token[TOKEN_TEXT], *piece = arena_alloc(arena, LIMIT_PIECE_BYTES);
	int64_t held;

	token_new(token);
	for (c->size = 0;;) {
		ssize_t length = read(fd, piece, LIMIT_PIECE_BYTES);
		if (length < 0)
			return false;
		if (length == 0)
			break;
		if (c->size == 0 && (length < 5 || memcmp(piece, "%PDF-", 5) != 0))
			return false;
		if (file_store_put_partial(root, token, c->size, piece, (size_t)length, &held) != STORE_OK)
			return false;
		c->size += length;
	}
	return c->size > 0 && file_store_hash(root, token, c->size, c->hash) == STORE_OK &&
	       file_store_finish(root, token, c->hash) == STORE_OK;
}

enum conversion slides_convert(
    struct arena *arena, const char *root, int fd, const char *extension, const _Atomic bool *stop, struct converted *c)
{
	char *full = realpath(root, NULL), *folder = arena_printf(arena, "%s/" WORK_PREFIX "XXXXXX", full ? full : root);
	enum conversion outcome = CONVERSION_FAILED;

	free(full);
	*c = (struct converted){0};
	if (!mkdtemp(folder)) {
		c->why = arena_printf(arena, "%s: %s", folder, strerror(errno));
		close(fd);
		return CONVERSION_FAILED;
	}
	const char *source = arena_printf(arena, "%s/slides%s", folder, extension);
	if (copy_in(fd, source))
		outcome = run(arena, folder, source, stop, c);
	else
		c->why = arena_printf(arena, "%s: %s", source, strerror(errno));
	close(fd);
	if (outcome == CONVERSION_MADE) {
		int made = open(arena_printf(arena, "%s/slides.pdf", folder), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
		if (made < 0 || !put_into_store(arena, root, made, c)) {
			outcome = CONVERSION_REFUSED;
			c->why = "no PDF came out";
		}
		if (made >= 0)
			close(made);
	}
	remove_folder(folder);
	return outcome;
}
