# The two programs: little more than option parsing.
sbin_PROGRAMS += saitoud
saitoud_CPPFLAGS = $(AM_CPPFLAGS) -DSYSCONFDIR='"$(sysconfdir)"'
saitoud_SOURCES = tools/saitoud.c
saitoud_LDADD = libapi.a $(CORE_LIBS) $(JUDGING_LIBS)
