/* What a proxy says in front of a connection that it passes on: the PROXY protocol, versions 1 and 2, as haproxy.org describes it in
 * proxy-protocol.txt. Pure. */
#ifndef CORE_NET_PROXY_HEADER_H
#define CORE_NET_PROXY_HEADER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum proxy_verdict {
	PROXY_NONE, /* it does not begin with such a header */
	PROXY_MORE, /* all bytes are part of one that is not whole */
	PROXY_GOOD, /* it is *USED bytes long */
	PROXY_BAD   /* it is malformed, or larger than LIMIT_PROXY_BYTES */
};

/* Reads LENGTH > 0 bytes. *KNOWN: it names the client, whose address, IPv4 mapped, is *CLIENT; else the proxy speaks for itself. */
enum proxy_verdict proxy_header(const char *bytes, size_t length, size_t *used, struct in6_addr *client, bool *known);

#endif
