/* saitouctl recompute FILE: the results that follow from a dossier, so that anybody can check a published list. */
#include "tools/ctl.h"

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

static void hash_text(const char *text, size_t length, char hex[DOSSIER_HASH_SIZE])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	if (EVP_Digest(text, length, digest, &size, EVP_sha256(), NULL) != 1)
		abort();
	for (unsigned i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static int refuse(struct judging_errors *errors)
{
	for (size_t i = 0; i < errors->count; i++)
		fprintf(stderr, "%s: %s\n", errors->list[i].path, errors->list[i].message);
	judging_errors_free(errors);
	return CTL_FAILED;
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
	char *text = read_all(argv[1], &length);
	if (!text)
		return CTL_USAGE;
	json_t *dossier = dossier_parse(text, length, &errors);
	free(text);
	if (!dossier)
		return refuse(&errors);
	char *results = dossier_results_text(dossier, hash_text, NULL, &length, &errors);
	int status = results ? print_results(results, length) : refuse(&errors);
	free(results);
	json_decref(dossier);
	return status;
}

const struct ctl_command ctl_recompute = {
    "recompute", "FILE", "prints the results that follow from a dossier (- for standard input) as canonical JSON", run};
