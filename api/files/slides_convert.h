/* Slides (PPT, PPTX) as PDF, by LibreOffice: a process of its own, confined (core/base/confine.h), started anew for each file. */
#ifndef API_FILES_SLIDES_CONVERT_H
#define API_FILES_SLIDES_CONVERT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/secret.h"

enum conversion {
	CONVERSION_MADE,
	CONVERSION_REFUSED, /* the program could make nothing of the file, or took too long */
	CONVERSION_FAILED   /* it could not be tried: that says nothing of the file */
};

struct converted {
	unsigned char hash[HASH_BYTES]; /* of the PDF, which is in the store */
	int64_t size;
	const char *why; /* if not made: a sentence for the log; in the arena */
};

/* LibreOffice's program, if it is installed; else NULL. */
const char *slides_converter(void);

/* Makes a PDF of the open file, whose name ends in EXTENSION (".pptx"), and puts it into the store ROOT. Gives up when *STOP is set. Takes seconds
 * to minutes; closes FD. */
__attribute__((warn_unused_result)) enum conversion slides_convert(
    struct arena *, const char *root, int fd, const char *extension, const _Atomic bool *stop, struct converted *);

/* What the new process does: confines itself to FOLDER and becomes the program ARGV. Ends the process if that fails. */
_Noreturn void slides_confined(const char *folder, char *const argv[]);

/* Takes away working folders that a crash has left. */
void slides_tidy(const char *root);

#endif
