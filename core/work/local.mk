# The bounded queue and the worker threads, and the lookout for what changes. Looks at: core/base, core/db, core/request, core/mail.
libcore_a_SOURCES += \
	core/work/budget.c core/work/budget.h \
	core/work/lookout.c core/work/lookout.h \
	core/work/pulse.c core/work/pulse.h \
	core/work/room.c core/work/room.h \
	core/work/worker.h \
	core/work/worker_connect.c \
	core/work/worker_pool.c \
	core/work/worker_private.h \
	core/work/worker_room.c \
	core/work/worker_run.c
