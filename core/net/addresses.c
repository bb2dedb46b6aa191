#include "core/net/addresses.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"
#include "core/base/secret.h"

#define BUCKETS 4096

struct client {
	struct client *next;
	struct in6_addr address;
	atomic_size_t connections;
};

struct addresses {
	size_t most;
	uint64_t seed; /* so that nobody can choose addresses that share a bucket */
	pthread_mutex_t lock;
	struct client *buckets[BUCKETS];
};

struct addresses *addresses_new(size_t most)
{
	struct addresses *a = calloc(1, sizeof(*a));

	if (a == NULL)
		fatal("out of memory");
	a->most = most;
	random_bytes(&a->seed, sizeof(a->seed));
	pthread_mutex_init(&a->lock, NULL);
	return a;
}

void addresses_free(struct addresses *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < BUCKETS; i++) {
		while (a->buckets[i] != NULL) {
			struct client *client = a->buckets[i];

			a->buckets[i] = client->next;
			free(client);
		}
	}
	pthread_mutex_destroy(&a->lock);
	free(a);
}

static struct in6_addr counted(const struct in6_addr *address)
{
	struct in6_addr key = *address;

	if (!IN6_IS_ADDR_V4MAPPED(address))
		memset(&key.s6_addr[8], 0, 8);
	return key;
}

/* Where the client stands, or the end of its bucket. */
static struct client **find(struct addresses *a, const struct in6_addr *key)
{
	struct client **at;

	for (at = &a->buckets[seeded_hash(a->seed, key, sizeof(*key)) % BUCKETS]; *at != NULL; at = &(*at)->next)
		if (memcmp(&(*at)->address, key, sizeof(*key)) == 0)
			break;
	return at;
}

struct client *addresses_enter(struct addresses *a, const struct in6_addr *address, bool *full)
{
	struct in6_addr key = counted(address);
	struct client **at, *client;

	pthread_mutex_lock(&a->lock);
	at = find(a, &key);
	if (*at == NULL) {
		*at = calloc(1, sizeof(**at));
		if (*at == NULL)
			fatal("out of memory");
		(*at)->address = key;
	}
	client = *at;
	*full = ++client->connections > a->most && a->most != 0;
	pthread_mutex_unlock(&a->lock);
	return client;
}

void addresses_leave(struct addresses *a, struct client *client)
{
	pthread_mutex_lock(&a->lock);
	if (--client->connections == 0) {
		*find(a, &client->address) = client->next;
		free(client);
	}
	pthread_mutex_unlock(&a->lock);
}

size_t addresses_count(const struct client *client)
{
	return client->connections;
}
