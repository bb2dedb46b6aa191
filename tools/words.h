/* The words for results, as the pages have them (web/src/i18n/LOCALE): built into the program, so that a dossier can be explained anywhere.
 *
 * why.json tells how the words of a code are chosen (web/src/rulebook/why.ts says the same for the pages); the others are looked up by key. */
#ifndef TOOLS_WORDS_H
#define TOOLS_WORDS_H

#include "core/base/arena.h"

#include <jansson.h>
#include <stdbool.h>

struct words {
	struct arena *arena; /* every text made from them lives here */
	const char *locale;  /* "zh-CN", "zh-Hant" or "en" */
	json_t *files;       /* {"why": {…}, "rules": {…}, "readable": {…}, "common": {…}, "units": {…}}; the arena's */
	json_t *names;       /* of the rulebook (rulebook_names()); the arena's */
	const json_t *facts; /* as the rulebook declares them, by what they are of and name; the rulebook's */
};

/* The words of LOCALE, and the names that RULEBOOK gives. False if the program has no such locale. */
bool words_open(struct words *, struct arena *, const char *locale, const json_t *rulebook);

/* The message at a key with dots, "rules.op.at_least"; NULL if there is none. */
const char *words_message(const struct words *, const char *key);
/* The message with its {NAME}s replaced: pairs of name and text, ended by NULL. A key that is missing is given back as it is. */
__attribute__((sentinel)) const char *words_say(const struct words *, const char *key, ...);
/* TEMPLATE with each {NAME} replaced by the text that VALUES (an object) has for it, and {NAME|ONE|OTHER} by ONE if that text is "1", else by
 * OTHER, with the text where a # stands; a space stands between one that ends in Latin letters or digits and Chinese behind it. */
const char *words_fill(const struct words *, const char *template, const json_t *values);
/* The name in the blank that begins at OPEN, a brace; the arena's. */
const char *words_blank(const struct words *, const char *open);

/* What the rulebook calls the thing of this KIND ("round", "tier", …) and id; the id itself where it says nothing. */
const char *words_name(const struct words *, const char *kind, const char *id);
/* How the rulebook declares the fact PATH; NULL if it does not. */
const json_t *words_fact(const struct words *, const char *path);
/* A map from locale to text in the reader's language, as rulebook_text(). */
const char *words_localised(const struct words *, const json_t *texts);

#endif
