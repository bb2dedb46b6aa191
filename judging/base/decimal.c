#include "judging/base/decimal.h"

#include "judging/base/slab.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Up to here every integer has at most 15 digits, and no two decimals of 15 digits are the same double. */
#define SHORT_DECIMALS 1e15

/* The same as decimal_scaled() by the digits of the shortest decimal, for numbers of any size. */
static enum decimal_status scaled_by_digits(double real, int digits, int128 *value)
{
	char text[18];
	int point, count = decimal_digits(real, text, &point);
	int128 scaled = 0;

	if (count - point > digits)
		return DECIMAL_TOO_FINE;
	for (int i = 0; i < point + digits; i++)
		scaled = 10 * scaled + (i < count ? text[i] - '0' : 0);
	*value = real < 0 ? -scaled : scaled;
	return DECIMAL_OK;
}

enum decimal_status decimal_scaled(const json_t *number, int digits, int128 *value)
{
	static const int64_t POWERS[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
	int64_t power = POWERS[digits];

	if (json_is_integer(number)) {
		int64_t integer = json_integer_value(number);
		if (integer > DECIMAL_MAX_INTEGER || integer < -DECIMAL_MAX_INTEGER)
			return DECIMAL_TOO_LARGE;
		*value = (int128)integer * power;
		return DECIMAL_OK;
	}
	if (!json_is_real(number))
		return DECIMAL_NO_NUMBER;
	double real = json_real_value(number);
	if (!(fabs(real) <= (double)DECIMAL_MAX_INTEGER))
		return DECIMAL_TOO_LARGE;
	double scaled = round(real * (double)power);
	if (!(fabs(scaled) < SHORT_DECIMALS))
		return scaled_by_digits(real, digits, value);
	/* Both sides of the division are exact, so its result is the double nearest to the decimal: equal means the same decimal. */
	if (scaled / (double)power != real)
		return DECIMAL_TOO_FINE;
	*value = (int64_t)scaled;
	return DECIMAL_OK;
}

/* Drops the zeros at the end; returns how many digits are left. */
static int drop_zeros(char *digits, int count)
{
	while (count > 0 && digits[count - 1] == '0')
		count--;
	digits[count] = '\0';
	return count;
}

/* The digits of numbers with up to four decimals and 15 digits, which are nearly all, without going through text. */
static bool short_digits(double x, char digits[18], int *count, int *point)
{
	double scaled = round(x * 1e4);
	char reversed[16];
	int length = 0;

	if (!(scaled < 1e15) || scaled / 1e4 != x)
		return false;
	for (int64_t rest = (int64_t)scaled; rest; rest /= 10)
		reversed[length++] = (char)('0' + rest % 10);
	for (int i = 0; i < length; i++)
		digits[i] = reversed[length - 1 - i];
	*point = length - 4;
	*count = drop_zeros(digits, length);
	return true;
}

int decimal_digits(double x, char digits[18], int *point)
{
	char text[32];
	int count = 0;

	x = fabs(x);
	*point = 0;
	if (x == 0)
		return 0;
	if (short_digits(x, digits, &count, point))
		return count;
	/* Up to 15 digits every decimal survives the way through a double, so if some short decimal means x, 15 digits show it with zeros
	 * behind. That is not so for subnormal numbers, which have fewer bits. */
	for (int precision = x < DBL_MIN ? 1 : 15; precision <= 17; precision++) {
		snprintf(text, sizeof text, "%.*e", precision - 1, x);
		if (strtod(text, NULL) == x)
			break;
	}
	char *exponent = strchr(text, 'e');
	*point = atoi(exponent + 1) + 1;
	for (const char *p = text; p < exponent; p++)
		if (*p != '.')
			digits[count++] = *p;
	return drop_zeros(digits, count);
}

void decimal_set(mpq_t value, const json_t *number)
{
	if (json_is_integer(number)) {
		mpq_set_si(value, json_integer_value(number), 1);
		return;
	}
	double real = json_real_value(number);
	char digits[18];
	int point;
	int count = decimal_digits(real, digits, &point);
	if (!count) {
		mpq_set_ui(value, 0, 1);
		return;
	}
	int exponent = point - count;
	mpz_t power;
	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)abs(exponent));
	mpz_set_str(mpq_numref(value), digits, 10);
	mpz_set_ui(mpq_denref(value), 1);
	if (exponent >= 0)
		mpz_mul(mpq_numref(value), mpq_numref(value), power);
	else
		mpz_set(mpq_denref(value), power);
	mpz_clear(power);
	mpq_canonicalize(value);
	if (real < 0)
		mpq_neg(value, value);
}

