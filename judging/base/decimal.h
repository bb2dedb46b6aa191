/* Exact decimals out of JSON numbers.
 *
 * The value of a JSON number is the decimal that stands in its canonical form (RFC 8785): the shortest one that reads back
 * as the same IEEE double. So 0.1 is one tenth, whatever its binary expansion, and a dossier and its canonical form mean
 * the same numbers. */
#ifndef JUDGING_BASE_DECIMAL_H
#define JUDGING_BASE_DECIMAL_H

#include <gmp.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef __int128 int128;

/* The largest integer up to which every integer is a double of its own: 2^53 - 1. */
#define DECIMAL_MAX_INTEGER INT64_C(9007199254740991)

enum decimal_status { DECIMAL_OK, DECIMAL_NO_NUMBER, DECIMAL_TOO_FINE, DECIMAL_TOO_LARGE };

/* *VALUE = NUMBER * 10^DIGITS (DIGITS 0..6), exactly, when NUMBER has so few decimals and a magnitude of at most 2^53 - 1. With up to two
 * digits it fits into 64 bits. */
enum decimal_status decimal_scaled(const json_t *number, int digits, int128 *value);

/* The shortest digits (no zero at either end, "" for 0) of |X|, which is 0.DIGITS * 10^*POINT. Returns how many. */
int decimal_digits(double x, char digits[18], int *point);

/* VALUE = NUMBER, exactly. */
void decimal_set(mpq_t value, const json_t *number);

/* VALUE = NUMERATOR / DENOMINATOR in lowest terms. */
void decimal_set_ratio(mpq_t value, int128 numerator, int128 denominator);

/* ROUNDED = VALUE * 10^DIGITS, rounded half away from zero. */
void decimal_round(mpz_t rounded, const mpq_t value, unsigned digits);

/* The decimal SCALED / 10^DIGITS with exactly DIGITS decimals, such as "-0.50"; malloc'd. */
char *decimal_text(const mpz_t scaled, unsigned digits);

/* The double nearest to VALUE; of two as near, that of even mantissa. */
double decimal_double(const mpq_t value);

/* Room for the text of any number. */
#define DECIMAL_TEXT 32

/* SCALED / 10^DIGITS (DIGITS at most 6) without zeros at the end, into TEXT, which it returns: "27.5". */
const char *decimal_show_scaled(int64_t scaled, int digits, char text[DECIMAL_TEXT]);

#endif
