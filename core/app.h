/* What the program made at start and everybody may read. */
#ifndef CORE_APP_H
#define CORE_APP_H

struct config;

struct app {
	const struct config *config;
};

#endif
