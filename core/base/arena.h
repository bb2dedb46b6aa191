/* Memory with one owner that dies all at once. A request owns an arena: whatever is made for it is made here.
 *
 * Not thread-safe: an arena belongs to whoever works on the request at the moment (loop, then worker, then loop).
 * Out of memory is fatal, so no function here returns NULL. */
#ifndef CORE_BASE_ARENA_H
#define CORE_BASE_ARENA_H

#include <jansson.h>
#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Runs what arena_defer() was told, last first, then frees everything. NULL is allowed. */
void arena_free(struct arena *);

/* What it takes of the process's memory, in bytes; not what was deferred. */
size_t arena_size(const struct arena *);

/* SIZE bytes, zeroed, aligned for any type. */
void *arena_alloc(struct arena *, size_t size);
char *arena_strdup(struct arena *, const char *);
/* Copies LENGTH bytes and adds a NUL behind them. */
char *arena_memdup(struct arena *, const void *, size_t length);
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *, const char *format, ...);
__attribute__((format(printf, 2, 0))) char *arena_vprintf(struct arena *, const char *format, va_list);

/* Calls fn(pointer) when the arena is freed: for what only a library can release. */
void arena_defer(struct arena *, void (*fn)(void *), void *pointer);
/* Takes over one reference to VALUE, dropped with the arena; returns VALUE. NULL stays NULL. */
json_t *arena_json(struct arena *, json_t *value);

#endif
