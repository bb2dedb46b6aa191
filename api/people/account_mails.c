#include "api/people/account_mails.h"

#include <string.h>

#include "api/people/account_links.h"
#include "core/base/app.h"
#include "core/base/config.h"
#include "core/mail/mail.h"

/* The arguments of every text: the name, the link, the server's address, what an invitation offers; of every subject: the last. */
struct mail_words {
	const char *link; /* NULL: the server's address alone */
	struct {
		const char *subject, *text;
	} in[LOCALES];
};

static const struct mail_words templates[] = {
    [MAIL_CONFIRM] = {LINK_CONFIRM,
	{{"请确认您的邮箱地址", "%1$s，您好：\n\n有人用此邮箱地址在 %3$s 注册了账号。如果是您本人，请在三天内打开以下链接，"
				"并输入注册时设置的密码完成确认：\n\n%2$s\n\n如果不是您本人，请忽略此邮件，账号不会启用。\n"},
	    {"請確認您的電子郵件地址", "%1$s，您好：\n\n有人用此電子郵件地址在 %3$s 註冊了帳號。如果是您本人，請在三天內開啟以下連結，"
				       "並輸入註冊時設定的密碼完成確認：\n\n%2$s\n\n如果不是您本人，請忽略此郵件，帳號不會啟用。\n"},
	    {"Please confirm your email address",
		"Hello %1$s,\n\nSomebody registered with this email address at %3$s. If it was you, please open this link within three "
		"days and enter the password that you chose:\n\n%2$s\n\nIf it was not you, ignore this email; the account will not become active.\n"}}},
    [MAIL_CONFIRM_AGAIN] = {LINK_CONFIRM,
	{{"请确认您的邮箱地址（再次注册）",
	     "%1$s，您好：\n\n有人用此邮箱地址在 %3$s 再次注册了账号，此前的注册尚未确认。每个链接只能与那次注册时设置的密码一起使用。"
	     "如果这次注册是您本人所为，请在三天内打开以下链接，并输入这次设置的密码完成确认：\n\n%2$s\n\n"
	     "如果您只注册过一次，请使用您注册时收到的那封邮件；也可以在登录页重设密码，其他链接随即失效。\n"},
	    {"請確認您的電子郵件地址（再次註冊）",
		"%1$s，您好：\n\n有人用此電子郵件地址在 %3$s 再次註冊了帳號，此前的註冊尚未確認。每個連結只能與那次註冊時設定的密碼一起使用。"
		"如果這次註冊是您本人所為，請在三天內開啟以下連結，並輸入這次設定的密碼完成確認：\n\n%2$s\n\n"
		"如果您只註冊過一次，請使用您註冊時收到的那封郵件；也可以在登入頁重設密碼，其他連結隨即失效。\n"},
	    {"Please confirm your email address (registered again)",
		"Hello %1$s,\n\nSomebody registered again with this email address at %3$s, while an earlier registration was not confirmed "
		"yet. Each link works only together with the password chosen at the registration it was sent for. If this one was yours, "
		"please open this link within three days and enter that password:\n\n%2$s\n\nIf you registered only once, use the email that "
		"came when you registered, or reset your password on the login page, which ends all other links.\n"}}},
    [MAIL_ALREADY_REGISTERED] = {NULL,
	{{"您已有账号",
	     "%1$s，您好：\n\n有人用此邮箱地址在 %3$s 再次注册，但此地址已有账号。如果是您本人，请直接登录；忘记密码时可在登录页重设。\n\n"
	     "%2$s\n\n如果不是您本人，请忽略此邮件。\n"},
	    {"您已有帳號",
		"%1$s，您好：\n\n有人用此電子郵件地址在 %3$s 再次註冊，但此地址已有帳號。如果是您本人，請直接登入；忘記密碼時可在登入頁重設。\n\n"
		"%2$s\n\n如果不是您本人，請忽略此郵件。\n"},
	    {"You already have an account",
		"Hello %1$s,\n\nSomebody registered at %3$s with this email address, which already has an account. If it was you, please log "
		"in; the login page lets you reset a forgotten password.\n\n%2$s\n\nIf it was not you, ignore this email.\n"}}},
    [MAIL_RESET] = {LINK_RESET,
	{{"重设密码", "%1$s，您好：\n\n有人要求重设您在 %3$s 的密码。如果是您本人，请在一小时内打开以下链接设置新密码：\n\n%2$s\n\n"
		      "如果不是您本人，请忽略此邮件，密码不会改变。\n"},
	    {"重設密碼", "%1$s，您好：\n\n有人要求重設您在 %3$s 的密碼。如果是您本人，請在一小時內開啟以下連結設定新密碼：\n\n%2$s\n\n"
			 "如果不是您本人，請忽略此郵件，密碼不會改變。\n"},
	    {"Reset your password",
		"Hello %1$s,\n\nSomebody asked for a new password at %3$s for your account. If it was you, please open this link within an "
		"hour:\n\n%2$s\n\nIf it was not you, ignore this email; your password stays as it is.\n"}}},
    [MAIL_INVITATION] = {LINK_INVITATION,
	{{"邀请您担任：%s",
	     "%1$s，您好：\n\n%3$s 邀请您担任：%4$s。请在十四天内打开以下链接接受邀请：\n\n%2$s\n\n如果您不愿接受，请忽略此邮件。\n"},
	    {"邀請您擔任：%s",
		"%1$s，您好：\n\n%3$s 邀請您擔任：%4$s。請在十四天內開啟以下連結接受邀請：\n\n%2$s\n\n如果您不願接受，請忽略此郵件。\n"},
	    {"Invitation: %s",
		"Hello %1$s,\n\n%3$s invites you to be: %4$s. Please open this link within fourteen days to accept:\n\n%2$s\n\n"
		"If you do not want to accept, ignore this email.\n"}}},
};

/* The sentences are constants of this file, all with the same arguments. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
enum db_status account_mail(
    struct request *r, enum account_mail kind, enum locale locale, const char *to, const char *name, const char *token, const char *what)
{
	const struct mail_words *t = &templates[kind];
	const char *server = r->app->config->public_url;
	const char *link = t->link == NULL ? "" : arena_printf(r->arena, t->link, token);

	if (what == NULL)
		what = "";
	return mail_queue(r, to, arena_printf(r->arena, t->in[locale].subject, what),
	    arena_printf(r->arena, t->in[locale].text, name, arena_printf(r->arena, "%s%s", server, link), server, what));
}
#pragma GCC diagnostic pop
