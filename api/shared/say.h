/* A sentence in the caller's language, in the request's arena. */
#ifndef API_SHARED_SAY_H
#define API_SHARED_SAY_H

#include "core/request/request.h"

/* The format in zh-CN, zh-Hant and English, and what fills it, the same for all three. */
#define SAY(r, zh, hant, en, ...)                                                         \
	((r)->locale == LOCALE_EN           ? arena_printf((r)->arena, en, __VA_ARGS__)   \
	    : (r)->locale == LOCALE_ZH_HANT ? arena_printf((r)->arena, hant, __VA_ARGS__) \
					    : arena_printf((r)->arena, zh, __VA_ARGS__))

#endif
