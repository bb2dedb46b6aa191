/* What a file is, by its content; its name is never asked. */
#ifndef API_FILES_FILE_TYPE_H
#define API_FILES_FILE_TYPE_H

#include "core/base/arena.h"

/* The media type that libmagic sees in the open file: "application/pdf"; "application/octet-stream" if it knows none.
 * A container (ZIP or OLE) that holds a presentation is a PowerPoint file, in whatever order an office program wrote it. */
const char *file_type(struct arena *, int fd);

#endif
