#include "api/shared/state_names.h"

#include <string.h>

#include "core/base/fatal.h"

static const struct {
	const char *table, *state, *text[LOCALES];
} names[] = {
    {"editions", "draft", {"草稿", "草稿", "draft"}},
    {"editions", "published", {"已公布", "已公布", "published"}},
    {"editions", "closed", {"已结束", "已結束", "closed"}},
    {"entries", "draft", {"草稿", "草稿", "draft"}},
    {"entries", "submitted", {"已提交", "已提交", "submitted"}},
    {"entries", "withdrawn", {"已退出", "已退出", "withdrawn"}},
    {"firms", "active", {"正常", "正常", "active"}},
    {"firms", "code_in_question", {"代码待确认", "代碼待確認", "code in question"}},
    {"investments", "declared", {"待核实", "待核實", "to be verified"}},
    {"investments", "first_verified", {"已有一人核实", "已有一人核實", "verified by one person"}},
    {"investments", "verified", {"已核实", "已核實", "verified"}},
    {"investments", "rejected", {"已驳回", "已駁回", "rejected"}},
    {"investments", "withdrawn", {"已撤回", "已撤回", "withdrawn"}},
    {"judges", "active", {"在任", "在任", "active"}},
    {"judges", "dismissed", {"已解聘", "已解聘", "dismissed"}},
    {"rounds", "planned", {"未开始", "未開始", "not started"}},
    {"rounds", "open", {"评审中", "評審中", "open"}},
    {"rounds", "locked", {"已锁定", "已鎖定", "locked"}},
    {"rounds", "closed", {"已结束", "已結束", "closed"}},
    {"rounds", "computed", {"已计算", "已計算", "computed"}},
    {"rounds", "published", {"已公布", "已公布", "published"}},
    {"assignments", "assigned", {"已分派", "已分派", "assigned"}},
    {"assignments", "released", {"已收回", "已收回", "released"}},
    {"sheet_corrections", "requested", {"待决定", "待決定", "to be decided"}},
    {"sheet_corrections", "approved", {"已同意", "已同意", "approved"}},
    {"sheet_corrections", "rejected", {"未同意", "未同意", "rejected"}},
    {"award_lists", "draft", {"草稿", "草稿", "draft"}},
    {"award_lists", "first_approved", {"已有一人审核", "已有一人審核", "approved by one person"}},
    {"award_lists", "approved", {"已有两人审核", "已有兩人審核", "approved by two people"}},
    {"award_lists", "noticed", {"公示中", "公示中", "on public notice"}},
    {"award_lists", "final", {"已定稿", "已定稿", "final"}},
    {"award_lists", "superseded", {"已被取代", "已被取代", "superseded"}},
    {"objections", "filed", {"待处理", "待處理", "to be decided"}},
    {"objections", "upheld", {"成立", "成立", "upheld"}},
    {"objections", "dismissed", {"不成立", "不成立", "dismissed"}},
    {"objections", "withdrawn", {"已撤回", "已撤回", "withdrawn"}},
};

const char *state_name(enum locale locale, const char *table, const char *state)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i].table, table) == 0 && strcmp(names[i].state, state) == 0)
			return names[i].text[locale];
	return state;
}

int state_index(const char *table, const char *const texts[], int count, const char *text)
{
	for (int i = 0; i < count; i++)
		if (strcmp(text, texts[i]) == 0)
			return i;
	fatal("%s.state is '%s'", table, text);
}
