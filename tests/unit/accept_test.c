/* Headers that list what a client takes (core/request/accept.h):
 * - members with names and qualities, whatever blanks, empty members and parameters stand between them
 * - Accept-Encoding: by name, by "*" where the name is not there, "q=0" refuses, what cannot be read refuses */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "core/request/accept.h"

static void members(void **state)
{
	const char *header = " a , ;q=1, b;q=0.5,, c ; x=\"q=0\" ; Q=0.125 ,d;q=1.000;q=0";
	static const struct {
		char name;
		int quality;
	} expected[] = {{'a', 1000}, {'b', 500}, {'c', 125}, {'d', 1000}};
	struct accepted member;

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_true(accept_next(&header, &member));
		assert_int_equal(member.length, 1);
		assert_int_equal(member.name[0], expected[i].name);
		assert_int_equal(member.quality, expected[i].quality);
	}
	assert_false(accept_next(&header, &member));
	header = NULL;
	assert_false(accept_next(&header, &member));
}

static void codings(void **state)
{
	static const char *const takes[] = {"gzip", "GZIP", "deflate, gzip;q=0.001", "br;q=0, gzip ; q=1.0", "*", "br, *;q=0.5",
	    "*;q=0, gzip", "gzip, *;q=0", "x-gzip;q=0, gzip"};
	static const char *const refuses[] = {NULL, "", "identity", "gzip;q=0", "gzip;q=0.000", "gzip;q=0, *", "*;q=0", "br", "gzipped",
	    "x-gzip", "g, zip", "gzip;q=", "gzip;q=2", "gzip;q=1.5", "gzip;q=-1", "gzip;q=.5", "gzip;q=0.5000", "gzip;q=high", ";gzip"};

	(void)state;
	for (size_t i = 0; i < sizeof(takes) / sizeof(takes[0]); i++)
		if (!accept_coding(takes[i], "gzip"))
			fail_msg("%s takes gzip", takes[i]);
	for (size_t i = 0; i < sizeof(refuses) / sizeof(refuses[0]); i++)
		if (accept_coding(refuses[i], "gzip"))
			fail_msg("%s does not take gzip", refuses[i] == NULL ? "nothing" : refuses[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(members), cmocka_unit_test(codings)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
