/* How many requests of each class every client address and every session has on their way, over all loops and workers. Any thread. */
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

enum budget_verdict { BUDGET_GOOD, BUDGET_ADDRESS, BUDGET_SESSION };

/* Counts the ticket, which is then held, if its address and its session have room in its class. */
__attribute__((warn_unused_result)) enum budget_verdict budget_enter(struct budget *, struct ticket *);
/* Counts it out; nothing if it is not held. */
void budget_leave(struct budget *, struct ticket *);

#endif
