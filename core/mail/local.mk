# The outbox and the thread that sends it. Looks at: core/base, core/db, core/request.
libcore_a_SOURCES += \
	core/mail/mail.c core/mail/mail.h \
	core/mail/mail_text.c core/mail/mail_text.h \
	core/mail/mailer.c core/mail/mailer.h
