#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/base/fatal.h"

#define ZWNJ 0x200c
#define ZWJ 0x200d
#define EMOJI_STYLE 0xfe0f
#define BLACK_FLAG 0x1f3f4
#define REPLACEMENT 0xfffd
#define BYTE_ORDER_MARK 0xfeff

static const struct {
	bool lines;    /* LF and tab stay what they are */
	bool refuses;  /* what nobody sees */
	bool trims;    /* white space around it */
	bool as_typed; /* nothing but the normal form */
} kinds[] = {
    [TEXT_FREE] = {.lines = true},
    [TEXT_LINE] = {0},
    [TEXT_NAME] = {.refuses = true},
    [TEXT_IDENTIFIER] = {.refuses = true, .trims = true},
    [TEXT_SECRET] = {.lines = true, .as_typed = true},
    [TEXT_EXACT] = {.lines = true, .refuses = true},
};

struct range {
	uint32_t first, last;
};

/* Without the controls and the noncharacters at the ends of the planes. */
static const struct range invisible[] = {
    {0xad, 0xad},       /* soft hyphen */
    {0x34f, 0x34f},     /* combining grapheme joiner */
    {0x61c, 0x61c},     /* Arabic letter mark */
    {0x115f, 0x1160},   /* Hangul fillers: letters without ink */
    {0x17b4, 0x17b5},   /* Khmer vowels that are never shown */
    {0x180b, 0x180f},   /* variants and the vowel separator of Mongolian */
    {0x200b, 0x200f},   /* zero-width space, joiners, marks of direction */
    {0x202a, 0x202e},   /* embeddings and overrides of direction */
    {0x2060, 0x206f},   /* word joiner, invisible operators, isolates, deprecated formats */
    {0x3164, 0x3164},   /* Hangul filler */
    {0xfdd0, 0xfdef},   /* noncharacters */
    {0xfe00, 0xfe0f},   /* variants: how the character before them is drawn */
    {0xfeff, 0xfeff},   /* byte-order mark, zero-width no-break space */
    {0xffa0, 0xffa0},   /* half-width Hangul filler */
    {0xfff0, 0xfffc},   /* reserved; annotations; the place of a picture that was not pasted with the text */
    {0x1bca0, 0x1bca3}, /* shorthand's formats */
    {0x1d173, 0x1d17a}, /* beams and slurs of music */
    {0xe0000, 0xe0fff}, /* tags, variants of ideographs, reserved */
};

static const struct range spaces[] = {
    {0x09, 0x0d},
    {0x20, 0x20},
    {0x85, 0x85},
    {0xa0, 0xa0},
    {0x1680, 0x1680},
    {0x2000, 0x200a},
    {0x2028, 0x2029},
    {0x202f, 0x202f},
    {0x205f, 0x205f},
    {0x2800, 0x2800} /* Braille without dots */,
    {0x3000, 0x3000},
};

/* Ideographs, of which names need variants. */
static const struct range ideographs[] = {
    {0x2e80, 0x2fdf}, {0x3005, 0x3007}, {0x3021, 0x3029}, {0x3400, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}};

/* Scripts in which joiners change how the letters beside them look. */
static const struct range joining[] = {{0x600, 0xdff}, {0x1000, 0x109f}, {0x1780, 0x18af}, {0xfb50, 0xfdcf}, {0xfe70, 0xfefc}};

#define IN(table, character) in_table(table, sizeof(table) / sizeof((table)[0]), character)

static bool in_table(const struct range *table, size_t count, uint32_t character)
{
	for (size_t i = 0; i < count && table[i].first <= character; i++)
		if (character <= table[i].last)
			return true;
	return false;
}

bool text_space(uint32_t character)
{
	return IN(spaces, character);
}

uint32_t text_narrow(uint32_t character)
{
	if (character >= 0xff01 && character <= 0xff5e)
		return character - 0xff01 + '!';
	return (character >= 0x2010 && character <= 0x2015) || character == 0x2212 || character == 0xfe63 ? '-' : character;
}

static bool is_line_end(uint32_t character)
{
	return (character >= 0x0a && character <= 0x0d) || character == 0x85 || character == 0x2028 || character == 0x2029;
}

