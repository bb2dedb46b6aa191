#include "core/net/cache.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/fatal.h"
#include "core/base/limits.h"
#include "core/net/answer.h"
#include "core/request/accept.h"
#include "core/request/etag.h"
#include "core/request/head.h"
#include "core/request/metrics.h"

#define BUCKETS 1024

/* A kept answer; lives as long as somebody sends it. One thread, so the count needs no atomics. */
struct kept {
	size_t references;
	struct arena *arena;
	struct reply plain, packed; /* ready to be sent; the latter's status is 0 if there is none */
};

struct cache_entry {
	struct cache_entry *next; /* in the bucket */
	char *key;
	const struct route *route; /* that the path leads to, while there is KEPT */
	size_t place;              /* see route_index_place() */
	struct kept *kept;         /* NULL: none yet */
	int64_t kept_at;           /* monotonic µs */
	bool being_made;
	struct exchange *waiting, **last;
};

struct cache {
	struct cache_entry *buckets[BUCKETS];
	size_t entries;
	int64_t bytes;
};

struct cache *cache_new(void)
{
	struct cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL)
		fatal("out of memory");
	return cache;
}

static void drop(void *pointer)
{
	struct kept *kept = pointer;

	if (--kept->references == 0)
		arena_free(kept->arena); /* which holds KEPT too */
}

static int64_t bytes_of(const struct kept *kept)
{
	return (int64_t)(kept->plain.length + kept->packed.length);
}

static void remove_entry(struct cache *cache, struct cache_entry **at)
{
	struct cache_entry *entry = *at;

	*at = entry->next;
	if (entry->kept != NULL) {
		cache->bytes -= bytes_of(entry->kept);
		drop(entry->kept);
	}
	cache->entries--;
	free(entry->key);
	free(entry);
}

void cache_free(struct cache *cache)
{
	if (cache == NULL)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		while (cache->buckets[i] != NULL)
			remove_entry(cache, &cache->buckets[i]);
	free(cache);
}

