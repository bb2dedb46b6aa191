/* Slides that judges are shown as PDF: which there are to be made, the thread that makes them, one at a time, and how they are had.
 *
 * A file of slides that becomes whole gets a row in the table renditions, by its SHA-256, in the same transaction. Without LibreOffice the rows wait;
 * several servers share them: who converts has put off the row for longer than that can take. */
#ifndef API_FILES_SLIDES_H
#define API_FILES_SLIDES_H

#include "core/base/config.h"
#include "core/base/secret.h"
#include "core/request/request.h"
#include "core/request/state_machine.h"

extern const struct state_machine rendition_states;

/* Starts and ends the thread; without LibreOffice there is none, and the log says so. The configuration must outlive it. */
void slides_begin(const struct config *);
void slides_end(void);

/* The file with this hash, of this type, is stored: if it is slides they are wanted as PDF. To be called in the transaction that stores it. */
__attribute__((warn_unused_result)) enum db_status slides_want(
    struct request *, const char *media_type, const unsigned char hash[HASH_BYTES]);

/* How far that is, as a column of attachments "a": made, waiting, impossible; NULL if there is nothing to wait for. */
#define SQL_SLIDES_STATE                                                                                \
	"(SELECT IF(sr.state = 'waiting' AND NOT :slides_converted, NULL, sr.state) FROM renditions sr" \
	" WHERE sr.source_sha256 = a.sha256)"
#define SLIDES_PARAMETER P(slides_converted, slides_converted())
bool slides_converted(void);

#endif
