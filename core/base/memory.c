#include "core/base/memory.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/fatal.h"
#include "core/base/limits.h"

void *memory_resize(void *pointer, size_t size)
{
	void *resized = realloc(pointer, size);

	if (resized == NULL)
		fatal("out of memory");
	return resized;
}

/* Left to itself the library raises both bounds to the size of the largest piece that was ever freed, and then keeps as much for each thread. */
void memory_begin(void)
{
	mallopt(M_MMAP_THRESHOLD, LIMIT_MEMORY_MAPPED);
	mallopt(M_TRIM_THRESHOLD, LIMIT_MEMORY_MAPPED);
}

/* Pages of files, such as the program's own, are the system's to drop. */
static int64_t resident(void)
{
	long long pages = 0, shared = 0;
	FILE *statm = fopen("/proc/self/statm", "re");

	if (statm == NULL)
		return 0;
	if (fscanf(statm, "%*d %lld %lld", &pages, &shared) != 2)
		pages = shared = 0;
	fclose(statm);
	return (pages - shared) * sysconf(_SC_PAGESIZE);
}

struct memory_state memory_state(void)
{
	struct mallinfo2 info = mallinfo2();

	return (struct memory_state){resident(), (int64_t)(info.uordblks + info.hblkhd)};
}

bool memory_ebb(struct memory_tide *tide, struct memory_state *now)
{
	*now = memory_state();
	int64_t spare = now->resident - now->used;

	if (spare < tide->floor)
		tide->floor = spare;
	if (spare - tide->floor < LIMIT_MEMORY_SPARE)
		return false;
	malloc_trim(0);
	*now = memory_state();
	tide->floor = now->resident - now->used;
	return true;
}
