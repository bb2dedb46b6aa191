/* saitouctl why-codes: the table of codes that a `why` in results may have, for those who make words from them. */
#include "tools/ctl.h"

#include "judging/base/canonical.h"
#include "judging/base/why.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int run(int argc, char **argv)
{
	(void)argv;
	if (argc != 1)
		return CTL_USAGE;
	json_t *table = why_table();
	char *text = canonical_json(table, NULL);
	bool written = puts(text) != EOF && fflush(stdout) == 0;
	free(text);
	json_decref(table);
	return written ? CTL_DONE : ctl_fail("standard output: %s", strerror(errno));
}

const struct ctl_command ctl_why_codes = {"why-codes", "", "prints every code of `why` in results with its members, as JSON", run};
