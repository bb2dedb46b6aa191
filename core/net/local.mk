# TLS, HTTP, event loops, static files, the server. Looks at: core/base, core/db, core/request, core/mail, core/work.
libcore_a_SOURCES += \
	core/net/addresses.c core/net/addresses.h \
	core/net/cache.c core/net/cache.h \
	core/net/connection.c core/net/connection.h \
	core/net/gate.c core/net/gate.h \
	core/net/http.c core/net/http.h \
	core/net/loop.c core/net/loop.h \
	core/net/send.c core/net/send.h \
	core/net/server.c core/net/server.h \
	core/net/static.c core/net/static.h \
	core/net/tls.c core/net/tls.h
