/* saitouctl recompute FILE: the results that follow from a dossier, so that anybody can check a published list. */
#include "tools/ctl.h"

#include "tools/read_file.h"

#include "judging/base/slab.h"
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

static void print(void *out, const char *bytes, size_t count)
{
	fwrite(bytes, 1, count, out); /* ferror() tells in the end */
}

static int recompute(const json_t *dossier)
{
	struct judging_errors errors = {0};

	if (!dossier_results_write(dossier, hash_text, print, stdout, &errors))
		return ctl_refuse(&errors);
	if (putchar('\n') == EOF || fflush(stdout) != 0 || ferror(stdout))
		return ctl_fail("standard output: %s", strerror(errno));
	return CTL_DONE;
}

/* A dossier is read once and thrown away whole, so its JSON lives in a slab of its own, and nothing of it is freed piece by piece. */
static struct slab json_room;

static void *take(size_t size)
{
	return slab_take(&json_room, size, 1);
}

static void keep(void *taken)
{
	(void)taken;
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
	json_set_alloc_funcs(take, keep);
	json_t *dossier = dossier_parse(text, length, &errors);
	free(text);
	int status = dossier ? recompute(dossier) : ctl_refuse(&errors);
	slab_free(&json_room);
	return status;
}

const struct ctl_command ctl_recompute = {
    "recompute", "FILE", "prints the results that follow from a dossier (- for standard input) as canonical JSON", run};
