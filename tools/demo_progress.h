/* How far a step of the demo season is, on standard error: on a terminal one line, refreshed in place; elsewhere a line every few seconds; and
 * one at its end. A thread of its own writes them, which sleeps in between: whoever works only adds to a number. */
#ifndef TOOLS_DEMO_PROGRESS_H
#define TOOLS_DEMO_PROGRESS_H

#include <stddef.h>

/* Of one step; one at a time. */
struct demo_progress;

/* STEP and UNITS, such as "contestants enter" and "entries", must outlive it. COUNT: how many there will be; 0: nothing is counted, only the time
 * is told. */
struct demo_progress *demo_progress_begin(const char *step, const char *units, size_t count);
/* One more is done; from any thread. */
void demo_progress_add(struct demo_progress *);
/* Says how many it became, and frees it. */
void demo_progress_end(struct demo_progress *);

#endif
