#include "tools/ctl.h"

#include <time.h>

#include "certs/pki.h"

static int run(int argc, char **argv)
{
	char error[256];
	if (argc < 3)
		return CTL_USAGE;
	if (pki_prepare(argv[1], (const char *const *)argv + 2, (size_t)argc - 2, time(NULL), error) != 0)
		return ctl_fail("%s", error);
	return CTL_DONE;
}

const struct ctl_command ctl_certificates = {"certificates", "FOLDER NAME…",
    "makes the contest's CA and a server certificate for the names (hosts or IP addresses), or renews what is due", run};