bool text_invisible(uint32_t character)
{
	if (character == '\t' || is_line_end(character))
		return false;
	return character < 0x20 || (character >= 0x7f && character < 0xa0) || (character & 0xfffe) == 0xfffe || IN(invisible, character);
}

uint32_t text_next(const char **text)
{
	utf8proc_int32_t character;
	size_t most = strnlen(*text, 4);
	utf8proc_ssize_t length;

	if (most == 0)
		return 0;
	length = utf8proc_iterate((const utf8proc_uint8_t *)*text, (utf8proc_ssize_t)most, &character);
	*text += length > 0 ? length : 1;
	return length > 0 ? (uint32_t)character : REPLACEMENT;
}

bool text_blank(const char *text)
{
	while (*text == ' ')
		text++;
	while (*text != '\0')
		if (!text_space(text_next(&text)))
			return false;
	return true;
}

size_t text_length(const char *text)
{
	size_t count = 0;

	/* Continuation bytes are 10xxxxxx. */
	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

const char *text_beginning(struct arena *arena, const char *text, size_t most)
{
	const char *at = text;

	for (size_t i = 0; i < most && *at != '\0'; i++)
		text_next(&at);
	return *at == '\0' ? text : arena_memdup(arena, text, (size_t)(at - text));
}

/* ---- most texts need nothing ---- */

/* Bytes of the character at P that the policy surely leaves as it is, whatever stands around it; 0 if it has to be looked at. All of these
 * are in normal form C and never compose. LEFT is at least 1, and the text is UTF-8. */
static size_t surely_fine(const unsigned char *p, size_t left, bool lines)
{
	unsigned char c = p[0];

	if (c < 0x80)
		return (c >= 0x20 && c != 0x7f) || (lines && (c == '\n' || c == '\t'));
	if (c == 0xc2) /* the signs of Latin-1, without C1 and the soft hyphen */
		return left > 1 && p[1] >= 0xa0 && p[1] != 0xad ? 2 : 0;
	if (c < 0xcc) /* Latin letters up to U+02FF */
		return left > 1 ? 2 : 0;
	if (left < 3)
		return 0;
	if (c == 0xe3) /* U+3000 to U+3FFF without tone marks, voicing marks and the Hangul filler */
		return (p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xaf) || (p[1] == 0x82 && (p[2] == 0x99 || p[2] == 0x9a)) ||
			       (p[1] == 0x85 && p[2] == 0xa4)
			   ? 0
			   : 3;
	if (c >= 0xe4 && c <= 0xe9) /* ideographs */
		return 3;
	if (c == 0xef) /* full-width forms */
		return p[1] == 0xbc || p[1] == 0xbd ? 3 : 0;
	if (c == 0xe2) /* dashes, quotation marks and the like */
		return (p[1] == 0x80 && ((p[2] >= 0x90 && p[2] <= 0xa7) || p[2] >= 0xb0)) || (p[1] == 0x81 && p[2] <= 0x9e) ? 3 : 0;
	return 0;
}

static bool all_fine(const char *text, size_t length, bool lines)
{
	const unsigned char *p = (const unsigned char *)text;
	size_t step;

	for (size_t i = 0; i < length; i += step) {
		step = surely_fine(p + i, length - i, lines);
		if (step == 0)
			return false;
	}
	return true;
}

/* ---- the others ---- */

/* Whether what is drawn of BEFORE goes on in AFTER when a joiner stands between them. */
static bool joins(uint32_t joiner, uint32_t before, uint32_t after)
{
	if (IN(joining, before) && IN(joining, after))
		return true;
	return joiner == ZWJ && utf8proc_get_property((utf8proc_int32_t)after)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC &&
	       (before == EMOJI_STYLE || (before >= 0x1f3fb && before <= 0x1f3ff) ||
		   utf8proc_get_property((utf8proc_int32_t)before)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC);
}

static bool is_tag(uint32_t character)
{
	return character >= 0xe0020 && character <= 0xe007f;
}

static bool is_variant(uint32_t character)
{
	return (character >= 0x180b && character <= 0x180f) || (character >= 0xfe00 && character <= 0xfe0f) ||
	       (character >= 0xe0100 && character <= 0xe01ef);
}

/* Whether there is something in BEFORE that is drawn in several ways. */
static bool varies(uint32_t variant, uint32_t before)
{
	if (text_invisible(before) || text_space(before))
		return false;
	if (variant >= 0xe0000)
		return IN(ideographs, before);
	if (variant < 0xfe00)
		return before >= 0x1820 && before <= 0x18aa;
	return before >= 0x1000 || before == 0xa9 || before == 0xae || before == '#' || before == '*' || (before >= '0' && before <= '9');
}

/* Whether the CHARACTER, which nobody sees, belongs where it stands. */
static bool needed(uint32_t character, uint32_t before, const char *rest)
{
	if (character == ZWJ || character == ZWNJ)
		return joins(character, before, text_next(&rest));
	if (is_variant(character))
		return varies(character, before);
	/* England, Scotland and Wales are a black flag and tags. */
	return is_tag(character) && (before == BLACK_FLAG || is_tag(before));
}

/* What is written so far, and the last character of it. */
struct writing {
	char *bytes;
	size_t length;
	uint32_t last;
};

static void put(struct writing *out, uint32_t character)
{
	out->length += (size_t)utf8proc_encode_char((utf8proc_int32_t)character, (utf8proc_uint8_t *)out->bytes + out->length);
	out->last = character;
}

/* Writes one character of KIND, REST behind it; false if it is refused. */
static bool take_character(struct writing *out, enum text_kind kind, uint32_t character, const char *rest)
{
	if (character == '\r' && *rest == '\n')
		return true; /* the LF stands for both */
	if (character == BYTE_ORDER_MARK && kinds[kind].lines && out->length == 0)
		return true; /* an editor put it before a text with lines */
	if (is_line_end(character))
		put(out, kinds[kind].lines ? '\n' : ' ');
	else if (character == '\t' && !kinds[kind].lines)
		put(out, ' ');
	else if (!text_invisible(character) || needed(character, out->last, rest))
		put(out, character);
	else
		return !kinds[kind].refuses;
	return true;
}

/* The text without white space around it, cut in place. */
static const char *trimmed(char *text)
{
	const char *start = text, *at = text, *end = text;

	while (*at != '\0') {
		const char *here = at;

		if (text_space(text_next(&at))) {
			if (start == here)
				start = end = at;
		} else {
			end = at;
		}
	}
	text[end - text] = '\0';
	return start;
}

/* TEXT in normal form C, in the arena. */
static char *composed(struct arena *arena, const char *text, size_t length)
{
	utf8proc_uint8_t *form;
	utf8proc_ssize_t count =
	    utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length, &form, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	char *copy;

	if (count < 0)
		fatal("a text in no normal form: %s", utf8proc_errmsg(count));
	copy = arena_memdup(arena, form, (size_t)count);
	free(form);
	return copy;
}

static bool has_spaces_around(const char *text, size_t length)
{
	const char *first = text, *last = text + length;

	if (length == 0)
		return false;
	do
		last--;
	while (last > text && ((unsigned char)*last & 0xc0) == 0x80);
	return text_space(text_next(&first)) || text_space(text_next(&last));
}

const char *text_take(struct arena *arena, enum text_kind kind, const char *text, size_t length, struct text_fault *fault)
{
	struct writing out = {0};
	const char *at = text;
	char *form;

	if (all_fine(text, length, kinds[kind].lines) && !(kinds[kind].trims && has_spaces_around(text, length)))
		return text;
	out.bytes = arena_alloc(arena, 3 * length + 1); /* a byte that is no UTF-8 becomes three */
	for (size_t position = 1; at < text + length; position++) {
		uint32_t character = text_next(&at);

		if (kinds[kind].as_typed) {
			put(&out, character);
		} else if (!take_character(&out, kind, character, at)) {
			*fault = (struct text_fault){position, character};
			return NULL;
		}
	}
	form = composed(arena, out.bytes, out.length);
	return kinds[kind].trims ? trimmed(form) : form;
}
