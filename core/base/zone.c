#include "core/base/zone.h"

#include <glib.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "core/base/clock.h"
#include "core/base/fatal.h"

#define DAY_S INT64_C(86400)
#define BEIJING "Asia/Shanghai"
#define BEIJING_S (8 * 3600)
/* No clock on earth was ever further from UTC (Manila until 1844: 15:56 behind). */
#define FURTHEST_S (INT64_C(16) * 3600)

/* More than tzdata has names (597 in 2025b), and longer than any. */
#define ZONES_MAX 1000
#define NAME_MAX_BYTES 48

struct zone {
	GTimeZone *rules; /* NULL: Beijing's */
	char name[NAME_MAX_BYTES];
};

static const struct zone beijing = {NULL, BEIJING};
/* All that were ever asked for; a zone that is known is never changed again. */
static struct zone known[ZONES_MAX];
static size_t known_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const struct zone *zone_beijing(void)
{
	return &beijing;
}

static const struct zone *find_known(const char *name)
{
	for (size_t i = 0; i < known_count; i++)
		if (strcmp(known[i].name, name) == 0)
			return &known[i];
	return NULL;
}

/* GLib takes much else for zones: offsets, rules as in TZ, and the names of files anywhere. */
static bool is_name(const char *name)
{
	if (!g_ascii_isalpha(name[0]) || strstr(name, "//"))
		return false;
	for (; *name; name++)
		if (!g_ascii_isalnum(*name) && !strchr("_+-/", *name))
			return false;
	return true;
}

static const struct zone *load(const char *name)
{
	size_t size = strlen(name) + 1;
	GTimeZone *rules = known_count < ZONES_MAX && size <= NAME_MAX_BYTES && is_name(name) ? g_time_zone_new_identifier(name) : NULL;

	if (!rules)
		return NULL;
	struct zone *zone = &known[known_count++];
	zone->rules = rules;
	memcpy(zone->name, name, size);
	return zone;
}

const struct zone *zone_find(const char *name)
{
	const struct zone *zone;

	if (!name || strcmp(name, BEIJING) == 0)
		return &beijing;
	pthread_mutex_lock(&lock);
	zone = find_known(name);
	if (!zone)
		zone = load(name);
	pthread_mutex_unlock(&lock);
	return zone;
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

/* Whole units, rounded down, for times before 1970 too. */
static int64_t floored(int64_t n, int64_t unit)
{
	return n / unit - (n % unit < 0);
}

static int64_t offset_at(const struct zone *zone, int64_t seconds)
{
	if (!zone->rules)
		return BEIJING_S;
	return g_time_zone_get_offset(zone->rules, g_time_zone_find_interval(zone->rules, G_TIME_TYPE_UNIVERSAL, seconds));
}

int64_t zone_offset(const struct zone *zone, int64_t us)
{
	return offset_at(zone, floored(us, SECOND_US));
}

static int64_t day_of(const struct zone *zone, int64_t seconds)
{
	return floored(seconds + offset_at(zone, seconds), DAY_S);
}

int64_t zone_day_number(const struct zone *zone, int64_t us)
{
	return day_of(zone, floored(us, SECOND_US));
}

/* By halving: the day there only grows, but where clocks are set back over midnight, and then any of its beginnings will do. */
int64_t zone_day_start(const struct zone *zone, int64_t number)
{
	int64_t before = number * DAY_S - FURTHEST_S - 1, from = number * DAY_S + FURTHEST_S;

	while (from - before > 1) {
		int64_t middle = before + (from - before) / 2;
		if (day_of(zone, middle) < number)
			before = middle;
		else
			from = middle;
	}
	return from * SECOND_US;
}

/* What a calendar and a clock on the wall there show. */
static struct tm there(const struct zone *zone, int64_t us)
{
	int64_t seconds = floored(us, SECOND_US);
	time_t shown = (time_t)(seconds + offset_at(zone, seconds));
	struct tm tm;

	if (gmtime_r(&shown, &tm) == NULL)
		fatal("no calendar day for %lld", (long long)shown);
	return tm;
}

const char *zone_day(struct arena *arena, const struct zone *zone, int64_t us)
{
	struct tm tm = there(zone, us);

	return arena_printf(arena, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

const char *zone_time(struct arena *arena, const struct zone *zone, int64_t us)
{
	struct tm tm = there(zone, us);

	return arena_printf(
	    arena, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

const char *zone_deadline(struct arena *arena, const struct zone *zone, int64_t us)
{
	if (zone_day_number(zone, us - 1) == zone_day_number(zone, us))
		return zone_time(arena, zone, us);
	return arena_printf(arena, "%s 24:00:00", zone_day(arena, zone, us - 1));
}
