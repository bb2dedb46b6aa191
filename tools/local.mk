# The two programs: option parsing, the demo season, results in words. Looks at: api, core, certs, judging.
# See json_made() in core/base/json_text.h.
checked_pack = -Wl,--wrap=json_pack
sbin_PROGRAMS += saitoud
saitoud_CPPFLAGS = $(AM_CPPFLAGS) -DSYSCONFDIR='"$(sysconfdir)"'
saitoud_SOURCES = tools/saitoud.c tools/config_check.c tools/config_check.h
saitoud_LDFLAGS = $(AM_LDFLAGS) $(checked_pack)
saitoud_LDADD = $(API_LIBS) $(CORE_LIBS) $(JUDGING_LIBS)

sbin_SCRIPTS = tools/saitou-backup
EXTRA_DIST += tools/saitou-backup
bin_PROGRAMS += saitouctl
saitouctl_SOURCES = \
	tools/ctl.h \
	tools/ctl_account.c \
	tools/ctl_certificates.c \
	tools/ctl_demo.c \
	tools/ctl_explain.c \
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
	tools/demo_progress.c tools/demo_progress.h \
	tools/demo_review.c \
	tools/demo_rounds.c \
	tools/demo_season.h \
	tools/demo_setup.c \
	tools/explain.h tools/explain_comparison.c tools/explain_sentence.c tools/explain_value.c tools/explain_why.c \
	tools/read_file.c tools/read_file.h \
	tools/saitouctl.c \
	tools/words.c tools/words.h tools/words_data.h
nodist_saitouctl_SOURCES = tools/words_data.c
saitouctl_LDFLAGS = $(AM_LDFLAGS) $(checked_pack)
saitouctl_LDADD = $(API_LIBS) $(CERTS_LIBS) $(CORE_LIBS) $(JUDGING_LIBS)

# The words of the pages that results are told in, and their table of units, as bytes in the program.
words_files = why rules readable common
words_locales = zh-CN zh-Hant en
tools/words_data.c: $(foreach l,$(words_locales),$(foreach f,$(words_files),$(srcdir)/web/src/i18n/$(l)/$(f).json)) $(srcdir)/web/src/rulebook/units.json
	@$(MKDIR_P) tools
	$(AM_V_GEN){ echo '#include "tools/words_data.h"'; \
	for l in $(words_locales); do for f in $(words_files); do \
		echo "static const unsigned char `echo $$l | tr - _`_$$f[] = {"; \
		od -An -v -tx1 "$(srcdir)/web/src/i18n/$$l/$$f.json" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; echo '};'; \
	done; done; \
	echo 'static const unsigned char units[] = {'; \
	od -An -v -tx1 "$(srcdir)/web/src/rulebook/units.json" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'; echo '};'; \
	echo 'const struct words_file words_files[] = {'; \
	for l in $(words_locales); do for f in $(words_files); do n="`echo $$l | tr - _`_$$f"; \
		echo "{\"$$l\", \"$$f\", $$n, sizeof $$n},"; \
	done; done; echo '{"", "units", units, sizeof units}, {0}};'; } > $@
CLEANFILES += tools/words_data.c
