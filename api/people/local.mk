# Accounts, sessions, invitations, roles. Looks at: api/shared, core.
libapi_a_SOURCES += \
	api/people/account_admin.c \
	api/people/account_links.h \
	api/people/account_mails.c api/people/account_mails.h \
	api/people/account_states.c api/people/account_states.h \
	api/people/account_tokens.c api/people/account_tokens.h \
	api/people/accounts.c \
	api/people/failed_mails.c \
	api/people/grant_requests.c api/people/grant_requests.h \
	api/people/invitations.c api/people/invitations.h \
	api/people/me.c api/people/me.h \
	api/people/password_rule.c api/people/password_rule.h \
	api/people/role_names.c api/people/role_names.h \
	api/people/routes.h \
	api/people/sessions.c
