/* Memory of one owner that grows: for what outlives no arena. */
#ifndef CORE_BASE_MEMORY_H
#define CORE_BASE_MEMORY_H

#include <stddef.h>

/* realloc() that never fails: exhausted memory is fatal. POINTER may be NULL; the owner frees the result. */
__attribute__((warn_unused_result, returns_nonnull)) void *memory_resize(void *pointer, size_t size);

#endif
