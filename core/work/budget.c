#include "core/work/budget.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/base/fatal.h"
#include "core/base/secret.h"

#define BUCKETS 4096

/* An address or a session that has something on its way. */
struct holder {
	struct holder *next;
	uint64_t key;
	uint32_t total, requests[ROUTE_CLASSES];
};

struct budget {
	uint64_t seed; /* so that nobody can choose what shares a bucket */
	pthread_mutex_t lock;
	struct holder *buckets[BUCKETS];
};

struct budget *budget_new(void)
{
	struct budget *b = calloc(1, sizeof(*b));

	if (b == NULL)
		fatal("out of memory");
	random_bytes(&b->seed, sizeof(b->seed));
	pthread_mutex_init(&b->lock, NULL);
	return b;
}

void budget_free(struct budget *b)
{
	if (b == NULL)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		if (b->buckets[i] != NULL)
			fatal("the budget ends before a request");
	pthread_mutex_destroy(&b->lock);
	free(b);
}

uint64_t budget_key(const struct budget *b, const void *bytes, size_t length)
{
	uint64_t key = seeded_hash(b->seed, bytes, length);

	return key == 0 ? 1 : key;
}

static struct holder **find(struct budget *b, uint64_t key)
{
	struct holder **at = &b->buckets[key % BUCKETS];

	while (*at != NULL && (*at)->key != key)
		at = &(*at)->next;
	return at;
}

static bool has_room(struct budget *b, uint64_t key, enum route_class of, size_t most)
{
	const struct holder *holder = *find(b, key);

	return holder == NULL || holder->requests[of] < most;
}

static void add(struct budget *b, uint64_t key, enum route_class of)
{
	struct holder **at = find(b, key);

	if (*at == NULL) {
		*at = calloc(1, sizeof(**at));
		if (*at == NULL)
			fatal("out of memory");
		(*at)->key = key;
	}
	(*at)->total++;
	(*at)->requests[of]++;
}

static void take_off(struct budget *b, uint64_t key, enum route_class of)
{
	struct holder **at = find(b, key), *holder = *at;

	if (holder == NULL || holder->requests[of] == 0)
		fatal("a request leaves that never came");
	holder->requests[of]--;
	if (--holder->total == 0) {
		*at = holder->next;
		free(holder);
	}
}

enum budget_verdict budget_enter(struct budget *b, struct ticket *t)
{
	const struct class_limits *limits = &class_limits[t->of];
	enum budget_verdict verdict = BUDGET_GOOD;

	pthread_mutex_lock(&b->lock);
	if (!has_room(b, t->address, t->of, limits->per_address))
		verdict = BUDGET_ADDRESS;
	else if (t->session != 0 && !has_room(b, t->session, t->of, limits->per_session))
		verdict = BUDGET_SESSION;
	t->held = verdict == BUDGET_GOOD;
	if (t->held) {
		add(b, t->address, t->of);
		if (t->session != 0)
			add(b, t->session, t->of);
	}
	pthread_mutex_unlock(&b->lock);
	return verdict;
}

void budget_leave(struct budget *b, struct ticket *t)
{
	if (!t->held)
		return;
	t->held = false;
	pthread_mutex_lock(&b->lock);
	take_off(b, t->address, t->of);
	if (t->session != 0)
		take_off(b, t->session, t->of);
	pthread_mutex_unlock(&b->lock);
}
