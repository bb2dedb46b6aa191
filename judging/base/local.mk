# Arena, ids, decimals, canonical JSON, checks with paths. Looks at: nothing else of the house.
libjudging_a_SOURCES += \
	judging/base/canonical.c judging/base/canonical.h \
	judging/base/check.c judging/base/check.h \
	judging/base/day.c judging/base/day.h \
	judging/base/decimal.c judging/base/decimal.h \
	judging/base/duplicates.c judging/base/duplicates.h \
	judging/base/errors.c judging/base/errors.h \
	judging/base/ids.c judging/base/ids.h \
	judging/base/node.c judging/base/node.h \
	judging/base/slab.c judging/base/slab.h \
	judging/base/timezones.c judging/base/timezones.h \
	judging/base/why.c judging/base/why.h
