/* The receipt of a submission as a text, made of what is stored: shown to be saved, mailed, and held line by line against the text of whoever asks
 * whether a receipt is genuine. One maker for all three, so that nothing in a receipt goes uncompared. */
#ifndef API_ENTRY_RECEIPT_TEXT_H
#define API_ENTRY_RECEIPT_TEXT_H

#include "core/request/request.h"

struct receipt {
	const char *number;
	int64_t ordinal, arrived_at;
	const char *sha256;       /* of the submission's body, hexadecimal */
	const char *submitted_by; /* the name as it was then */
	const json_t *body;       /* saitou-submission/1 */
};

/* The time zone by which it says when it arrived, as it was told then; lives as long as the process. */
const char *receipt_zone(const struct receipt *);

/* In LOCALE, lines ending in LF, in the request's arena. The last line is for programs: "saitou-receipt/2 NUMBER ORDINAL SHA256". */
const char *receipt_text(struct request *, enum locale, const struct receipt *);

/* So many lines are compared; an entry may not have as many files and investments. */
#define RECEIPT_LINES_MAX 1000

/* Number and hash in the last line for programs of a receipt, in the request's arena; false if TEXT has none, or too many lines. */
bool receipt_mark(struct request *, const char *text, const char **number, const char **sha256);

/* Where STATED, a receipt as somebody holds it, is not as it is stored: a new array of {"stated", "stored"}, a line each or null where one side
 * has none. Compared with the receipt in the language that it is most like; empty lines and white space at the ends of lines do not count. */
json_t *receipt_differences(struct request *, const struct receipt *, const char *stated);

#endif
