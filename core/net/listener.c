#include "core/net/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/limits.h"

/* Every loop listens for itself and the kernel spreads connections. */
static bool share_port(int fd)
{
	int on = 1;

	return setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) == 0;
}

static bool set_options(int fd)
{
	int on = 1, off = 0, family = 0, buffer = LIMIT_SEND_BUFFER;
	socklen_t length = sizeof(family);

	/* Accepted sockets inherit the rest; without TCP_NODELAY, TLS records wait 40 ms for acknowledgements. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer)) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &length) < 0)
		return false;
	return family != AF_INET6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) == 0;
}

/* The first loop's socket listens before it shares the port, so that it fails where anybody listens already: among themselves, two servers of one
 * user would share the port as loops do, and each get half of the other's requests. */
static bool bind_and_listen(int fd, const struct addrinfo *at, bool first)
{
	return (first || share_port(fd)) && bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, LIMIT_LISTEN_BACKLOG) == 0 &&
	       (!first || share_port(fd));
}

/* -1 and errno on failure. */
static int listen_on(const char *address, unsigned port, bool first)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found;
	char service[8];
	int fd, saved;

	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(address, service, &hints, &found) != 0) {
		errno = EADDRNOTAVAIL;
		return -1;
	}
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 && set_options(fd) && bind_and_listen(fd, found, first)) {
		freeaddrinfo(found);
		return fd;
	}
	saved = errno;
	freeaddrinfo(found);
	if (fd >= 0)
		close(fd);
	errno = saved;
	return -1;
}

int listener_open(const struct config *config, bool first, char **mistake)
{
	int fd = listen_on(config->listen_address, config->listen_port, first);

	if (fd < 0 && asprintf(mistake, "listen on %s port %u: %s", config->listen_address, config->listen_port,
			  errno == EADDRINUSE ? "another process listens there already" : strerror(errno)) < 0)
		fatal("out of memory");
	return fd;
}
