/* What the program made at start and everybody may read. */
#ifndef CORE_BASE_APP_H
#define CORE_BASE_APP_H

struct config;
struct request_gate;

struct app {
	const struct config *config;
	const struct request_gate *gate; /* what every request passes before its handler (core/request/route.h); NULL: nothing */
};

#endif
