/* The keys of TLS session tickets, turned in time: each encrypts tickets for one period and opens them for one more; then it is wiped, and whoever
 * steals the server's memory opens no older connection with it. In this process only: a ticket of another server, or of one before a restart, means
 * a whole handshake, nothing worse. */
#ifndef CORE_NET_TICKET_KEYS_H
#define CORE_NET_TICKET_KEYS_H

#include <openssl/ssl.h>
#include <stdint.h>

struct ticket_keys;

/* With a first key, at NOW of clock_monotonic(). Fatal without memory or random numbers. */
struct ticket_keys *ticket_keys_new(int64_t now);
/* No connection made with them may be left. */
void ticket_keys_free(struct ticket_keys *);

/* Turns what is due: after LIMIT_TICKET_S a new key is the one that encrypts, after twice that none of the old is left. Any thread; time that goes
 * back changes nothing. */
void ticket_keys_turn(struct ticket_keys *, int64_t now);

/* The context's tickets are encrypted by them. They must outlive its connections. Fatal if OpenSSL will not. */
void ticket_keys_use(struct ticket_keys *, SSL_CTX *);

#endif
