/* Loaded in front of the C library by clock.test.mjs: the wall clock is as many seconds off as the file named by CLOCK_SHIFT says, in eight bytes that the
 * test may write at any time. What counts time since a start is left alone, as when somebody sets a machine's clock. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift;

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("CLOCK_SHIFT");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *at = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);

	if (at != MAP_FAILED)
		shift = at;
}

int clock_gettime(clockid_t which, struct timespec *now)
{
	long status = syscall(SYS_clock_gettime, which, now);

	if (status == 0 && shift && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
		now->tv_sec += *shift;
	return (int)status;
}

time_t time(time_t *into)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (into)
		*into = now.tv_sec;
	return now.tv_sec;
}

int gettimeofday(struct timeval *now, void *zone)
{
	struct timespec exact;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &exact);
	*now = (struct timeval){exact.tv_sec, exact.tv_nsec / 1000};
	return 0;
}
