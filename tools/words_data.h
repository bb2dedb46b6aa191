/* The files of words as bytes, and the units of facts by their names; words_data.c is made from web/src/ by the build. */
#ifndef TOOLS_WORDS_DATA_H
#define TOOLS_WORDS_DATA_H

#include <stddef.h>

struct words_file {
	const char *locale, *name; /* "en", "why"; locale "" for what is of all */
	const unsigned char *bytes;
	size_t length;
};

/* Ends with {0}. */
extern const struct words_file words_files[];

#endif
