/* What is written about a claim, to the firm's people and to the claimant. */
#include "api/entry/firm_claims.h"

/* To the firm: its name, then a time or a reason. */

const struct letter claim_claimed_letter = {
    {"有人申请认领您所代表的企业", "有人申請認領您所代表的企業", "Somebody claims a firm that you act for"},
    {"您好：\n\n有人提出，“%s”的代码应由其登记，并提交了证明材料。请在 %s（北京时间）前登录，在企业页面说明情况并提交营业执照和授权委托书。期限过后，"
     "赛务人员可以仅凭对方的材料作出决定。\n\n决定之前，您的权限不变。\n",
	"您好：\n\n有人提出，「%s」的代碼應由其登記，並提交了證明材料。請在 %s（北京時間）前登入，在企業頁面說明情況並提交營業執照和授權委託書。期限過後，"
	"賽務人員可以僅憑對方的材料作出決定。\n\n決定之前，您的權限不變。\n",
	"Somebody says that the code of “%s” is theirs, and has handed in evidence. Please log in before %s (Beijing time) and answer on the firm's "
	"page, with the business licence and a letter of authorisation. After that time the organisers can decide by the other side's evidence "
	"alone.\n\nUntil they decide, nothing changes for you.\n"}};

const struct letter claim_withdrawn_letter = {{"对企业的认领申请已撤回", "對企業的認領申請已撤回", "The claim of your firm was withdrawn"},
    {"您好：\n\n对“%s”的认领申请已由申请人撤回，您无需再答复。\n", "您好：\n\n對「%s」的認領申請已由申請人撤回，您無需再答覆。\n",
	"The claim of “%s” was withdrawn by whoever made it; there is nothing left to answer.\n"}};

const struct letter claim_lost_letter = {{"企业已移交给认领人", "企業已移交給認領人", "The firm was put into other hands"},
    {"您好：\n\n经审核，对“%s”的认领成立，您不再代表该企业；其参赛项目随企业保留。理由：\n\n%s\n\n如有异议，请凭证明材料另行申请认领。\n",
	"您好：\n\n經審核，對「%s」的認領成立，您不再代表該企業；其參賽項目隨企業保留。理由：\n\n%s\n\n如有異議，請憑證明材料另行申請認領。\n",
	"The claim of “%s” was upheld. You do not act for the firm any more; its entries stay with it. The reason:\n\n%s\n\nIf you disagree, "
	"you can claim the firm in your turn, with evidence.\n"}};

const struct letter claim_kept_letter = {{"对企业的认领未获支持", "對企業的認領未獲支持", "The claim of your firm was refused"},
    {"您好：\n\n经审核，对“%s”的认领未获支持，您的权限不变。理由：\n\n%s\n",
	"您好：\n\n經審核，對「%s」的認領未獲支持，您的權限不變。理由：\n\n%s\n",
	"The claim of “%s” was refused; nothing changes for you. The reason:\n\n%s\n"}};

const struct letter claim_restored_letter = {{"企业的移交已撤销", "企業的移交已撤銷", "The firm is back in its former hands"},
    {"您好：\n\n“%s”的移交已被撤销，由移交之前的人员重新代表该企业。理由：\n\n%s\n",
	"您好：\n\n「%s」的移交已被撤銷，由移交之前的人員重新代表該企業。理由：\n\n%s\n",
	"That “%s” changed hands was reversed: the people who acted for it before do so again. The reason:\n\n%s\n"}};

/* To the claimant: the code, then a number or a reason; nothing of the other side. */

const struct letter claim_received_letter = {{"您的认领申请已收到", "您的認領申請已收到", "Your claim has arrived"},
    {"您好：\n\n您对代码 %s 的认领申请已收到，编号 %s。处理进展会以邮件告知，也可以随时登录查看。\n",
	"您好：\n\n您對代碼 %s 的認領申請已收到，編號 %s。處理進展會以郵件告知，也可以隨時登入查看。\n",
	"Your claim of the code %s has arrived; its number is %s. You will be told by mail what becomes of it, and can log in and look at any time.\n"}};

const struct letter claim_answered_letter = {{"您的认领申请有了答复", "您的認領申請有了答覆", "Your claim was answered"},
    {"您好：\n\n另一方已就您对代码 %s 的认领申请作出说明，现由赛务人员审核。\n",
	"您好：\n\n另一方已就您對代碼 %s 的認領申請作出說明，現由賽務人員審核。\n",
	"The other side has answered your claim of the code %s; the organisers will decide.\n"}};

const struct letter claim_upheld_letter = {{"您的认领申请已获支持", "您的認領申請已獲支持", "Your claim was upheld"},
    {"您好：\n\n您对代码 %s 的认领成立，企业已移交给您，请登录查看。理由：\n\n%s\n",
	"您好：\n\n您對代碼 %s 的認領成立，企業已移交給您，請登入查看。理由：\n\n%s\n",
	"Your claim of the code %s was upheld: you act for the firm now. Please log in and look at it. The reason:\n\n%s\n"}};

const struct letter claim_refused_letter = {{"您的认领申请未获支持", "您的認領申請未獲支持", "Your claim was refused"},
    {"您好：\n\n您对代码 %s 的认领未获支持。理由：\n\n%s\n\n您可以补充材料后再次申请。\n",
	"您好：\n\n您對代碼 %s 的認領未獲支持。理由：\n\n%s\n\n您可以補充材料後再次申請。\n",
	"Your claim of the code %s was refused. The reason:\n\n%s\n\nWith further evidence you may claim it again.\n"}};

const struct letter claim_reversed_letter = {{"企业的移交已撤销", "企業的移交已撤銷", "That the firm is yours was reversed"},
    {"您好：\n\n代码 %s 的企业移交已被撤销，您不再代表该企业。理由：\n\n%s\n",
	"您好：\n\n代碼 %s 的企業移交已被撤銷，您不再代表該企業。理由：\n\n%s\n",
	"That the firm with the code %s was put into your hands was reversed; you do not act for it any more. The reason:\n\n%s\n"}};
