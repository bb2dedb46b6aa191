/* What the engine finds wrong with a rulebook or a dossier, in the caller's language. */
#ifndef API_RULES_MISTAKE_WORDS_H
#define API_RULES_MISTAKE_WORDS_H

#include <jansson.h>

#include "core/request/request.h"
#include "judging/base/errors.h"

/* The mistake as a sentence, without its path, in the arena. What has no words in that language is said in English. */
const char *mistake_text(struct request *r, const struct judging_error *mistake);

/* Adds the mistakes, LIMIT of them at most, to LIST as {NAME: path, MESSAGE: sentence}. */
void mistakes_add(
    struct request *r, json_t *list, const struct judging_errors *mistakes, size_t limit, const char *name, const char *message);

#endif
