/* What a file is, by its content; its name is never asked. */
#ifndef API_FILES_FILE_TYPE_H
#define API_FILES_FILE_TYPE_H

#include "core/base/arena.h"

/* Reads libmagic's patterns, so that what is wrong with them is in the log at the start; frees them. */
void file_type_begin(void);
void file_type_end(void);

/* The media type that libmagic sees in the open file: "application/pdf"; "application/octet-stream" if it knows none. NULL if nobody can tell at
 * the moment (its patterns cannot be read, the file cannot be mapped): that says nothing of the file.
 * A container (ZIP or OLE) that holds a presentation is a PowerPoint file, in whatever order an office program wrote it. */
const char *file_type(struct arena *, int fd);

#endif
