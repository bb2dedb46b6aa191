/* The gate: reads request heads byte by byte before anything else does, and says no early.
 *
 * Two parsers in a row that make different sense of the same bytes are how requests are smuggled. So exactly one reading is allowed here (RFC 9112
 * without its leniencies), and it is the only one. No I/O: http1.c feeds bytes and acts on the verdict. */
#ifndef CORE_NET_GATE_H
#define CORE_NET_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/limits.h"
#include "core/request/head.h"
#include "core/request/problem.h"

/* Where the scan stands in one head; start with {0}. */
struct gate {
	uint32_t bytes;   /* of this head so far */
	uint16_t lines;   /* ended ones */
	uint16_t spaces;  /* in the request line */
	uint32_t line;    /* bytes in the line so far */
	uint8_t carriage; /* the last byte was CR */
};

enum gate_verdict {
	GATE_MORE,   /* all bytes are part of an unfinished head */
	GATE_HEAD,   /* the head ends at *USED bytes */
	GATE_REFUSED /* *WHY says why */
};

/* Scans LENGTH further bytes: line ends, forbidden bytes, sizes. */
enum gate_verdict gate_scan(struct gate *, const char *bytes, size_t length, size_t *used, const struct problem_kind **why);

/* Parses a whole head as scanned (with its final empty line) into HEAD; all texts go to the arena. Returns NULL, or why it is refused: then
 * HEAD holds what was understood (headers at least up to the fault), for the language of the answer. */
__attribute__((warn_unused_result)) const struct problem_kind *gate_parse(struct arena *, const char *bytes, size_t length, struct head *);

/* The same for the head of HTTP/2, which comes as COUNT fields, pseudo-headers first: whole is whether they are all there, or the rest was more than
 * LIMIT_HEAD_BYTES or LIMIT_HEADERS. */
__attribute__((warn_unused_result)) const struct problem_kind *gate_fields(
    struct arena *, const struct header *fields, size_t count, bool whole, struct head *head);

#endif
