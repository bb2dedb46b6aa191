/* TLS for the listener: 1.2 and 1.3 only, resumption by tickets, ALPN h2 and http/1.1, certificates exchanged without a restart. */
#ifndef CORE_NET_TLS_H
#define CORE_NET_TLS_H

#include <openssl/ssl.h>
#include <stdbool.h>

struct tls;

/* Reads the chain and the key (PEM). NULL on failure: *MISTAKE says why, in English (free() it). */
__attribute__((warn_unused_result)) struct tls *tls_new(const char *certificate, const char *key, char **mistake);
/* No connection may be made from it any more. */
void tls_free(struct tls *);

/* Reads both files again; connections made from now on use them. On failure the old ones stay and the log says why. */
void tls_reload(struct tls *);
/* Says in the log if it has expired, or will soon. */
void tls_warn(struct tls *);
/* Whole days until the first certificate of the chain in use expires; below 0: since it has. Any thread. */
int64_t tls_days_left(struct tls *);
/* The server's end of a new connection, still without a socket. Any thread. Fatal if out of memory. */
SSL *tls_accept(struct tls *);
/* Whether the client and we have agreed on HTTP/2, once the handshake is finished. */
bool tls_speaks_http2(const SSL *);

#endif
