/* Dossiers (judging/dossier.h), from the bytes of a file to the results.
 * - whatever comes is a result or a list of errors, in time that grows with its size
 * - the canonical form of a valid dossier is a valid dossier, with the same canonical form and the same results */
#include <string.h>

#include "judging/base/canonical.h"
#include "judging/dossier.h"
#include "tests/fuzz/fuzz.h"

static char *results_of(const json_t *dossier, struct judging_errors *errors)
{
	json_t *results = dossier_results(dossier, "0", errors);
	char *text = results == NULL ? NULL : canonical_json(results, NULL);

	json_decref(results);
	return text;
}

static void again(const char *text, size_t length, const char *results)
{
	struct judging_errors errors = {0};
	json_t *dossier = dossier_parse(text, length, &errors);

	HOLDS(dossier != NULL && dossier_validate(dossier, &errors));
	char *same = dossier_canonical(dossier, NULL), *same_results = results_of(dossier, &errors);

	HOLDS(strcmp(text, same) == 0);
	HOLDS((results == NULL) == (same_results == NULL) && (results == NULL || strcmp(results, same_results) == 0));
	free(same);
	free(same_results);
	json_decref(dossier);
	judging_errors_free(&errors);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct judging_errors errors = {0};
	json_t *dossier = dossier_parse((const char *)bytes, size, &errors);
	size_t length;

	if (dossier != NULL && dossier_validate(dossier, &errors)) {
		char *text = dossier_canonical(dossier, &length), *results = results_of(dossier, &errors);

		HOLDS((results == NULL) == (errors.count > 0));
		again(text, length, results);
		free(text);
		free(results);
	}
	json_decref(dossier);
	judging_errors_free(&errors);
	return 0;
}
