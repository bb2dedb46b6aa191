/* What the program made at start and everybody may read. */
#ifndef CORE_BASE_APP_H
#define CORE_BASE_APP_H

struct config;
struct request_gate;
struct request_scale;

struct app {
	const struct config *config;
	const struct request_gate *gate;   /* what every request passes before its handler (core/request/route.h); NULL: nothing */
	const struct request_scale *scale; /* what large computations weigh (likewise); NULL: nothing */
};

#endif
