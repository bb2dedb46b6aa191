/* The end of the program: for states that cannot be, and for exhausted memory. */
#ifndef CORE_BASE_FATAL_H
#define CORE_BASE_FATAL_H

/* Writes the message to the log as a line of level error and aborts. */
__attribute__((noreturn, format(printf, 1, 2))) void fatal(const char *format, ...);

#endif
