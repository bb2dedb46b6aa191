/* What an uploaded file is, and whether it can be opened: asked of saitou-inspect, a program that is started for each file, shut in (inspect/cage.h), and
 * ended if it takes too long. Nothing that a stranger sent is parsed by the server itself. */
#ifndef API_FILES_INSPECTION_H
#define API_FILES_INSPECTION_H

#include <stdbool.h>

#include "core/base/arena.h"
#include "inspect/verdict.h"

/* Tries the program on an empty file, so that the log says at the start what would be missed later. */
void inspection_begin(void);
/* Opens the file behind FD; *MEDIA_TYPE is the arena's. False: nobody can tell at the moment, through no fault of the file's, and the log says why. Takes
 * some 20 ms, and more for large files; at most LIMIT_INSPECT_MS. */
__attribute__((warn_unused_result)) bool inspection_of(struct arena *, int fd, enum verdict_kind *, const char **media_type);

#endif
