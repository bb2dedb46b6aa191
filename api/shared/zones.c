#include "api/shared/zones.h"

#include "core/base/log.h"

const struct zone *zone_of(const char *name)
{
	const struct zone *zone = zone_find(name);

	if (zone)
		return zone;
	log_event(LOG_ERROR, "zone.unknown", "{s:s}", "timezone", name);
	return zone_beijing();
}

const struct zone *zone_of_rulebook(const json_t *body)
{
	return zone_of(json_string_value(json_object_get(body, "timezone")));
}

enum db_status edition_zone(struct request *r, int64_t edition_id, const struct zone **zone)
{
	struct db_rows rows;
	enum db_status status =
	    sql_query(r, &rows, "SELECT " SQL_ZONE("d.rulebook_id") " FROM editions d WHERE d.id = :edition_id", P(edition_id));

	*zone = zone_of(status == DB_OK && rows.count > 0 ? db_text(&rows, 0, 0) : NULL);
	return status;
}

const char *zone_words(struct request *r, enum locale locale, const struct zone *zone)
{
	static const char *const beijing[LOCALES] = {"北京时间", "北京時間", "Beijing time"};
	static const char *const there[LOCALES] = {" 时间", " 時間", " time"};

	return zone == zone_beijing() ? beijing[locale] : arena_printf(r->arena, "%s%s", zone_name(zone), there[locale]);
}

static const char *said(struct request *r, enum locale locale, const struct zone *zone, const char *time)
{
	return arena_printf(r->arena, locale == LOCALE_EN ? "%s (%s)" : "%s（%s）", time, zone_words(r, locale, zone));
}

const char *time_said(struct request *r, enum locale locale, const struct zone *zone, int64_t us)
{
	return said(r, locale, zone, zone_time(r->arena, zone, us));
}

const char *deadline_said(struct request *r, enum locale locale, const struct zone *zone, int64_t us)
{
	return said(r, locale, zone, zone_deadline(r->arena, zone, us));
}
