/* HTTP's status codes in words. */
#ifndef CORE_REQUEST_STATUS_H
#define CORE_REQUEST_STATUS_H

/* "Not Found" for 404; "Status" for a code that nobody uses here. */
const char *status_phrase(int status);

#endif
