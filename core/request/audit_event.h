/* What an audit row says beyond who and when. */
#ifndef CORE_REQUEST_AUDIT_EVENT_H
#define CORE_REQUEST_AUDIT_EVENT_H

#include <jansson.h>
#include <stdint.h>

struct audit_event {
	int64_t edition_id; /* 0: not of one edition (accounts) */
	const char *action; /* "entry.submit": object, dot, verb */
	const char *object; /* table name of what changed: "entries" */
	int64_t object_id;
	const char *reason; /* what the person gave as reason, or NULL */
	json_t *detail;     /* what changed, no personal data beyond ids; stolen; NULL allowed */
};

#endif
