/* Helpers that check one JSON value each and say at which path it is wrong.
 *
 * A `struct place` is a path kept on the C stack, one link per level, so that walking a million score sheets builds no texts: the path
 * is written out only when there is something to report. Every check_…() takes a value that may be NULL, for an absent member, about which
 * it says nothing and gives its default: absence is check_members()' business. */
#ifndef JUDGING_BASE_CHECK_H
#define JUDGING_BASE_CHECK_H

#include "judging/base/decimal.h"
#include "judging/base/errors.h"
#include "judging/base/ids.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

struct place {
	struct judging_errors *errors;
	const struct place *up; /* NULL for the document itself */
	const char *key;        /* NULL for an array element */
	size_t index;
};

struct place place_root(struct judging_errors *);
struct place place_key(const struct place *up, const char *key);
struct place place_index(const struct place *up, size_t index);

/* Reports an error at this place. FORMAT is printf's. */
__attribute__((format(printf, 2, 3))) void place_error(const struct place *, const char *format, ...);

/* The same about ROUND (an id), before which the message says so. */
__attribute__((format(printf, 3, 0))) void place_errorv(const struct place *, const char *round, const char *format, va_list args);

/* The members an object may have; a list of them ends with {0}. */
struct member_rule {
	const char *key;
	bool required;
};

/* VALUE is an object, has all required members and no unknown ones. False only if it is no object. */
bool check_members(const struct place *, const json_t *value, const struct member_rule *rules);

/* Reports that the member KEY of this place is missing. */
void check_missing(const struct place *, const char *key);

/* VALUE is an object (an array). */
bool check_object(const struct place *, const json_t *value);
bool check_array(const struct place *, const json_t *value, bool may_be_empty);

/* The text, or NULL. */
const char *check_text(const struct place *, const json_t *value);

/* The id (a text without '/'), or NULL. */
const char *check_id(const struct place *, const json_t *value);

/* A real day. */
bool check_day(const struct place *, const json_t *value, int64_t *day);

/* An integer from MIN to MAX. *NUMBER keeps its value unless VALUE is one. */
bool check_integer(const struct place *, const json_t *value, int64_t min, int64_t max, int64_t *number);

/* Money in fen, 0 to 2^53 - 1. */
bool check_money(const struct place *, const json_t *value, int64_t *fen);

/* Points from 0, with at most two decimals, in hundredths. */
bool check_points(const struct place *, const json_t *value, int64_t *hundredths);

/* Points of either sign, of magnitude at most MOST hundredths. */
bool check_signed_points(const struct place *, const json_t *value, int64_t most, int64_t *hundredths);

/* For check_signed_points(): as many as a number may be, 2^53 - 1 points. */
#define CHECK_ANY_POINTS (100 * DECIMAL_MAX_INTEGER)

/* A weight from 0, with at most four decimals, in ten-thousandths, of which there may be more than 64 bits hold. */
bool check_weight(const struct place *, const json_t *value, int128 *weight);

/* Any number of magnitude at most 2^53 - 1. */
bool check_number(const struct place *, const json_t *value);

/* A number in (0, 1]. */
bool check_share(const struct place *, const json_t *value);

/* true or false. */
bool check_flag(const struct place *, const json_t *value, bool *flag);

/* One of WORDS (NULL-terminated): its position goes to *WORD. */
bool check_word(const struct place *, const json_t *value, const char *const *words, int *word);

/* A map from locale to text. */
void check_localised(const struct place *, const json_t *value);

/* A text without '/': an id's, a panel's or a group fact's. */
bool check_no_slash(const struct place *, const char *text);

/* The ids of the array VALUE's elements, by position, into IDS. Reports missing, faulty and duplicate ones, whose positions are skipped,
 * and elements that are no objects. With a missing or faulty id IDS is incomplete. */
void check_ids(const struct place *, const json_t *value, struct ids *ids);

/* The position of the id VALUE among IDS, or IDS_NONE with an error that calls it an unknown NOUN, unless IDS is incomplete. */
size_t check_reference(const struct place *, const json_t *value, const struct ids *ids, const char *noun);

/* Whether TEXT ends in SUFFIX. */
bool check_suffix(const char *text, const char *suffix);

#endif
