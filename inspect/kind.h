/* What a file is, by its content. */
#ifndef INSPECT_KIND_H
#define INSPECT_KIND_H

#include <stdbool.h>
#include <stddef.h>

/* Reads libmagic's patterns; false: they are not there, or not to be read. */
__attribute__((warn_unused_result)) bool kind_begin(void);
/* Its media type; "application/octet-stream" for what nobody knows. NULL: nobody can tell. Lives until the next call. */
const char *kind_of(const char *bytes, size_t length);
/* Whether it is something else as well: a PDF that begins behind its first byte, a ZIP archive at the end of what is none. */
bool kind_mixed(const char *media_type, const char *bytes, size_t length);

#endif
