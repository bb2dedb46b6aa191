# A request as a handler sees it: head, route, input, session, audit, answers. Looks at: core/base, core/db.
libcore_a_SOURCES += \
	core/request/accept.c core/request/accept.h \
	core/request/address.c core/request/address.h \
	core/request/audit.c core/request/audit.h \
	core/request/audit_event.h \
	core/request/audit_trail.h \
	core/request/cookie.c core/request/cookie.h \
	core/request/device.c core/request/device.h \
	core/request/etag.c core/request/etag.h \
	core/request/event_stream.h \
	core/request/events.c core/request/events.h \
	core/request/exchange.c core/request/exchange.h \
	core/request/forwarded.c core/request/forwarded.h \
	core/request/gzip.c core/request/gzip.h \
	core/request/head.c core/request/head.h \
	core/request/input.c core/request/input.h \
	core/request/locale.c core/request/locale.h \
	core/request/metrics.c core/request/metrics.h \
	core/request/problem.c core/request/problem.h core/request/problem_table.h \
	core/request/reply.c \
	core/request/request.h \
	core/request/route.c core/request/route.h \
	core/request/route_class.c core/request/route_class.h \
	core/request/ticket.h \
	core/request/session.c core/request/session.h \
	core/request/sql.c \
	core/request/state_machine.c core/request/state_machine.h \
	core/request/status.c core/request/status.h \
	core/request/throttle.c core/request/throttle.h
