# One blocking connection to MariaDB, its statements and rows, migrations. Looks at: core/base.
libcore_a_SOURCES += \
	core/db/db.h \
	core/db/db_connect.c \
	core/db/db_connection.h \
	core/db/db_many.c \
	core/db/db_parameters.c \
	core/db/db_private.h \
	core/db/db_rows.c \
	core/db/db_statement.c \
	core/db/durability.c core/db/durability.h \
	core/db/migrate.c core/db/migrate.h \
	core/db/sql_names.c core/db/sql_names.h
