/* What an exchange's reply says about the stream of events that it opens. */
#ifndef CORE_REQUEST_EVENT_STREAM_H
#define CORE_REQUEST_EVENT_STREAM_H

#include <stdint.h>

struct event_source;

struct event_stream {
	const struct event_source *source; /* NULL: it opens none */
	int64_t edition;
	int64_t seq; /* of the last row that the reply's body tells of */
};

#endif
