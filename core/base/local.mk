# Memory, time, log, configuration, hashes, limits: what even the database layer stands on. Looks at: nothing else of the house.
libcore_a_SOURCES += \
	core/base/app.h \
	core/base/arena.c core/base/arena.h \
	core/base/clock.c core/base/clock.h \
	core/base/confine.c core/base/confine.h \
	core/base/config.c core/base/config.h \
	core/base/fatal.c core/base/fatal.h \
	core/base/json_text.c core/base/json_text.h \
	core/base/limits.h \
	core/base/log.c core/base/log.h \
	core/base/log_file.c core/base/log_file.h \
	core/base/memory.c core/base/memory.h \
	core/base/networks.c core/base/networks.h \
	core/base/secret.c core/base/secret.h \
	core/base/text.c core/base/text.h \
	core/base/zone.c core/base/zone.h
