# TLS, HTTP, event loops, static files, the server. Looks at: core/base, core/db, core/request, core/mail, core/work.
libcore_a_SOURCES += \
	core/net/addresses.c core/net/addresses.h \
	core/net/answer.c core/net/answer.h \
	core/net/body.c core/net/body.h \
	core/net/cache.c core/net/cache.h \
	core/net/channel.h \
	core/net/connection.c core/net/connection.h \
	core/net/gate.c core/net/gate.h \
	core/net/http.c core/net/http.h \
	core/net/http1.c core/net/http1.h \
	core/net/http2.c core/net/http2.h \
	core/net/http2_frames.c core/net/http2_frames.h \
	core/net/http2_session.c core/net/http2_session.h \
	core/net/hub.c core/net/hub.h \
	core/net/listener.c core/net/listener.h \
	core/net/loop.c core/net/loop.h \
	core/net/proxy_header.c core/net/proxy_header.h \
	core/net/server.c core/net/server.h \
	core/net/site.h \
	core/net/static.c core/net/static.h \
	core/net/ticket_keys.c core/net/ticket_keys.h \
	core/net/tls.c core/net/tls.h \
	core/net/wire.c core/net/wire.h
