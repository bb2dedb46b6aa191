#include "api/people/account_states.h"

#include "core/request/session.h"

static const struct state states[] = {
    {"unconfirmed", {"未确认", "未確認", "not confirmed"}, true},
    {"active", {"正常", "正常", "active"}, true},
    {"disabled", {"已停用", "已停用", "disabled"}, true},
};

#define SET(columns) STATE_SET("accounts", columns ", version = version + 1")

static enum db_status end_sessions(struct request *r, const struct state_row *row)
{
	return session_destroy_all(r->db, row->id, 0);
}

#define SET_BY_HAND SET(", name = :name, password_hash = :hash, locale = :locale, confirmed_at = COALESCE(confirmed_at, :now)")

/* The first two are told by what brings them about: a registration confirmed, a password set anew, an invitation accepted. */
static const struct state_move moves[] = {
    {"confirm", "unconfirmed", "active", NULL, ROLE_PUBLIC, SET(", confirmed_at = :now"), NULL, NULL},
    {"accept_invitation", "unconfirmed", "active", NULL, ROLE_PUBLIC, SET(", confirmed_at = :now, name = :name, password_hash = :hash"),
	NULL, NULL},
    {"disable", "unconfirmed", "disabled", "account.disable", ROLE_ADMIN, SET(""), NULL, end_sessions},
    {"disable", "active", "disabled", "account.disable", ROLE_ADMIN, SET(""), NULL, end_sessions},
    {"disable", "disabled", "disabled", "account.disable", ROLE_ADMIN, SET(""), NULL, end_sessions},
    {"enable", "disabled", "active", "account.enable", ROLE_ADMIN, SET(""), NULL, NULL},
    {"enable", "active", "active", "account.enable", ROLE_ADMIN, SET(""), NULL, NULL},
    /* Whose address nobody has proved. */
    {"enable_unconfirmed", "disabled", "unconfirmed", "account.enable", ROLE_ADMIN, SET(""), NULL, NULL},
    {"enable_unconfirmed", "unconfirmed", "unconfirmed", "account.enable", ROLE_ADMIN, SET(""), NULL, NULL},
    /* By saitouctl account, which writes the audit row itself. */
    {"set", "unconfirmed", "active", NULL, 0, SET_BY_HAND, NULL, NULL},
    {"set", "active", "active", NULL, 0, SET_BY_HAND, NULL, NULL},
    {"set", "disabled", "active", NULL, 0, SET_BY_HAND, NULL, NULL},
};

STATE_MACHINE(account_states, "accounts", states, moves, .begins = STATES("unconfirmed", "active"));
