/* Where the log's lines go: a file or standard error. Beneath log.h, so that fatal() needs neither clock nor memory to be heard. */
#ifndef CORE_BASE_LOG_FILE_H
#define CORE_BASE_LOG_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Once, at start, before threads. PATH NULL: standard error. False if it cannot be opened (errno is set). */
__attribute__((warn_unused_result)) bool log_file_open(const char *path);
/* The path in use; NULL: standard error. */
const char *log_file_path(void);
/* Opens the same path again after it was rotated away. False (errno is set) if that fails: then the old file stays. */
__attribute__((warn_unused_result)) bool log_file_reopen(void);
/* Whole lines, in one write where the system allows it. A full disk is not reported: there is nobody left to tell. */
void log_file_write(const char *bytes, size_t length);

#endif
