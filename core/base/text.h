/* What people may write, and what is made of it: the one policy for every text that comes in, from pages and API alike. It stands at the door
 * (core/request/input.h), so nothing behind it looks for control characters again; a form with a table of its own asks here, too.
 *
 * All of it becomes Unicode's normal form C (UAX #15; the tables are utf8proc's), so that what looks the same is the same. Line ends of every
 * kind (CR LF, CR, VT, FF, NEL, LS, PS: Word's soft breaks are VT) become LF, or a space in what is one line. What nobody sees has no place in
 * a text: controls, marks that turn the direction of writing, zero-width characters (but joiners between what they join: emoji, Arabic,
 * Indic; and variants behind what has some), blank letters, noncharacters. From texts it is taken out; in a name, which others may be misled by, it is refused. */
#ifndef CORE_BASE_TEXT_H
#define CORE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"

enum text_kind {
	TEXT_FREE,       /* lines and tabs stay; what nobody sees is taken out */
	TEXT_LINE,       /* one line: line ends and tabs become spaces */
	TEXT_NAME,       /* one line, of a person, firm or thing: what nobody sees is refused */
	TEXT_IDENTIFIER, /* the same, and white space around it is dropped: an address, a code */
	TEXT_SECRET,     /* as typed, in normal form C: two keyboards type one password */
	TEXT_EXACT       /* lines and tabs stay; what nobody sees is refused, since it would show other than it compares */
};

/* What stands in the way of a name or an identifier. */
struct text_fault {
	size_t position;    /* in characters of what came, from 1 */
	uint32_t character; /* code point */
};

/* LENGTH bytes of TEXT (UTF-8, a NUL behind them) as the policy has them: TEXT itself where nothing is to be done, which costs one look at
 * its bytes, else a copy in the arena. NULL if a name or an identifier is refused: then FAULT says why. */
const char *text_take(struct arena *, enum text_kind, const char *text, size_t length, struct text_fault *fault);

/* Whether TEXT has nothing but white space of any kind: then it counts as missing. */
bool text_blank(const char *text);

/* Characters (code points) in UTF-8. */
size_t text_length(const char *text);

/* The first MOST characters of TEXT; TEXT itself if it has no more. */
const char *text_beginning(struct arena *, const char *text, size_t most);

/* One character of UTF-8 from *TEXT, which moves on; U+FFFD for a byte that is none. At the NUL it stays and is 0. */
uint32_t text_next(const char **text);

/* Whether nobody sees the character and no text needs it where it stands alone. */
bool text_invisible(uint32_t character);

/* White space of any kind, line ends included. */
bool text_space(uint32_t character);

/* The ASCII character of which this is a full-width form, or a dash that stands for a hyphen; itself if it is neither. */
uint32_t text_narrow(uint32_t character);

#endif
