/* By whose clock dates are shown and counted: that of the edition's rulebook in force, Asia/Shanghai where there is none. */
#ifndef API_SHARED_ZONES_H
#define API_SHARED_ZONES_H

#include <jansson.h>

#include "core/base/zone.h"
#include "core/request/request.h"

/* The name of the zone of the rulebook with the id RULEBOOK (an expression, NULL allowed), as it is told with an edition. */
#define SQL_ZONE(rulebook) "COALESCE((SELECT zoned.timezone FROM rulebooks zoned WHERE zoned.id = " rulebook "), 'Asia/Shanghai')"

/* By such a name, NULL for Asia/Shanghai. A rulebook whose zone this machine does not know is refused; should one be in force all the same, as when
 * tzdata was taken away, this is logged and Beijing's clock counts, which is said wherever a time is. */
const struct zone *zone_of(const char *name);
/* Of a rulebook; NULL: of none. */
const struct zone *zone_of_rulebook(const json_t *body);
__attribute__((warn_unused_result)) enum db_status edition_zone(struct request *, int64_t edition_id, const struct zone **);

/* "北京时间", "Asia/Urumqi 时间", "Beijing time", "America/New_York time"; the request's. */
const char *zone_words(struct request *, enum locale, const struct zone *);
/* For a sentence: the time there with the name of the zone, "2026-12-04 17:00:00（北京时间）", and the same of a deadline. */
const char *time_said(struct request *, enum locale, const struct zone *, int64_t us);
const char *deadline_said(struct request *, enum locale, const struct zone *, int64_t us);

#endif
