/* Where the bytes of attachments lie: a folder, named ROOT in every call.
 *
 * ROOT/partial/TOKEN is an unfinished upload, ROOT/ab/cd/HASH a finished one by its SHA-256 (64 hex digits), so the same file is kept once.
 * Folders are made when needed. Everything may be called from any thread and process at once, but for one token by one at a
 * time (its row is locked). Whatever reports STORE_OK is on disk. */
#ifndef API_FILES_FILE_STORE_H
#define API_FILES_FILE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/secret.h"

enum store_status {
	STORE_OK,
	STORE_SHORT, /* the partial file holds less than it should */
	STORE_FAILED /* errno says why */
};

/* Makes the partial file of TOKEN OFFSET bytes long (what lay behind was never acknowledged) and appends LENGTH bytes.
 * STORE_SHORT: it holds only *HELD bytes, fewer than OFFSET; nothing was written. */
__attribute__((warn_unused_result)) enum store_status file_store_put_partial(
    const char *root, const char *token, int64_t offset, const void *bytes, size_t length, int64_t *held);

/* SHA-256 of the partial file, which must be SIZE bytes long. */
__attribute__((warn_unused_result)) enum store_status file_store_hash(
    const char *root, const char *token, int64_t size, unsigned char hash[HASH_BYTES]);

/* Gives the partial file its final name. To be called after the commit of the row that names both: until then, and after a crash between the
 * two, file_store_open() finds it under its partial name. */
__attribute__((warn_unused_result)) enum store_status file_store_finish(
    const char *root, const char *token, const unsigned char hash[HASH_BYTES]);

/* For reading: the finished file, else the partial one of TOKEN. -1 with errno if that fails. The caller closes it. *SIZE in bytes. */
int file_store_open(const char *root, const unsigned char hash[HASH_BYTES], const char *token, int64_t *size);
int file_store_open_partial(const char *root, const char *token);

/* A file that is not there is fine. */
void file_store_remove_partial(const char *root, const char *token);

/* Removes a finished file unless it is needed. It is moved aside before NEEDED is asked, and put back if so: an upload of the same bytes
 * that is committed before the question is seen by it, and one committed after it brings its own file. True if it was removed. */
bool file_store_remove(const char *root, const unsigned char hash[HASH_BYTES], bool (*needed)(void *pointer), void *pointer);

/* Calls FN with the token of every partial file that was last written before BEFORE (µs). */
void file_store_each_partial(const char *root, int64_t before, void (*fn)(const char *token, void *pointer), void *pointer);

#endif
