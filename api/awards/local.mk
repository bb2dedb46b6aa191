# The award list from draft to final, its notice, objections. Looks at: api/shared, api/people, api/season, api/rules, api/rounds, api/files, api/entry, api/judges, api/investment, api/results, core, judging.
libapi_a_SOURCES += \
	api/awards/award_list_create.c \
	api/awards/award_list_state.c api/awards/award_list_state.h \
	api/awards/award_list_steps.c \
	api/awards/award_lists.c api/awards/award_lists.h \
	api/awards/award_rows.c api/awards/award_rows.h \
	api/awards/notice_pages.c \
	api/awards/objections.c api/awards/objections.h \
	api/awards/public_pages.c \
	api/awards/routes.h
