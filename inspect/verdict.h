/* What saitou-inspect says of a file, to the server that started it. */
#ifndef INSPECT_VERDICT_H
#define INSPECT_VERDICT_H

#include <stdint.h>

/* Descriptors that the program is started with. */
enum { INSPECT_FILE = 3, INSPECT_ANSWER = 4 };

enum verdict_kind {
	VERDICT_FINE,      /* it can be opened as what it is, or is nothing that anybody here opens */
	VERDICT_BROKEN,    /* it begins as what it is, and cannot be opened */
	VERDICT_ENCRYPTED, /* it wants a password */
	VERDICT_MACROS,    /* programs are in it */
	VERDICT_LINKS,     /* opening it fetches something from elsewhere */
	VERDICT_UNPACKED,  /* unpacked it is many times as large */
	VERDICT_PIXELS,    /* a picture of too many pixels */
	VERDICT_MIXED,     /* it is two kinds of file at once */
	VERDICTS
};

/* First a byte is written when all that can fail for the server's own reasons has been done: whatever happens then, the file did it. Then this. */
#define INSPECT_READY 'r'
struct verdict {
	uint32_t kind;
	char media_type[124]; /* "application/pdf", with its NUL */
};

#endif
