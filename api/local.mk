# The resources: one file each, rows of the route table at its end.
noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = \
	api/access.h \
	api/attachment_kinds.c api/attachment_kinds.h \
	api/attachment_owners.c \
	api/attachments.c api/attachments.h \
	api/account_admin.c \
	api/account_links.h \
	api/account_mails.c api/account_mails.h \
	api/account_tokens.c api/account_tokens.h \
	api/accounts.c \
	api/assignment_batches.c \
	api/assignments.c \
	api/audit_log.c \
	api/award_list_create.c \
	api/award_list_state.c api/award_list_state.h \
	api/award_list_steps.c \
	api/award_lists.c api/award_lists.h \
	api/award_rows.c api/award_rows.h \
	api/calendar.c \
	api/computation.c api/computation.h \
	api/computations.c \
	api/contests.c \
	api/criteria.c api/criteria.h \
	api/dashboard.c \
	api/departures.c \
	api/dossier_build.c api/dossier_build.h \
	api/derivation.c \
	api/downloads.c \
	api/edition_access.c api/edition_access.h \
	api/edition_states.c \
	api/editions.c api/editions.h \
	api/eligibility.c api/eligibility.h \
	api/eligibility_queue.c \
	api/entries.c api/entries.h \
	api/entry_attachments.c api/entry_attachments.h \
	api/entry_form.c api/entry_form.h \
	api/exports.c \
	api/entry_save.c \
	api/entry_states.c api/entry_states.h \
	api/entry_submit.c \
	api/extras.c \
	api/fields.c api/fields.h \
	api/file_store.c api/file_store.h \
	api/file_type.c api/file_type.h \
	api/firm_number.c api/firm_number.h \
	api/firms.c \
	api/history.c \
	api/independence.c api/independence.h \
	api/investment_states.c \
	api/investment_verify.c \
	api/investments.c api/investments.h \
	api/invitations.c \
	api/judges.c \
	api/judging_desk.c \
	api/limits.h \
	api/me.c api/me.h \
	api/notices.c api/notices.h \
	api/objections.c \
	api/panels.c \
	api/recusals.c \
	api/role_names.c api/role_names.h \
	api/round_rules.c api/round_rules.h \
	api/round_state.c api/round_state.h \
	api/letters.c api/letters.h \
	api/prior_awards.c \
	api/receipts.c \
	api/round_close.c \
	api/round_entries.c api/round_entries.h \
	api/round_progress.c \
	api/rounds.c \
	api/routes.c api/routes.h \
	api/rule_check.c api/rule_check.h \
	api/rulebook_facts.c api/rulebook_facts.h \
	api/rulebook_preview.c \
	api/rulebooks.c \
	api/sessions.c \
	api/sheet_corrections.c \
	api/sheets.c api/sheets.h \
	api/sheets_together.c \
	api/standings.c \
	api/state_names.c api/state_names.h \
	api/sweep.c api/sweep.h \
	api/timeline.c \
	api/tus.c api/tus.h \
	api/uploads.c \
	api/working_days.c api/working_days.h
API_LIBS = libapi.a $(MAGIC_LIBS)
