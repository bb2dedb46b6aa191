# The program that opens what strangers upload, shut in: it reads one file, says what it is, and can do nothing else. Looks at: nothing else of the house.
sbin_PROGRAMS += saitou-inspect
saitou_inspect_SOURCES = \
	inspect/cage.c inspect/cage.h \
	inspect/content.h \
	inspect/inspect.c \
	inspect/kind.c inspect/kind.h \
	inspect/office.c \
	inspect/pdf.c \
	inspect/picture.c \
	inspect/verdict.h
saitou_inspect_CPPFLAGS = $(AM_CPPFLAGS) $(CONTENT_CFLAGS)
saitou_inspect_LDADD = $(MAGIC_LIBS) $(CONTENT_LIBS) $(SECCOMP_LIBS)