/* FNV-1a. Only paths and queries that passed the tables come here, and few of them: no need to withstand crafted collisions. */
static size_t bucket_of(const char *key)
{
	uint32_t hash = 2166136261u;

	for (; *key != '\0'; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return hash % BUCKETS;
}

/* Makes room for MORE entries by giving up the oldest; entries that are being made stay. */
static void make_room(struct cache *cache, size_t more)
{
	while (cache->entries + more > LIMIT_CACHE_ENTRIES || cache->bytes > LIMIT_CACHE_BYTES) {
		struct cache_entry **oldest = NULL;

		for (size_t i = 0; i < BUCKETS; i++)
			for (struct cache_entry **at = &cache->buckets[i]; *at != NULL; at = &(*at)->next)
				if (!(*at)->being_made && (oldest == NULL || (*at)->kept_at < (*oldest)->kept_at))
					oldest = at;
		if (oldest == NULL)
			return;
		remove_entry(cache, oldest);
	}
}

/* NULL: there is none. */
static struct cache_entry *entry_at(const struct cache *cache, const char *key)
{
	struct cache_entry *entry = cache->buckets[bucket_of(key)];

	while (entry != NULL && strcmp(entry->key, key) != 0)
		entry = entry->next;
	return entry;
}

static struct cache_entry *entry_for(struct cache *cache, const char *key)
{
	struct cache_entry *entry = entry_at(cache, key), **bucket;

	if (entry != NULL)
		return entry;
	make_room(cache, 1);
	bucket = &cache->buckets[bucket_of(key)];
	entry = calloc(1, sizeof(*entry));
	if (entry == NULL || (entry->key = strdup(key)) == NULL)
		fatal("out of memory");
	entry->last = &entry->waiting;
	entry->next = *bucket;
	*bucket = entry;
	cache->entries++;
	return entry;
}

static void give(struct exchange *x, struct kept *kept)
{
	kept->references++;
	arena_defer(x->request.arena, drop, kept);
	x->reply = kept->packed.status != 0 && accept_coding(head_header(x->head, "Accept-Encoding"), "gzip") ? kept->packed : kept->plain;
}

/* Language, path and query. */
static const char *key_of(struct exchange *x)
{
	const char *query = x->head->query == NULL ? "" : x->head->query;
	char *key;

	if (x->cache_key != NULL)
		return x->cache_key;
	key = arena_alloc(x->request.arena, strlen(x->request.path) + strlen(query) + 3);
	key[0] = (char)('0' + x->request.locale);
	stpcpy(stpcpy(stpcpy(key + 1, x->request.path), "?"), query);
	x->cache_key = key;
	return key;
}

static bool fresh(const struct cache_entry *entry, int64_t now)
{
	return entry->kept != NULL && now - entry->kept_at < LIMIT_CACHE_MS * 1000;
}

bool cache_knows(const struct cache *cache, struct exchange *x, int64_t now)
{
	const struct cache_entry *entry = cache->entries == 0 ? NULL : entry_at(cache, key_of(x));

	if (entry == NULL || !fresh(entry, now))
		return false;
	x->request.route = entry->route;
	x->place = entry->place;
	metrics_add(METRIC_CACHE_HITS, 1);
	give(x, entry->kept);
	return true;
}

bool cache_reply(struct cache *cache, struct exchange *x, int64_t now)
{
	struct cache_entry *entry = entry_for(cache, key_of(x));

	if (fresh(entry, now)) {
		metrics_add(METRIC_CACHE_HITS, 1);
		give(x, entry->kept);
		return true;
	}
	if (entry->being_made) {
		metrics_add(METRIC_CACHE_HITS, 1);
		x->next = NULL;
		*entry->last = x;
		entry->last = &x->next;
		return true;
	}
	metrics_add(METRIC_CACHE_MISSES, 1);
	entry->being_made = true;
	x->cached = entry;
	return false;
}

/* BYTES are one variant of what the handler answered, in CODING or (NULL) as they are. */
static struct reply keep_one(struct arena *arena, const struct reply *reply, const void *bytes, size_t length, const char *coding)
{
	struct reply kept = {
	    .status = 200, .content_type = arena_strdup(arena, reply->content_type), .bytes = bytes, .length = length, .file = -1};

	for (const struct reply_header *h = reply->headers; h != NULL; h = h->next)
		answer_add_header(arena, &kept, arena_strdup(arena, h->name), arena_strdup(arena, h->value));
	if (!reply_has_header(&kept, "ETag")) /* and if there is one, nothing is compressed */
		answer_add_header(arena, &kept, "ETag", etag_of_bytes(arena, bytes, length));
	if (!reply_has_header(&kept, "Cache-Control"))
		answer_add_header(arena, &kept, "Cache-Control", "no-cache"); /* store it, but ask whether it is still good */
	if (reply->packed != NULL)
		answer_add_header(arena, &kept, "Vary", "Accept-Encoding");
	if (coding != NULL)
		answer_add_header(arena, &kept, "Content-Encoding", coding);
	answer_prepare(arena, &kept);
	return kept;
}

static struct kept *keep(const struct reply *reply)
{
	struct arena *arena = arena_new();
	struct kept *kept = arena_alloc(arena, sizeof(*kept));

	kept->references = 1;
	kept->arena = arena;
	kept->plain = keep_one(arena, reply, reply->bytes, reply->length, NULL);
	if (reply->packed != NULL)
		kept->packed = keep_one(arena, reply, reply->packed, reply->packed_length, "gzip");
	return kept;
}

void cache_filled(struct cache *cache, struct exchange *x, int64_t now, void (*answer)(struct exchange *))
{
	struct cache_entry *entry = x->cached;
	struct exchange *waiting = entry->waiting, *next;
	struct reply reply = x->reply;
	struct kept *kept;

	x->cached = NULL;
	entry->being_made = false;
	entry->waiting = NULL;
	entry->last = &entry->waiting;
	if (entry->kept != NULL) {
		cache->bytes -= bytes_of(entry->kept);
		drop(entry->kept);
		entry->kept = NULL;
	}
	if (reply.status == 200 && reply.file < 0) {
		entry->kept = keep(&reply);
		entry->kept_at = now;
		entry->route = x->request.route;
		entry->place = x->place;
		cache->bytes += bytes_of(entry->kept);
		give(x, entry->kept);
	}
	kept = entry->kept; /* the entry may be given up for what those who are answered ask next */
	if (kept != NULL)
		kept->references++;
	for (; waiting != NULL; waiting = next) {
		struct arena *arena = waiting->request.arena;

		next = waiting->next;
		if (kept != NULL) {
			give(waiting, kept);
		} else {
			/* The same misfortune, in bytes of their own: X's may be gone before theirs are sent. */
			reply_bytes(&waiting->request, reply.status, reply.content_type, arena_memdup(arena, reply.bytes, reply.length),
			    reply.length);
			for (const struct reply_header *h = reply.headers; h != NULL; h = h->next)
				reply_header(&waiting->request, h->name, h->value);
		}
		answer(waiting);
	}
	if (kept != NULL)
		drop(kept);
	make_room(cache, 0);
}
