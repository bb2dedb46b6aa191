#include "inspect/cage.h"

#include <errno.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1 /* it reserves terabytes of addresses, and asks the system more */
#else
#define SANITIZED 0
#endif

#define CPU_SECONDS 10
#define MEMORY_BYTES (1536UL * 1024 * 1024) /* the file, and what it unpacks to as far as that is kept */

static bool limit(int what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){most, most}) == 0;
}

/* What C and C++ libraries need to compute and to end. */
static const int allowed[] = {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(pread64), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
    SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(sched_yield),
    SCMP_SYS(exit), SCMP_SYS(exit_group)};

/* What they try and can do without: they are told that they may not. All else ends the program. */
static const int refused[] = {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(stat), SCMP_SYS(lstat),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(uname), SCMP_SYS(ioctl), SCMP_SYS(fcntl), SCMP_SYS(sysinfo),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(prctl), SCMP_SYS(getrusage), SCMP_SYS(prlimit64), SCMP_SYS(getcwd), SCMP_SYS(getuid),
    SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid)};

static bool add_rules(scmp_filter_ctx filter, unsigned action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (calls[i] >= 0 && seccomp_rule_add(filter, action, calls[i], 0) != 0)
			return false; /* below 0: this machine has no such call */
	return true;
}

static bool filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool good = filter != NULL && add_rules(filter, SCMP_ACT_ALLOW, allowed, sizeof allowed / sizeof allowed[0]) &&
		    add_rules(filter, SCMP_ACT_ERRNO(EPERM), refused, sizeof refused / sizeof refused[0]) && seccomp_load(filter) == 0;

	seccomp_release(filter);
	return good;
}

bool cage_close(void)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 && limit(RLIMIT_CPU, CPU_SECONDS) &&
	       limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 16) &&
	       (SANITIZED || limit(RLIMIT_AS, MEMORY_BYTES)) && filter_calls();
}
