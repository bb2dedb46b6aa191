/* What all loops share: made before they start, then only read (but for the atomic). */
#ifndef CORE_NET_SITE_H
#define CORE_NET_SITE_H

#include <stdatomic.h>
#include <stdint.h>

#include "core/request/route_class.h"

struct addresses;
struct app;
struct pages;
struct route_index;
struct tls;
struct lookout;
struct workers;

struct site {
	const struct app *app;
	struct route_index *routes;
	struct workers *workers;
	struct lookout *lookout;
	struct tls *tls;
	struct pages *pages;
	struct addresses *addresses;
	atomic_size_t connections;             /* open, over all loops */
	_Atomic int64_t bodies[ROUTE_CLASSES]; /* bytes of bodies that are here: see core/net/body.h */
};

#endif
