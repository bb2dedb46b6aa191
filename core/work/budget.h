/* How many requests of each class every client address, every session and every account has on their way, over all loops and workers. Any thread. */
#ifndef CORE_WORK_BUDGET_H
#define CORE_WORK_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/request/ticket.h"

struct budget;

struct budget *budget_new(void);
void budget_free(struct budget *);

/* A number for LENGTH bytes that nobody outside can foresee; never 0. */
uint64_t budget_key(const struct budget *, const void *bytes, size_t length);

enum budget_verdict { BUDGET_GOOD, BUDGET_ADDRESS, BUDGET_SESSION, BUDGET_ACCOUNT };

/* Counts the ticket, which is then held, if its address, its session and its account have room in its class. */
__attribute__((warn_unused_result)) enum budget_verdict budget_enter(struct budget *, struct ticket *);
/* Counts it out; nothing if it is not held. */
void budget_leave(struct budget *, struct ticket *);

/* Session (as budget_key() has it) is ACCOUNT's: from its next request on it counts for the account, whatever other sessions that has. Of as many
 * sessions as have something to ask at a time; one that is forgotten is learned again. */
void budget_learn(struct budget *, uint64_t session, int64_t account);

#endif
