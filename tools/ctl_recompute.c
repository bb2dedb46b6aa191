/* saitouctl recompute FILE: the results that follow from a dossier, so that anybody can check a published list. */
#include "tools/ctl.h"

#include "tools/read_file.h"

#include "judging/dossier.h"

#include <openssl/evp.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void hash_text(const char *text, size_t length, char hex[DOSSIER_HASH_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	if (EVP_Digest(text, length, digest, &size, EVP_sha256(), NULL) != 1)
		abort();
	for (unsigned i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static int print_results(const char *text, size_t length)
{
	if (fwrite(text, 1, length, stdout) == length && putchar('\n') != EOF && fflush(stdout) == 0)
		return CTL_DONE;
	return ctl_fail("standard output: %s", strerror(errno));
}

static int run(int argc, char **argv)
{
	struct judging_errors errors = {0};
	size_t length;

	if (argc != 2)
		return CTL_USAGE;
	char *text = read_file(argv[1], &length);
	if (!text)
		return CTL_USAGE;
	json_t *dossier = dossier_parse(text, length, &errors);
	free(text);
	if (!dossier)
		return ctl_refuse(&errors);
	char *results = dossier_results_text(dossier, hash_text, NULL, &length, &errors);
	int status = results ? print_results(results, length) : ctl_refuse(&errors);
	free(results);
	json_decref(dossier);
	return status;
}

const struct ctl_command ctl_recompute = {
    "recompute", "FILE", "prints the results that follow from a dossier (- for standard input) as canonical JSON", run};
