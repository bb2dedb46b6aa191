#include "core/base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the first version of Landlock knows. */
#define READ_FILES (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILES                                                                                                                     \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM)
#define ALL_FILES (READ_FILES | WRITE_FILES | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK)

/* Programs, libraries, fonts and their settings; of /etc only what they need, for the rest may hold secrets. */
static const char *const readable[] = {"/usr", "/lib", "/lib64", "/bin", "/proc", "/sys/devices/system/cpu", "/etc/fonts",
    "/etc/libreoffice", "/etc/ld.so.cache", "/etc/passwd", "/etc/nsswitch.conf", "/etc/localtime", "/etc/locale.alias", "/etc/alternatives",
    "/var/cache/fontconfig", "/var/lib/libreoffice", "/var/spool/libreoffice"};
static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"};

/* Calls that no reader of documents makes, and that reach beyond its process. */
static const int refused[] = {SCMP_SYS(connect), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(mount),
    SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(bpf),
    SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open), SCMP_SYS(io_uring_setup), SCMP_SYS(open_by_handle_at)};

static bool fail(char *why, size_t size, const char *what)
{
	snprintf(why, size, "%s: %s", what, strerror(errno));
	return false;
}

static bool limit(int resource, rlim_t most)
{
	const struct rlimit both = {most, most};

	return setrlimit((__rlimit_resource_t)resource, &both) == 0;
}

/* Of a path that is not there nothing needs to be allowed; a file has no entries to be read. */
static bool allow(int rules, const char *path, __u64 access)
{
	struct landlock_path_beneath_attr beneath = {.allowed_access = access, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
	struct stat found;

	if (beneath.parent_fd < 0 || fstat(beneath.parent_fd, &found) != 0)
		return errno == ENOENT;
	if (!S_ISDIR(found.st_mode))
		beneath.allowed_access &= LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
	bool allowed = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
	close(beneath.parent_fd);
	return allowed;
}

static bool confine_files(const char *folder)
{
	const struct landlock_ruleset_attr all = {.handled_access_fs = ALL_FILES};

	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
		return true; /* the kernel has none */
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	bool done = rules >= 0 && allow(rules, folder, (READ_FILES | WRITE_FILES) & ~(__u64)LANDLOCK_ACCESS_FS_EXECUTE);
	for (size_t i = 0; done && i < sizeof readable / sizeof readable[0]; i++)
		done = allow(rules, readable[i], READ_FILES);
	for (size_t i = 0; done && i < sizeof devices / sizeof devices[0]; i++)
		done = allow(rules, devices[i], LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
	return done && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
}

static bool confine_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	/* Programs that look for another of their kind want a socket of this machine: they may make one, and it leads nowhere. */
	bool done = filter && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_NE, AF_UNIX)) == 0;

	done = done && seccomp_rule_add(filter, SCMP_ACT_ERRNO(0), SCMP_SYS(bind), 0) == 0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ERRNO(0), SCMP_SYS(listen), 0) == 0;
	for (size_t i = 0; done && i < sizeof refused / sizeof refused[0]; i++)
		done = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0) == 0;
	done = done && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return done;
}

bool confine(const struct confinement *c, char *why, size_t size)
{
	if (chdir(c->folder) != 0)
		return fail(why, size, c->folder);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return fail(why, size, "prctl");
	if (!confine_files(c->folder))
		return fail(why, size, "landlock");
	if (!confine_calls())
		return fail(why, size, "seccomp");
	/* Memory last: with sanitizers this process has far more than that already, and can ask for none any more. */
	if (!limit(RLIMIT_CPU, c->seconds) || !limit(RLIMIT_FSIZE, c->file) || !limit(RLIMIT_CORE, 0) || !limit(RLIMIT_AS, c->memory))
		return fail(why, size, "setrlimit");
	return true;
}
