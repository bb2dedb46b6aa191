/* The server: its start and its end. */
#ifndef CORE_NET_SERVER_H
#define CORE_NET_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/app.h"
#include "core/request/route.h"

struct config;

/* What the server says about itself: health, readiness, figures. */
extern const struct route_table server_routes;

/* Serves TABLES (and /healthz, /readyz, /metrics) until SIGTERM or SIGINT; then accepts no more, finishes what was accepted and returns the
 * exit status: 0, or 1 if it could not start or had to give up on requests (the log says why). SIGHUP reopens the log and reads the
 * certificates again. To be called once, from the main thread, before there are others. */
int server_run(const struct app *, const struct route_table *const *tables, size_t count);

#endif
