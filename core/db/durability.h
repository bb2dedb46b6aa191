/* Whether what the database acknowledges is on disk: settings of the server that decide what a power cut takes. */
#ifndef CORE_DB_DURABILITY_H
#define CORE_DB_DURABILITY_H

#include "core/db/db.h"

/* One sentence in English for each setting that lets a commit be lost, or a page be torn, at a power cut: COUNT of them in FAULTS, in the arena. */
struct durability {
	size_t count;
	const char *faults[4];
};

/* Asks the server. DB_FAILED: it did not say. */
__attribute__((warn_unused_result)) enum db_status durability_ask(struct db *, struct arena *, struct durability *);

#endif
