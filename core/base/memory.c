#include "core/base/memory.h"

#include <stdlib.h>

#include "core/base/fatal.h"

void *memory_resize(void *pointer, size_t size)
{
	void *resized = realloc(pointer, size);

	if (resized == NULL)
		fatal("out of memory");
	return resized;
}
