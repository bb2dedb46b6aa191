/* One mail as RFC 5322 text: UTF-8 in subject, sender's name and body, encoded so that every relay passes it on. */
#ifndef CORE_MAIL_MAIL_TEXT_H
#define CORE_MAIL_MAIL_TEXT_H

#include <stdbool.h>

#include "core/base/arena.h"

struct mail {
	const char *from, *from_name; /* address; name, or NULL */
	const char *to;               /* address */
	const char *subject, *text;   /* UTF-8; lines of the text end in \n */
	const char *message_id;       /* without <>; the same for every attempt */
	int64_t at;                   /* µs, for Date */
};

/* An address that goes into a header and to a mail server as it is: ASCII, one @, no blanks, quotes, brackets or control characters. */
bool mail_address_valid(const char *);

/* The whole message with CRLF line ends; NULL if an address is not valid, or a subject or name holds a control character. */
const char *mail_compose(struct arena *, const struct mail *);

#endif
