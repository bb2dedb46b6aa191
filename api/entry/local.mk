# Firms, entries, submissions and receipts, eligibility. Looks at: api/shared, api/people, api/season, api/rules, api/rounds, api/files, core, judging.
libapi_a_SOURCES += \
	api/entry/decision_letters.c api/entry/decision_letters.h \
	api/entry/decision_releases.c \
	api/entry/eligibility.c api/entry/eligibility.h \
	api/entry/eligibility_bulk.c \
	api/entry/eligibility_queue.c api/entry/eligibility_queue.h \
	api/entry/entries.c api/entry/entries.h \
	api/entry/entry_attachments.c api/entry/entry_attachments.h \
	api/entry/entry_form.c api/entry/entry_form.h \
	api/entry/entry_restore.c \
	api/entry/entry_save.c \
	api/entry/entry_states.c api/entry/entry_states.h \
	api/entry/entry_submit.c \
	api/entry/firm_states.c api/entry/firm_states.h \
	api/entry/entry_yield.c \
	api/entry/firm_claim_answers.c \
	api/entry/firm_claim_letters.c \
	api/entry/firm_claim_queue.c api/entry/firm_claim_queue.h \
	api/entry/firm_claim_states.c \
	api/entry/firm_claims.c api/entry/firm_claims.h \
	api/entry/firm_number.c api/entry/firm_number.h \
	api/entry/firm_invitations.c \
	api/entry/firms.c \
	api/entry/form_faults.c api/entry/form_faults.h \
	api/entry/form_missing.c api/entry/form_missing.h \
	api/entry/history.c \
	api/entry/late_admission_course.c \
	api/entry/late_admission_states.c \
	api/entry/late_admissions.c api/entry/late_admissions.h \
	api/entry/mandates.c api/entry/mandates.h \
	api/entry/part_change.c api/entry/part_change.h \
	api/entry/receipt_text.c api/entry/receipt_text.h \
	api/entry/receipts.c \
	api/entry/routes.h \
	api/entry/staff_ties.c \
	api/entry/timeline.c \
	api/entry/uscc.c api/entry/uscc.h
