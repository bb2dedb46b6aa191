# What every request stands on: listener, loops, workers, database, sessions, audit. Knows no contest.
noinst_LIBRARIES += libcore.a
libcore_a_CPPFLAGS = $(AM_CPPFLAGS) -DPKGDATADIR='"$(pkgdatadir)"'
libcore_a_SOURCES = \
	core/addresses.c core/addresses.h \
	core/app.h \
	core/arena.c core/arena.h \
	core/audit.c core/audit.h core/audit_trail.h \
	core/cache.c core/cache.h \
	core/clock.c core/clock.h \
	core/config.c core/config.h \
	core/connection.c core/connection.h \
	core/db.c core/db.h core/db_connect.c core/db_connection.h core/db_many.c core/db_private.h core/db_rows.c \
	core/exchange.h \
	core/gate.c core/gate.h \
	core/http.c core/http.h \
	core/input.c core/input.h \
	core/json_text.c core/json_text.h \
	core/limits.h \
	core/locale.h \
	core/log.c core/log.h \
	core/loop.c core/loop.h \
	core/mail.c core/mail.h core/mail_text.c core/mail_text.h core/mailer.c core/mailer.h \
	core/metrics.c core/metrics.h \
	core/migrate.c core/migrate.h \
	core/problem.c core/problem.h \
	core/reply.c \
	core/request.c core/request.h \
	core/route.c core/route.h \
	core/secret.c core/secret.h \
	core/send.c core/send.h \
	core/server.c core/server.h \
	core/session.c core/session.h \
	core/static.c core/static.h \
	core/status.c core/status.h \
	core/throttle.c core/throttle.h \
	core/tls.c core/tls.h \
	core/worker.c core/worker.h core/worker_private.h core/worker_run.c
CORE_LIBS = libcore.a $(LIBEVENT_LIBS) $(OPENSSL_LIBS) $(MARIADB_LIBS) $(CONFUSE_LIBS) $(CURL_LIBS) $(JANSSON_LIBS)
schemadir = $(pkgdatadir)/schema
schema_DATA = $(wildcard $(srcdir)/schema/*.sql)
rulebooksdir = $(schemadir)/rulebooks
rulebooks_DATA = $(wildcard $(srcdir)/schema/rulebooks/*.json)
