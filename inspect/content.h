/* What each kind of file is held against. All bytes are in memory; the libraries allocate what they like, within the cage. */
#ifndef INSPECT_CONTENT_H
#define INSPECT_CONTENT_H

#include <stddef.h>

#include "inspect/verdict.h"

/* ---- limits ---- */
#define LIMIT_PIXELS 50000000L /* 200 MB in a browser; a camera's picture has half */
#define LIMIT_SIDE 20000       /* in pixels: what browsers draw */
#define LIMIT_MEMBERS 20000    /* of an archive: a presentation of 500 slides has some 3,000 */
#define LIMIT_UNPACKED (1024L * 1024 * 1024)
#define LIMIT_RATIO 200                      /* of what is unpacked to what is packed, … */
#define LIMIT_RATIO_FROM (64L * 1024 * 1024) /* … from so much on: a small file of XML may shrink as much */
#define LIMIT_PAGES 5000

/* qpdf opens it without a password, finds pages, and every one of them. What a viewer mends is mended. */
enum verdict_kind pdf_content(const char *bytes, size_t length);
/* Office's ZIP (ECMA-376): members, sizes as they are unpacked, macros, relations to what is outside; hyperlinks are no such thing. */
enum verdict_kind office_content(const char *bytes, size_t length);
/* Office's older container, as far as its directory tells. */
enum verdict_kind ole_content(const char *bytes, size_t length);
/* Width and height, by the library of the kind, and whether the end is there. */
enum verdict_kind png_content(const char *bytes, size_t length);
enum verdict_kind jpeg_content(const char *bytes, size_t length);
enum verdict_kind webp_content(const char *bytes, size_t length);

#endif
