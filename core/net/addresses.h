/* How many connections each client address has, over all loops. Any thread. */
#ifndef CORE_NET_ADDRESSES_H
#define CORE_NET_ADDRESSES_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

struct addresses;

/* At most MOST for one address; 0: any number. */
struct addresses *addresses_new(size_t most);
void addresses_free(struct addresses *);

/* IPv4 is given as mapped IPv6; of other IPv6 the first 64 bits count, since one customer has all the rest. False if there are MOST already: then
 * nothing was counted. */
__attribute__((warn_unused_result)) bool addresses_enter(struct addresses *, const struct in6_addr *);
void addresses_leave(struct addresses *, const struct in6_addr *);

#endif
