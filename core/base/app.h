/* What the program made at start and everybody may read. */
#ifndef CORE_BASE_APP_H
#define CORE_BASE_APP_H

struct config;

struct app {
	const struct config *config;
};

#endif
