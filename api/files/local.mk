# Attachments: uploads in pieces, storage, downloads. Looks at: inspect, api/shared, api/people, api/season, api/rules, api/rounds, core.
libapi_a_SOURCES += \
	api/files/attachment_kinds.c api/files/attachment_kinds.h \
	api/files/attachment_owners.c \
	api/files/attachment_states.c \
	api/files/attachments.c api/files/attachments.h \
	api/files/downloads.c \
	api/files/file_store.c api/files/file_store.h \
	api/files/inspection.c api/files/inspection.h \
	api/files/outside_uploads.c \
	api/files/routes.h \
	api/files/slides.c api/files/slides.h \
	api/files/slides_convert.c api/files/slides_convert.h \
	api/files/sweep.c api/files/sweep.h \
	api/files/tus.c api/files/tus.h \
	api/files/uploads.c api/files/uploads.h \
	api/files/virus_scan.c api/files/virus_scan.h
