/* What the program may do from now on: compute, allocate, write its answer. */
#ifndef INSPECT_CAGE_H
#define INSPECT_CAGE_H

#include <stdbool.h>

/* Limits of processor, memory, files and processes, no new privileges, and a filter of system calls (seccomp): no file is opened, nothing connected, nothing
 * started. False: the system does not do that, and nothing should be opened. */
__attribute__((warn_unused_result)) bool cage_close(void);

#endif
