#include "api/shared/quotas.h"

#include "api/shared/limits.h"
#include "api/shared/problems.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/base/fatal.h"
#include "core/base/zone.h"
#include "core/request/address.h"
#include "core/request/throttle.h"

#define MINUTE (60 * SECOND_US)
#define HOUR (60 * MINUTE)
#define GIB (1024 * MIB)

enum subject { OF_ANY, OF_ADDRESS, OF_ACCOUNT, OF_FIRM };

/* People need a hundredth of these; who comes upon one is a program, or many behind one address. */
static const struct row {
	const char *scope; /* as it is counted in throttle */
	enum subject of;
	int64_t limit, window_us;
} rows[QUOTAS] = {
    [QUOTA_MAILS_RECIPIENT] = {"mail", OF_ANY, 5, 15 * MINUTE},
    [QUOTA_MAILS_ADDRESS] = {"mail-address", OF_ADDRESS, 0 /* mails_per_address of the configuration */, 15 * MINUTE},
    [QUOTA_INVITATIONS] = {"invitation", OF_ACCOUNT, 500, HOUR},
    [QUOTA_SUBMISSIONS] = {"submission", OF_ACCOUNT, 100, HOUR},
    [QUOTA_SUBMISSIONS_FIRM] = {"submission-firm", OF_FIRM, 100, HOUR},
    [QUOTA_UPLOADS] = {"upload", OF_ACCOUNT, 1000, HOUR},
    [QUOTA_UPLOADS_FIRM] = {"upload-firm", OF_FIRM, 1000, HOUR},
    [QUOTA_FIRMS] = {"firm", OF_ACCOUNT, 100, 24 * HOUR}, /* an incubator with its tenants, and not a list of other people's codes */
    /* Each troubles somebody who may hold the code by right. */
    [QUOTA_CLAIMS] = {"claim", OF_ACCOUNT, 5, 24 * HOUR},
    [QUOTA_CLAIMS_ADDRESS] = {"claim-address", OF_ADDRESS, 30, 24 * HOUR},
    [QUOTA_LOOKUPS] = {"lookup", OF_ACCOUNT, 20, 15 * MINUTE},
    [QUOTA_BYTES] = {"bytes", OF_ACCOUNT, 20 * GIB, 24 * HOUR},
    [QUOTA_BYTES_FIRM] = {"bytes-firm", OF_FIRM, 20 * GIB, 24 * HOUR},
    [QUOTA_OUTSIDE_UPLOADS] = {"outside-upload", OF_ADDRESS, 60, HOUR},
    [QUOTA_OUTSIDE_BYTES] = {"outside-bytes", OF_ADDRESS, 500 * MIB, 24 * HOUR},
    [QUOTA_OUTSIDE_BYTES_SENDER] = {"outside-bytes-sender", OF_ANY, 200 * MIB, 24 * HOUR},
};

/* The sentence says when. */
static enum handled refuse(struct request *r, enum quota which, const char *field, const char *when)
{
	switch (which) {
	case QUOTA_MAILS_RECIPIENT:
		return reply_problem(r, &problem_too_many_mails, field, when);
	case QUOTA_MAILS_ADDRESS:
		return reply_problem(r, &problem_too_many_mails_from_here, field, when);
	case QUOTA_INVITATIONS:
		return reply_problem(r, &problem_too_many_invitations, field, when);
	case QUOTA_SUBMISSIONS:
	case QUOTA_SUBMISSIONS_FIRM:
		return reply_problem(r, &problem_too_many_submissions, field, when);
	case QUOTA_FIRMS:
		return reply_problem(r, &problem_too_many_firms, field, when);
	case QUOTA_CLAIMS:
	case QUOTA_CLAIMS_ADDRESS:
		return reply_problem(r, &problem_too_many_claims, field, when);
	case QUOTA_LOOKUPS:
		return reply_problem(r, &problem_too_many_lookups, field, when);
	case QUOTA_UPLOADS:
	case QUOTA_UPLOADS_FIRM:
	case QUOTA_BYTES:
	case QUOTA_BYTES_FIRM:
	case QUOTA_OUTSIDE_UPLOADS:
	case QUOTA_OUTSIDE_BYTES:
	case QUOTA_OUTSIDE_BYTES_SENDER:
		return reply_problem(r, &problem_too_many_uploads, field, when);
	case QUOTAS:
	default:
		fatal("a quota without a refusal");
	}
}

enum handled quota_take(struct request *r, enum quota which, const char *subject, int64_t amount, const char *field)
{
	const struct row *row = &rows[which];
	int64_t limit = which == QUOTA_MAILS_ADDRESS ? (int64_t)r->app->config->mails_per_address : row->limit, again_at;

	if (limit == 0)
		return GO_ON;
	DB_TRY(throttle_count(r, row->scope, subject, amount, limit, row->window_us, &again_at));
	if (again_at == TIME_NONE)
		return GO_ON;
	int64_t wait = (again_at - r->arrived_at + SECOND_US - 1) / SECOND_US;
	reply_header(r, "Retry-After", arena_printf(r->arena, "%lld", (long long)(wait < 1 ? 1 : wait)));
	return refuse(r, which, field, zone_time(r->arena, zone_beijing(), again_at + SECOND_US));
}

enum handled quota_take_own(struct request *r, enum quota which, int64_t amount, const char *field)
{
	switch (rows[which].of) {
	case OF_ADDRESS:
		return quota_take(r, which, address_subject(r->arena, r->address), amount, field);
	case OF_ACCOUNT:
		return quota_take(r, which, arena_printf(r->arena, "%lld", (long long)r->actor.account_id), amount, field);
	default:
		fatal("a quota of nobody's own");
	}
}

enum handled quota_take_firm(struct request *r, enum quota which, int64_t firm, int64_t amount, const char *field)
{
	if (rows[which].of != OF_FIRM)
		fatal("a quota of no firm");
	return quota_take(r, which, arena_printf(r->arena, "%lld", (long long)firm), amount, field);
}
