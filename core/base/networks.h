/* Lists of IP networks. */
#ifndef CORE_BASE_NETWORKS_H
#define CORE_BASE_NETWORKS_H

#include <netinet/in.h>
#include <stdbool.h>

#include "core/base/arena.h"

struct networks;

/* From a list of addresses and networks in CIDR form, "10.0.0.0/8, 2001:db8::/32 127.0.0.1", with commas or blanks between. In the arena. NULL: one of
 * them is none, *WRONG says which (arena's). */
__attribute__((warn_unused_result)) const struct networks *networks_parse(struct arena *, const char *list, const char **wrong);
/* IPv4 is given as mapped IPv6. NULL contains nothing. */
bool networks_contain(const struct networks *, const struct in6_addr *);

/* An IP in text, IPv4 as mapped IPv6. */
__attribute__((warn_unused_result)) bool ip_parse(const char *text, struct in6_addr *);
/* The other way: IPv4 without its mapping. */
void ip_text(const struct in6_addr *, char text[INET6_ADDRSTRLEN]);

#endif