static void set_int128(mpz_t value, int128 number)
{
	if ((long)number == number) {
		mpz_set_si(value, (long)number);
		return;
	}
	unsigned __int128 magnitude = number < 0 ? -(unsigned __int128)number : (unsigned __int128)number;
	uint64_t words[2] = {(uint64_t)(magnitude >> 64), (uint64_t)magnitude};
	mpz_import(value, 2, 1, sizeof words[0], 0, 0, words);
	if (number < 0)
		mpz_neg(value, value);
}

void decimal_set_ratio(mpq_t value, int128 numerator, int128 denominator)
{
	set_int128(mpq_numref(value), numerator);
	set_int128(mpq_denref(value), denominator);
	mpq_canonicalize(value);
}

/* The same as decimal_round() without GMP, for numbers of usual size. */
static bool round_small(mpz_t rounded, const mpq_t value, unsigned digits)
{
	int128 power = 1;
	if (digits > 9 || !mpz_fits_slong_p(mpq_numref(value)) || !mpz_fits_slong_p(mpq_denref(value)))
		return false;
	for (unsigned i = 0; i < digits; i++)
		power *= 10;
	int128 numerator = mpz_get_si(mpq_numref(value)), denominator = mpz_get_si(mpq_denref(value));
	int128 result = (2 * (numerator < 0 ? -numerator : numerator) * power + denominator) / (2 * denominator);
	set_int128(rounded, numerator < 0 ? -result : result);
	return true;
}

void decimal_round(mpz_t rounded, const mpq_t value, unsigned digits)
{
	if (round_small(rounded, value, digits))
		return;
	/* floor((2 |n| 10^digits + d) / 2d), with the sign put back */
	mpz_t twice;
	mpz_init(twice);
	mpz_ui_pow_ui(rounded, 10, digits);
	mpz_mul(rounded, rounded, mpq_numref(value));
	mpz_abs(rounded, rounded);
	mpz_mul_2exp(rounded, rounded, 1);
	mpz_add(rounded, rounded, mpq_denref(value));
	mpz_mul_2exp(twice, mpq_denref(value), 1);
	mpz_fdiv_q(rounded, rounded, twice);
	if (mpq_sgn(value) < 0)
		mpz_neg(rounded, rounded);
	mpz_clear(twice);
}

char *decimal_text(const mpz_t scaled, unsigned digits)
{
	char *number = mpz_get_str(NULL, 10, scaled);
	bool negative = number[0] == '-';
	const char *figures = number + negative;
	size_t length = strlen(figures);
	size_t zeros = length > digits ? 0 : digits + 1 - length; /* to put in front, so that one figure stands before the point */
	char *text = memory_array(length + zeros + 3, 1);
	char *end = text;

	if (negative)
		*end++ = '-';
	memset(end, '0', zeros);
	end = stpcpy(end + zeros, figures);
	if (digits) {
		memmove(end - digits + 1, end - digits, digits);
		end[-(ptrdiff_t)digits] = '.';
	}
	void (*release)(void *, size_t);
	mp_get_memory_functions(NULL, NULL, &release);
	release(number, strlen(number) + 1);
	return text;
}

/* GMP rounds towards zero: of that double and the next one away from zero, the nearer. */
double decimal_double(const mpq_t value)
{
	double near = mpq_get_d(value), far = nextafter(near, mpq_sgn(value) < 0 ? -INFINITY : INFINITY);
	mpq_t below, above;
	uint64_t bits;

	if (!isfinite(near) || !isfinite(far))
		return near;
	mpq_inits(below, above, NULL);
	mpq_set_d(below, near);
	mpq_set_d(above, far);
	mpq_sub(below, value, below);
	mpq_sub(above, above, value);
	mpq_abs(below, below);
	mpq_abs(above, above);
	int order = mpq_cmp(below, above);
	mpq_clears(below, above, NULL);
	memcpy(&bits, &near, sizeof bits);
	return order < 0 || (order == 0 && bits % 2 == 0) ? near : far;
}

const char *decimal_show_scaled(int64_t scaled, int digits, char text[DECIMAL_TEXT])
{
	int64_t power = 1;
	for (int i = 0; i < digits; i++)
		power *= 10;
	uint64_t magnitude = scaled < 0 ? -(uint64_t)scaled : (uint64_t)scaled;
	int length = snprintf(text, DECIMAL_TEXT, "%s%" PRIu64 ".%0*" PRIu64, scaled < 0 ? "-" : "", magnitude / (uint64_t)power,
	    digits ? digits : 1, magnitude % (uint64_t)power);
	while (text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	text[length] = '\0';
	return text;
}
