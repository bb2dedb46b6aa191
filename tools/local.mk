# The two programs. Looks at: api, core, certs, judging.
# The two programs: little more than option parsing.
sbin_PROGRAMS += saitoud
saitoud_CPPFLAGS = $(AM_CPPFLAGS) -DSYSCONFDIR='"$(sysconfdir)"'
saitoud_SOURCES = tools/saitoud.c
saitoud_LDADD = $(API_LIBS) $(CORE_LIBS) $(JUDGING_LIBS)

bin_PROGRAMS += saitouctl
saitouctl_SOURCES = \
	tools/ctl.h \
	tools/ctl_account.c \
	tools/ctl_certificates.c \
	tools/ctl_demo.c \
	tools/ctl_migrate.c \
	tools/ctl_recompute.c \
	tools/ctl_sweep.c \
	tools/ctl_verify.c \
	tools/ctl_why_codes.c \
	tools/demo_awards.c \
	tools/demo_client.c tools/demo_client.h \
	tools/demo_entries.c \
	tools/demo_mailbox.c \
	tools/demo_people.c tools/demo_people.h \
	tools/demo_review.c \
	tools/demo_rounds.c \
	tools/demo_season.h \
	tools/demo_setup.c \
	tools/saitouctl.c
saitouctl_LDADD = $(API_LIBS) $(CERTS_LIBS) $(CORE_LIBS) $(JUDGING_LIBS)
