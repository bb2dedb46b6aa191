/* What a client has on its way, by address, session and account:
 * - of one session no more than its class allows, of others still as much
 * - sessions of one account together have no more than an account may, from the request on after it was learned whose they are
 * - what is counted in is counted out, also if more was learned in between */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/limits.h"
#include "core/work/budget.h"

#define MOST 1024

static struct ticket held[MOST];
static size_t holding;

static enum budget_verdict enter(struct budget *b, uint64_t address, uint64_t session)
{
	struct ticket *t = &held[holding];

	*t = (struct ticket){.address = address, .session = session, .of = CLASS_UPLOAD};
	enum budget_verdict verdict = budget_enter(b, t);
	holding += verdict == BUDGET_GOOD;
	return verdict;
}

static void leave_all(struct budget *b)
{
	while (holding > 0)
		budget_leave(b, &held[--holding]);
}

static uint64_t key(struct budget *b, int which)
{
	return budget_key(b, &which, sizeof(which));
}

static void by_session(void **state)
{
	struct budget *b = budget_new();

	(void)state;
	for (int i = 0; i < LIMIT_UPLOAD_SESSION; i++)
		assert_int_equal(enter(b, key(b, 1), key(b, 2)), BUDGET_GOOD);
	assert_int_equal(enter(b, key(b, 1), key(b, 2)), BUDGET_SESSION);
	assert_int_equal(enter(b, key(b, 1), key(b, 3)), BUDGET_GOOD);
	leave_all(b);
	assert_int_equal(enter(b, key(b, 1), key(b, 2)), BUDGET_GOOD);
	leave_all(b);
	budget_free(b);
}

static void by_account(void **state)
{
	struct budget *b = budget_new();
	int sessions = 0;

	(void)state;
	/* Each from an address of its own, with a session of its own. */
	assert_int_equal(enter(b, key(b, 1000), key(b, 2000)), BUDGET_GOOD);
	for (int i = 0; i < 100; i++)
		budget_learn(b, key(b, 2000 + i), 7);
	while (enter(b, key(b, 1000 + sessions % 100), key(b, 2000 + sessions % 100)) == BUDGET_GOOD)
		sessions++;
	assert_int_equal(sessions, LIMIT_UPLOAD_ACCOUNT);
	assert_int_equal(enter(b, key(b, 1050), key(b, 2050)), BUDGET_ACCOUNT);
	assert_int_equal(enter(b, key(b, 1050), key(b, 3000)), BUDGET_GOOD); /* nobody knows whose */
	budget_learn(b, key(b, 3000), 8);
	assert_int_equal(enter(b, key(b, 1050), key(b, 3000)), BUDGET_GOOD); /* somebody else's */
	leave_all(b);
	assert_int_equal(enter(b, key(b, 1050), key(b, 2050)), BUDGET_GOOD);
	leave_all(b);
	budget_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(by_session), cmocka_unit_test(by_account)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
