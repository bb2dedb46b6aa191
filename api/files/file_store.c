#include "api/files/file_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.h"

#define FOLDER_MODE 0700
#define FILE_MODE 0600
#define READ_BYTES 65536

/* A path in the store; too long a root is refused when the first file is written. */
struct path {
	char text[PATH_MAX];
};

static struct path path_of(const char *root, const char *folder, const char *name)
{
	struct path path;

	if (snprintf(path.text, sizeof path.text, "%s%s%s", root, folder, name) >= (int)sizeof path.text)
		path.text[0] = '\0'; /* opens nothing: ENOENT */
	return path;
}

static struct path partial_path(const char *root, const char *token)
{
	return path_of(root, "/partial/", token);
}

/* The folder of a finished file, and the file itself if WHOLE. */
static struct path final_path(const char *root, const unsigned char hash[HASH_BYTES], bool whole)
{
	char folder[sizeof "/ab/cd/"], hex[2 * HASH_BYTES + 1];

	for (size_t i = 0; i < HASH_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	snprintf(folder, sizeof folder, "/%02x/%02x%s", hash[0], hash[1], whole ? "/" : "");
	return path_of(root, folder, whole ? hex : "");
}

static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && fsync(fd) == 0;
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return done;
}

/* Makes FOLDER and its missing parents below ROOT, each durable in its parent. */
static bool make_folders(const char *root, const char *folder)
{
	struct path part = path_of(folder, "", "");
	struct path parent = path_of(root, "", "");
	size_t at = strlen(root);

	while (part.text[at] != '\0') {
		char *slash = strchr(part.text + at + 1, '/');
		size_t end = slash ? (size_t)(slash - part.text) : strlen(part.text);
		char kept = part.text[end];

		part.text[end] = '\0';
		if (mkdir(part.text, FOLDER_MODE) == 0) {
			if (!sync_folder(parent.text))
				return false;
		} else if (errno != EEXIST) {
			return false;
		}
		parent = part;
		part.text[end] = kept;
		at = end;
	}
	return true;
}

static bool write_all(int fd, const char *bytes, size_t length, int64_t offset)
{
	while (length > 0) {
		ssize_t written = pwrite(fd, bytes, length, offset);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		offset += written;
		length -= (size_t)written;
	}
	return true;
}

static int open_for_writing(const char *root, const char *token, bool create)
{
	struct path path = partial_path(root, token), folder = path_of(root, "/partial", "");
	int fd;

	if (!create)
		return open(path.text, O_WRONLY | O_CLOEXEC);
	if (!make_folders(root, folder.text))
		return -1;
	fd = open(path.text, O_WRONLY | O_CREAT | O_CLOEXEC, FILE_MODE);
	if (fd >= 0 && !sync_folder(folder.text)) {
		close(fd);
		return -1;
	}
	return fd;
}

enum store_status file_store_put_partial(
    const char *root, const char *token, int64_t offset, const void *bytes, size_t length, int64_t *held)
{
	int fd = open_for_writing(root, token, offset == 0);
	enum store_status status = STORE_FAILED;
	struct stat file;

	*held = 0;
	if (fd < 0) /* only a piece that is not the first opens what must be there already */
		return offset > 0 && errno == ENOENT ? STORE_SHORT : STORE_FAILED;
	if (fstat(fd, &file) == 0) {
		*held = file.st_size;
		if (*held < offset)
			status = STORE_SHORT;
		else if (ftruncate(fd, offset) == 0 && write_all(fd, bytes, length, offset) && fdatasync(fd) == 0)
			status = STORE_OK;
	}
	int error = errno;
	close(fd);
	errno = error;
	return status;
}

static bool hash_file(int fd, int64_t *size, unsigned char hash[HASH_BYTES])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	char bytes[READ_BYTES];
	ssize_t got = 0;
	bool good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL);

	*size = 0;
	while (good && (got = read(fd, bytes, sizeof bytes)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		good = got > 0 && EVP_DigestUpdate(context, bytes, (size_t)got);
		*size += got;
	}
	good = good && EVP_DigestFinal_ex(context, hash, NULL);
	EVP_MD_CTX_free(context);
	return good;
}

enum store_status file_store_hash(const char *root, const char *token, int64_t size, unsigned char hash[HASH_BYTES])
{
	int fd = file_store_open_partial(root, token);
	int64_t held;

	if (fd < 0)
		return errno == ENOENT ? STORE_SHORT : STORE_FAILED;
	bool good = hash_file(fd, &held, hash);
	int error = errno;
	close(fd);
	errno = error;
	if (!good)
		return STORE_FAILED;
	return held == size ? STORE_OK : STORE_SHORT;
}

enum store_status file_store_finish(const char *root, const char *token, const unsigned char hash[HASH_BYTES])
{
	struct path from = partial_path(root, token), folder = final_path(root, hash, false), to = final_path(root, hash, true);

	/* If the same bytes are there already, they are replaced by themselves. */
	if (!make_folders(root, folder.text) || rename(from.text, to.text) != 0 || !sync_folder(folder.text))
		return STORE_FAILED;
	return STORE_OK;
}

int file_store_open(const char *root, const unsigned char hash[HASH_BYTES], const char *token, int64_t *size)
{
	int fd = open(final_path(root, hash, true).text, O_RDONLY | O_CLOEXEC);
	struct stat file;

	if (fd < 0 && errno == ENOENT)
		fd = file_store_open_partial(root, token);
	if (fd >= 0 && fstat(fd, &file) != 0) {
		close(fd);
		return -1;
	}
	*size = fd >= 0 ? file.st_size : 0;
	return fd;
}

int file_store_open_partial(const char *root, const char *token)
{
	return open(partial_path(root, token).text, O_RDONLY | O_CLOEXEC);
}

void file_store_remove_partial(const char *root, const char *token)
{
	unlink(partial_path(root, token).text);
}

bool file_store_remove(const char *root, const unsigned char hash[HASH_BYTES], bool (*needed)(void *pointer), void *pointer)
{
	struct path path = final_path(root, hash, true), aside = path_of(path.text, ".removed", "");

	if (rename(path.text, aside.text) != 0)
		return errno == ENOENT;
	if (needed(pointer)) {
		rename(aside.text, path.text);
		return false;
	}
	return unlink(aside.text) == 0;
}

void file_store_each_partial(const char *root, int64_t before, void (*fn)(const char *token, void *pointer), void *pointer)
{
	DIR *folder = opendir(path_of(root, "/partial", "").text);
	struct dirent *item;
	struct stat file;

	if (!folder)
		return;
	int within = dirfd(folder);
	while (within >= 0 && (item = readdir(folder)))
		if (item->d_name[0] != '.' && fstatat(within, item->d_name, &file, 0) == 0 && S_ISREG(file.st_mode) &&
		    file.st_mtim.tv_sec < before / SECOND_US)
			fn(item->d_name, pointer);
	closedir(folder);
}
