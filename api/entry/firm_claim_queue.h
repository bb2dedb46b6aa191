/* A claim as those see it who decide. */
#ifndef API_ENTRY_FIRM_CLAIM_QUEUE_H
#define API_ENTRY_FIRM_CLAIM_QUEUE_H

#include "core/request/request.h"

/* Answers with the claim; 404 for who does not decide on or audit such claims. */
enum handled firm_claim_reply(struct request *, int64_t id);

#endif
