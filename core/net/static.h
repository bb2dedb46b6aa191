/* The built pages: a folder that is read into memory at start and served to whoever asks. */
#ifndef CORE_NET_STATIC_H
#define CORE_NET_STATIC_H

#include <stdbool.h>

#include "core/request/request.h"

struct pages;

/* Reads FOLDER and what is below it. NULL or an absent folder gives no pages; a file that cannot be read, or more than LIMIT_PAGES_BYTES,
 * gives NULL and *MISTAKE (free() it). NAME.br and NAME.gz are taken as NAME in that encoding. */
__attribute__((warn_unused_result)) struct pages *pages_load(const char *folder, char **mistake);
void pages_free(struct pages *);

/* Answers a GET with the page of that path, or of that path and ".html", or with index.html where the path is not below /api/ and names no
 * file (the pages' own router knows it then): with status 404 where /routes.txt, the table that is built and tested with the pages, has no such
 * address. False if there is nothing to show. */
bool pages_reply(const struct pages *, struct request *);

/* For a ROUTE_PAGE: the first page, in the caller's language, with HEAD (HTML, made safe by the caller) instead of its title and description.
 * Without pages a 404. */
enum handled pages_show(struct request *, const char *head);
/* The same for a file of theirs that is text, with MORE at its end. */
enum handled pages_show_text(struct request *, const char *path, const char *more);

/* What was refused with the reply's status is shown by the first page, if there is one. */
void pages_refuse(const struct pages *, struct request *);

#endif
