/* saitouctl recompute FILE: the results that follow from a dossier, so that anybody can check a published list. */
#include "tools/ctl.h"

#include "judging/base/canonical.h"
#include "judging/dossier.h"

#include <openssl/evp.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file (or standard input for "-"), malloc'd; NULL with a message on stderr. */
static char *read_all(const char *path, size_t *length)
{
	bool given = strcmp(path, "-") == 0;
	FILE *in = given ? stdin : fopen(path, "rb");
	char *text = NULL;
	size_t capacity = 0;

	if (!in) {
		ctl_fail("%s: %s", path, strerror(errno));
		return NULL;
	}
	for (*length = 0;;) {
		if (*length == capacity) {
			capacity = capacity ? 2 * capacity : 1 << 16;
			char *grown = realloc(text, capacity);
			if (!grown)
				abort();
			text = grown;
		}
		size_t got = fread(text + *length, 1, capacity - *length, in);
		*length += got;
		if (got == 0)
			break;
	}
	bool failed = ferror(in);
	if (failed)
		ctl_fail("%s: %s", path, strerror(errno));
	if (!given)
		fclose(in);
	if (failed) {
		free(text);
		return NULL;
	}
	return text;
}

/* SHA-256 of the dossier's canonical form, in hexadecimal. */
static void hash_dossier(const json_t *dossier, char hex[2 * EVP_MAX_MD_SIZE + 1])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	size_t length;
	char *canonical = dossier_canonical(dossier, &length);

	if (EVP_Digest(canonical, length, digest, &size, EVP_sha256(), NULL) != 1)
		abort();
	for (unsigned i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	free(canonical);
}

static int refuse(struct judging_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++)
		fprintf(stderr, "%s: %s\n", errors->list[i].path, errors->list[i].message);
	judging_errors_free(errors);
	return CTL_FAILED;
}

static int print_results(const json_t *results)
{
	size_t length;
	char *text = canonical_json(results, &length);
	bool written = fwrite(text, 1, length, stdout) == length && putchar('\n') != EOF && fflush(stdout) == 0;
	free(text);
	if (written)
		return CTL_DONE;
	return ctl_fail("standard output: %s", strerror(errno));
}

static int run(int argc, char **argv)
{
	struct judging_errors errors = {0};
	char hex[2 * EVP_MAX_MD_SIZE + 1];
	size_t length;

	if (argc != 2)
		return CTL_USAGE;
	char *text = read_all(argv[1], &length);
	if (!text)
		return CTL_USAGE;
	json_t *dossier = dossier_parse(text, length, &errors);
	free(text);
	if (!dossier)
		return refuse(&errors);
	hash_dossier(dossier, hex);
	json_t *results = dossier_results(dossier, hex, &errors);
	int status = results ? print_results(results) : refuse(&errors);
	json_decref(results);
	json_decref(dossier);
	return status;
}

const struct ctl_command ctl_recompute = {
    "recompute", "FILE", "prints the results that follow from a dossier (- for standard input) as canonical JSON", run};
