#include "core/work/budget.h"

#include <pthread.h>
#include <stdlib.h>

#include "core/base/fatal.h"
#include "core/base/secret.h"

#define BUCKETS 4096
#define SESSIONS 65536 /* whose account is remembered; several times as many as have connections */

/* An address, a session or an account that has something on its way. */
struct holder {
	struct holder *next;
	uint64_t key;
	uint32_t total, requests[ROUTE_CLASSES];
};

struct budget {
	uint64_t seed; /* so that nobody can choose what shares a bucket */
	pthread_mutex_t lock;
	struct holder *buckets[BUCKETS];
	struct {
		uint64_t session, account;
	} known[SESSIONS]; /* each in the one place that its key gives it; the newer takes it from the older */
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

void budget_learn(struct budget *b, uint64_t session, int64_t account)
{
	uint64_t key = budget_key(b, &account, sizeof(account));

	pthread_mutex_lock(&b->lock);
	b->known[session % SESSIONS].session = session;
	b->known[session % SESSIONS].account = key;
	pthread_mutex_unlock(&b->lock);
}

static uint64_t account_of(const struct budget *b, uint64_t session)
{
	size_t at = session % SESSIONS;

	return session != 0 && b->known[at].session == session ? b->known[at].account : 0;
}

enum budget_verdict budget_enter(struct budget *b, struct ticket *t)
{
	const struct class_limits *limits = &class_limits[t->of];
	enum budget_verdict verdict = BUDGET_GOOD;

	pthread_mutex_lock(&b->lock);
	t->account = account_of(b, t->session);
	if (!has_room(b, t->address, t->of, limits->per_address))
		verdict = BUDGET_ADDRESS;
	else if (t->session != 0 && !has_room(b, t->session, t->of, limits->per_session))
		verdict = BUDGET_SESSION;
	else if (t->account != 0 && !has_room(b, t->account, t->of, limits->per_account))
		verdict = BUDGET_ACCOUNT;
	t->held = verdict == BUDGET_GOOD;
	if (t->held) {
		add(b, t->address, t->of);
		if (t->session != 0)
			add(b, t->session, t->of);
		if (t->account != 0)
			add(b, t->account, t->of);
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
	if (t->account != 0)
		take_off(b, t->account, t->of);
	pthread_mutex_unlock(&b->lock);
}
