# What every request stands on: listener, loops, workers, database, sessions, audit; knows no contest. Looks at: nothing else of the house.
noinst_LIBRARIES += libcore.a
libcore_a_CPPFLAGS = $(AM_CPPFLAGS) -DPKGDATADIR='"$(pkgdatadir)"'
libcore_a_SOURCES =
include core/base/local.mk
include core/db/local.mk
include core/request/local.mk
include core/mail/local.mk
include core/work/local.mk
include core/net/local.mk
CORE_LIBS = libcore.a $(LIBEVENT_LIBS) $(NGHTTP2_LIBS) $(ZLIB_LIBS) $(OPENSSL_LIBS) $(MARIADB_LIBS) $(CONFUSE_LIBS) $(CURL_LIBS) $(SECCOMP_LIBS) $(UTF8PROC_LIBS) $(GLIB_LIBS) $(JANSSON_LIBS)
schemadir = $(pkgdatadir)/schema
schema_DATA = $(wildcard $(srcdir)/schema/*.sql)
rulebooksdir = $(schemadir)/rulebooks
rulebooks_DATA = $(wildcard $(srcdir)/schema/rulebooks/*.json)
