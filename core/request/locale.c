#include "core/request/locale.h"

#include <string.h>
#include <strings.h>

#include "core/request/accept.h"

const char *const locale_tags[] = {[LOCALE_ZH_CN] = "zh-CN", [LOCALE_ZH_HANT] = "zh-Hant", [LOCALE_EN] = "en", [LOCALES] = NULL};

enum locale locale_named(const char *tag)
{
	for (size_t i = 0; tag != NULL && i < LOCALES; i++)
		if (strcmp(tag, locale_tags[i]) == 0)
			return (enum locale)i;
	return LOCALE_ZH_CN;
}

/* One language range of Accept-Language, such as "zh-Hant-HK" or "en-GB", as one of ours. */
static bool range_is(const char *range, size_t length, enum locale *locale)
{
	/* Traditional characters are read in the regions named; the longer prefix first. */
	static const struct {
		const char *prefix;
		enum locale locale;
	} known[] = {
	    {"zh-hant", LOCALE_ZH_HANT},
	    {"zh-tw", LOCALE_ZH_HANT},
	    {"zh-hk", LOCALE_ZH_HANT},
	    {"zh-mo", LOCALE_ZH_HANT},
	    {"zh", LOCALE_ZH_CN},
	    {"en", LOCALE_EN},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t prefix = strlen(known[i].prefix);

		if (length >= prefix && strncasecmp(range, known[i].prefix, prefix) == 0 && (length == prefix || range[prefix] == '-')) {
			*locale = known[i].locale;
			return true;
		}
	}
	return false;
}

bool locale_accepted(const char *accept, enum locale *locale)
{
	struct accepted range;
	enum locale found;
	int best = 0;

	while (accept_next(&accept, &range))
		if (range.quality > best && range_is(range.name, range.length, &found)) {
			best = range.quality;
			*locale = found;
		}
	return best > 0;
}
