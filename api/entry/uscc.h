/* Registration numbers of firms: the unified social credit code (USCC, 统一社会信用代码, GB 32100-2015) of the mainland with both its check
 * characters, and the numbers of Hong Kong and Macao.
 *
 * A real code may fail its check (91350203M0001QAY9B is in use), so the report says what is wrong and leaves the judgement to people. */
#ifndef API_ENTRY_USCC_H
#define API_ENTRY_USCC_H

#include <stdbool.h>
#include <stddef.h>

#define USCC_LENGTH 18
#define REGISTRATION_MAX 64 /* characters of any registration number, normalised */

/* Makes what people type and paste comparable: full-width forms become ASCII, dashes hyphens, letters upper case; white space of every
 * kind and what nobody sees (marks of direction, zero-width characters, soft hyphens) are dropped. OUT gets the text with a NUL. Returns
 * its length, or 0 (and "" in OUT) if nothing is left, if more than REGISTRATION_MAX characters are, or if a character is not printable
 * ASCII then. TEXT is UTF-8. */
size_t registration_normalise(const char *text, char out[REGISTRATION_MAX + 1]);

/* What is right and wrong about a USCC. Positions count from 1, as in the standard. */
struct uscc_report {
	bool right_length; /* 18 characters; if not, the rest says nothing */
	/* Position of the first character outside the standard's alphabet (no I, O, S, V, Z), or 0; if not 0, the rest says nothing. */
	size_t wrong_character;
	char organisation_expected; /* what position 17 should be: check character of the organisation code (GB 11714, positions 9 to 17) */
	char check_expected;        /* what position 18 should be: check character of the whole */
	bool organisation_holds;
	bool check_holds;
	bool valid; /* all of the above holds */
};

/* Takes the hyphens out of a mainland code, which has none: people part it by them, as they do by blanks. CODE is normalised. */
void uscc_without_hyphens(char code[REGISTRATION_MAX + 1]);

/* CODE is normalised and without hyphens. */
struct uscc_report uscc_check(const char *code);

/* Where a firm with the normalised 18-character CODE was registered, by the administrative division in positions 3 to 8: the province
 * ("广东省"), and the district as far as this table goes (Guangzhou's: "天河区"). NULL if unknown. Static texts. Registration may be at the city's
 * or province's office, and firms move, so it is a hint and no fact. */
const char *uscc_province(const char *code);
const char *uscc_district(const char *code);

/* A Hong Kong number, normalised: a company number (CR, 7 or 8 digits), a business registration number (BRN, 8 digits) or the unique
 * business identifier made of it (BRN-000, cut to the BRN in place so that one firm has one number). False if it is none of them. */
bool hong_kong_number(char code[REGISTRATION_MAX + 1]);

#endif
