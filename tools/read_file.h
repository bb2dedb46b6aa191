/* Files given on the command line. */
#ifndef TOOLS_READ_FILE_H
#define TOOLS_READ_FILE_H

#include <stddef.h>

/* The whole file (or standard input for "-"), malloc'd; NULL after printing why not. */
char *read_file(const char *path, size_t *length);

#endif
