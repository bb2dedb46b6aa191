/* How many connections each client address has, over all loops. Any thread. */
#ifndef CORE_NET_ADDRESSES_H
#define CORE_NET_ADDRESSES_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

struct addresses;
struct client;

/* At most MOST for one address; 0: any number. */
struct addresses *addresses_new(size_t most);
void addresses_free(struct addresses *);

/* Counts a connection of an address. IPv4 is given as mapped IPv6; of other IPv6 the first 64 bits count, since one customer has all the rest.
 * *FULL says whether there are more than MOST now: then one has to go. */
struct client *addresses_enter(struct addresses *, const struct in6_addr *, bool *full);
void addresses_leave(struct addresses *, struct client *);
/* How many there are of the client that a connection is counted for. */
size_t addresses_count(const struct client *);

#endif
