/* What a program is confined to that opens files of strangers: no network, no other processes, no files but the system's own and one folder, and
 * limits of time, memory and size. It confines the calling process, for good, and whatever it runs: fork or spawn first.
 *
 * The network is closed by seccomp, the files by Landlock where the kernel has it (Linux 5.13; without it the rest holds). */
#ifndef CORE_BASE_CONFINE_H
#define CORE_BASE_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

#define CONFINE_FAILED 71 /* a process that could not be confined ends with this status */

struct confinement {
	const char *folder; /* the one that may be written; becomes the working folder */
	unsigned seconds;   /* of processor time */
	size_t memory;      /* address space, bytes */
	size_t file;        /* the largest that may be written, bytes */
};

/* False with a reason in WHY (a sentence for the log) if that could not be done: then nothing of a stranger's is to be opened. */
__attribute__((warn_unused_result)) bool confine(const struct confinement *, char *why, size_t size);

#endif
