/* saitouctl recompute FILE: the results that follow from a dossier, so that anybody can check a published list. */
#include "tools/ctl.h"

#include "tools/read_file.h"

#include "judging/base/slab.h"
#include "judging/dossier.h"

#include <openssl/evp.h>

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The SHA-256 that names a dossier is found by a thread of its own, beside the results: both only read. */
struct naming {
	const json_t *dossier;
	pthread_t thread;
	bool running;
	char hex[2 * EVP_MAX_MD_SIZE + 1];
};

static void digest_more(void *context, const char *bytes, size_t count)
{
	if (EVP_DigestUpdate(context, bytes, count) != 1)
		abort();
}

static void *find_name(void *of)
{
	struct naming *naming = of;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;

	if (!context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
		abort();
	dossier_canonical_write(naming->dossier, digest_more, context);
	if (EVP_DigestFinal_ex(context, digest, &size) != 1)
		abort();
	EVP_MD_CTX_free(context);
	for (unsigned i = 0; i < size; i++)
		snprintf(naming->hex + 2 * i, 3, "%02x", digest[i]);
	return NULL;
}

static const char *name_of(void *of)
{
	struct naming *naming = of;
	if (naming->running)
		pthread_join(naming->thread, NULL);
	naming->running = false;
	return naming->hex;
}

static void print(void *of, const char *bytes, size_t count)
{
	(void)of;
	fwrite(bytes, 1, count, stdout); /* ferror() tells in the end */
}

static int recompute(const json_t *dossier)
{
	struct judging_errors errors = {0};
	struct naming naming = {.dossier = dossier};

	naming.running = pthread_create(&naming.thread, NULL, find_name, &naming) == 0;
	if (!naming.running)
		find_name(&naming);
	bool good = dossier_results_write(dossier, name_of, print, &naming, &errors);
	name_of(&naming); /* of a dossier with errors it is not asked for */
	if (!good)
		return ctl_refuse(&errors);
	if (putchar('\n') == EOF || fflush(stdout) != 0 || ferror(stdout))
		return ctl_fail("standard output: %s", strerror(errno));
	return CTL_DONE;
}

/* A dossier is read once and thrown away whole, so its JSON lives in a slab of its own, and nothing of it is freed piece by piece. What the
 * parser gives back, mostly keys that it has copied, serves as its next small pieces: none is smaller. Nothing in JSON needs more than the
 * alignment of a pointer. */
static struct slab json_room;
static char *chunk;
static size_t chunk_left;

enum { CHUNK = 64 * 1024 };

union piece {
	union piece *next;
	char smallest[16];
};

static union piece *spare;

static void *take(size_t size)
{
	size_t bytes = (size + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
	if (bytes <= sizeof *spare) {
		union piece *piece = spare;
		bytes = sizeof *spare;
		if (piece) {
			spare = piece->next;
			return piece;
		}
	}
	if (bytes > CHUNK / 16)
		return slab_take(&json_room, bytes, 1);
	if (bytes > chunk_left) {
		chunk = slab_take(&json_room, CHUNK, 1);
		chunk_left = CHUNK;
	}
	void *taken = chunk;
	chunk += bytes;
	chunk_left -= bytes;
	return taken;
}

static void give_back(void *taken)
{
	union piece *piece = taken;
	if (!piece)
		return;
	piece->next = spare;
	spare = piece;
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
	json_set_alloc_funcs(take, give_back);
	json_t *dossier = dossier_parse(text, length, &errors);
	free(text);
	int status = dossier ? recompute(dossier) : ctl_refuse(&errors);
	slab_free(&json_room);
	return status;
}

const struct ctl_command ctl_recompute = {
    "recompute", "FILE", "prints the results that follow from a dossier (- for standard input) as canonical JSON", run};
