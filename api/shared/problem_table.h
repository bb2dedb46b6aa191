/* Every kind of refusal that api/ answers with, by stage: name, code, status, and its sentence in zh-CN, zh-Hant and English (printf formats with
 * the same arguments in all). Included with PROBLEM defined as what is to be made of a row; see problems.h. No guard: it is read more than once. */

/* ---- several stages ---- */

PROBLEM(problem_firm_unknown, "firm-unknown", 422, "没有这家企业，或您不是它的成员。", "沒有這家企業，或您不是它的成員。",
    "There is no such firm, or you are not one of its members.")
PROBLEM(problem_email, "email", 422, "请填写有效的邮箱地址。", "請填寫有效的電子郵件地址。", "Please enter a valid email address.")
PROBLEM(problem_account_disabled, "account-disabled", 403, "此账号已停用，请联系赛务人员。", "此帳號已停用，請聯絡賽務人員。",
    "This account is disabled; please contact the organisers.")
PROBLEM(problem_no_rulebook, "no-rulebook", 409, "本届还没有生效的规则。", "本屆還沒有生效的規則。",
    "No rulebook is in force for this edition yet.")
PROBLEM(problem_entries_still_open, "entries-still-open", 409, "报名尚未截止（含宽限期），本轮还不能开始或计算。",
    "報名尚未截止（含寬限期），本輪還不能開始或計算。",
    "Entries are still open (including the grace period), so this round can be neither opened nor computed.")
PROBLEM(problem_no_working_day, "no-working-day", 422, "日历中两年内没有这么多工作日。", "日曆中兩年內沒有這麼多工作日。",
    "The calendar does not have that many working days within two years.")
PROBLEM(problem_edition_closed, "edition-closed", 409, "本届赛事已经结束，不能再修改。", "本屆賽事已經結束，不能再修改。",
    "This edition is closed; nothing in it can be changed any more.")
PROBLEM(problem_localised_text_invalid, "localised-text-invalid", 422,
    "请按语言填写文字：必须有简体中文（zh-CN），另可有 zh-Hant 和 en，每项最多 %d 个字。",
    "請按語言填寫文字：必須有簡體中文（zh-CN），另可有 zh-Hant 和 en，每項最多 %d 個字。",
    "This must be text by language: zh-CN is required, zh-Hant and en are optional, each of at most %d characters.")
PROBLEM(problem_code_invalid, "code-invalid", 422, "代号只能由小写字母、数字和中间的连字符组成，最多 64 个字符。",
    "代號只能由小寫字母、數字和中間的連字號組成，最多 64 個字元。",
    "A code has lower-case letters, digits and single hyphens between them, and at most 64 characters.")
PROBLEM(problem_judge_in_office, "judge-in-office", 409, "该账号是本届赛事的赛务人员、审计员或系统管理员，不能担任评委。",
    "該帳號是本屆賽事的賽務人員、稽核員或系統管理員，不能擔任評委。",
    "This account belongs to an organiser or auditor of the edition, or to an administrator, so it cannot judge.")
PROBLEM(problem_office_of_judge, "office-of-judge", 409, "该账号是评委，不能同时担任同一届赛事的赛务人员、审计员或系统管理员。",
    "該帳號是評委，不能同時擔任同一屆賽事的賽務人員、稽核員或系統管理員。",
    "This account belongs to a judge, so it cannot organise or audit the same edition, or be an administrator.")
PROBLEM(problem_admin_of_one_edition, "admin-of-one-edition", 422, "系统管理员适用于所有届次，请不要指定届次。",
    "系統管理員適用於所有屆次，請不要指定屆次。", "An administrator is responsible for all editions; please leave the edition out.")
PROBLEM(problem_own_firm, "own-firm", 403, "此事涉及您所代表或曾代为报名的企业，或您自己申报的投资、利益关系，须由其他赛务人员处理。",
    "此事涉及您所代表或曾代為報名的企業，或您自己申報的投資、利益關係，須由其他賽務人員處理。",
    "This concerns a firm that you act for or entered, or an investment or a tie that you declared; another organiser must do it.")
PROBLEM(problem_tie_declared, "tie-declared", 409, "您已申报过与该企业的这种关系。", "您已申報過與該企業的這種關係。",
    "You have declared this kind of tie to that firm before.")
PROBLEM(problem_tie_own, "tie-own", 409, "自己申报的利益关系须由另一位系统管理员终止。", "自己申報的利益關係須由另一位系統管理員終止。",
    "Another administrator has to end a tie that you declared yourself.")

/* ---- people ---- */

PROBLEM(problem_last_admin, "last-admin", 409, "至少须保留一位可用的系统管理员。", "至少須保留一位可用的系統管理員。",
    "At least one administrator must still be able to log in.")
PROBLEM(problem_reason_needed, "reason-needed", 422, "请说明原因。", "請說明原因。", "Please give the reason.")
PROBLEM(problem_already_granted, "already-granted", 409, "此账号已有该角色。", "此帳號已有該角色。", "This account already has the role.")
PROBLEM(problem_office_second_person, "office-second-person", 409,
    "赛务人员、审计员和系统管理员的角色须由另一人确认：提出的人和得到角色的人都不能确认。",
    "賽務人員、稽核員和系統管理員的角色須由另一人確認：提出的人和得到角色的人都不能確認。",
    "An office is confirmed by a second person: neither who asked for it nor who gets it.")
PROBLEM(problem_not_apart, "not-apart", 409, "须由与第一位经办人互不相干的另一人办理：不能是同一人，也不能由一方授予另一方角色。",
    "須由與第一位經辦人互不相干的另一人辦理：不能是同一人，也不能由一方授予另一方角色。",
    "This takes somebody who is independent of who took the first step: neither of you may have given the other an office.")
PROBLEM(problem_link, "link", 410, "此链接已失效：可能已使用过，或已超过有效期。请重新申请。",
    "此連結已失效：可能已使用過，或已超過有效期。請重新申請。",
    "This link no longer works: it has already been used, or it has expired. Please ask for a new one.")
PROBLEM(problem_privacy_consent, "privacy-consent", 422, "注册前须阅读并同意个人信息处理说明。", "註冊前須閱讀並同意個人資料處理說明。",
    "Please read the privacy notice and agree to it before you register.")
PROBLEM(problem_too_many_mails, "too-many-mails", 429, "发往此地址的邮件过多，请于 %s（北京时间）后再试。",
    "寄往此地址的郵件過多，請於 %s（北京時間）後再試。",
    "Too many emails to this address have been asked for; please try again after %s (Beijing time).")
PROBLEM(problem_too_many_mails_from_here, "too-many-mails-from-here", 429,
    "从您所在的网络注册或重设密码的人过多，请于 %s（北京时间）后再试，或换一个网络。",
    "從您所在的網路註冊或重設密碼的人過多，請於 %s（北京時間）後再試，或換一個網路。",
    "Too many people have registered or reset their passwords from your network; please try again after %s (Beijing time), or from another network.")
PROBLEM(problem_too_many_invitations, "too-many-invitations", 429, "您发出的邀请过多，请于 %s（北京时间）后再试。",
    "您發出的邀請過多，請於 %s（北京時間）後再試。", "You have sent too many invitations; please try again after %s (Beijing time).")
PROBLEM(problem_too_many_submissions, "too-many-submissions", 429, "提交过于频繁，请于 %s（北京时间）后再试；已提交的内容有效。",
    "提交過於頻繁，請於 %s（北京時間）後再試；已提交的內容有效。",
    "You have submitted too often; please try again after %s (Beijing time). What was submitted stands.")
PROBLEM(problem_too_many_uploads, "too-many-uploads", 429, "上传的文件过多，请于 %s（北京时间）后再试；已上传的文件仍在。",
    "上傳的檔案過多，請於 %s（北京時間）後再試；已上傳的檔案仍在。",
    "Too many files have been uploaded; please try again after %s (Beijing time). Those already uploaded are there.")
PROBLEM(problem_registration_password, "registration-password", 403,
    "这不是注册时设置的密码。如果忘记了，或者不是您本人注册的，请使用“忘记密码”设置新密码，邮箱会一并确认。",
    "這不是註冊時設定的密碼。如果忘記了，或者不是您本人註冊的，請使用「忘記密碼」設定新密碼，信箱會一併確認。",
    "This is not the password that was chosen at this registration. If you forgot it, or did not register yourself, use “Forgotten"
    " password” to set a new one; that confirms your address as well.")
PROBLEM(problem_details_needed, "details-needed", 422, "请填写姓名并设置密码。", "請填寫姓名並設定密碼。",
    "Please enter your name and choose a password.")
PROBLEM(problem_invitation_void, "invitation-void", 410, "发出邀请的人已无权邀请，此邀请已失效。请联系赛务人员重新邀请。",
    "發出邀請的人已無權邀請，此邀請已失效。請聯絡賽務人員重新邀請。",
    "The person who invited you may no longer do so, so this invitation is void. Please ask the organisers for a new one.")
PROBLEM(problem_password, "password", 401, "邮箱地址或密码不正确。", "電子郵件地址或密碼不正確。",
    "The email address or the password is wrong.")
PROBLEM(problem_too_many_logins, "too-many-logins", 429, "密码错误次数过多，请 %lld 秒后再试，或重设密码。",
    "密碼錯誤次數過多，請 %lld 秒後再試，或重設密碼。",
    "Too many wrong passwords; please try again in %lld seconds, or reset your password.")
PROBLEM(problem_unconfirmed, "unconfirmed", 403, "请先打开我们发给您的邮件中的链接，确认邮箱地址。",
    "請先開啟我們寄給您的郵件中的連結，確認電子郵件地址。",
    "Please first open the link in the email that we sent you, to confirm your address.")

/* ---- seasons ---- */

PROBLEM(problem_password_obvious, "password-obvious", 422,
    "这个密码太容易被猜到：常见密码、单词、键盘上相邻的键、重复、日期或它们的组合。请换一个，例如几个互不相干的词。",
    "這個密碼太容易被猜到：常見密碼、單詞、鍵盤上相鄰的鍵、重複、日期或它們的組合。請換一個，例如幾個互不相干的詞。",
    "This password is too easy to guess: common passwords and words, neighbouring keys, repetitions, dates, or several of these. Choose another, "
    "such as a few unrelated words.")
PROBLEM(problem_password_own, "password-own", 422, "这个密码主要由您的邮箱、姓名或本系统的名称组成，知道您的人容易猜到。请换一个。",
    "這個密碼主要由您的電子郵件、姓名或本系統的名稱組成，知道您的人容易猜到。請換一個。",
    "This password consists mostly of your email address, your name or ours, and is easy to guess for whoever knows you. Choose another.")
PROBLEM(problem_day_invalid, "day-invalid", 422, "请填写实际存在的日期，格式为 YYYY-MM-DD。", "請填寫實際存在的日期，格式為 YYYY-MM-DD。",
    "A date must exist and is written YYYY-MM-DD.")
PROBLEM(problem_contest_code_taken, "contest-code-taken", 409, "已有赛事使用这个代号，请换一个。", "已有賽事使用這個代號，請換一個。",
    "Another contest already has this code; please choose a different one.")
PROBLEM(problem_edition_not_ready, "edition-not-ready", 409, "本届赛事还不能公布，缺少的内容见列表。",
    "本屆賽事還不能公布，缺少的內容見列表。", "This edition cannot be published yet; the list says what is missing.")
PROBLEM(problem_edition_unfinished, "edition-unfinished", 409, "本届赛事还有未完成的事项，不能结束；请查看各项说明。",
    "本屆賽事還有未完成的事項，不能結束；請查看各項說明。",
    "This edition cannot be closed: some things are not finished; see each of them.")
PROBLEM(problem_edition_not_published, "edition-not-published", 409, "只有已公布且未结束的一届赛事才需要变更；草稿可以直接修改。",
    "只有已公布且未結束的一屆賽事才需要變更；草稿可以直接修改。",
    "Only a published edition can be amended: a draft is simply edited, and a closed edition stays as it is.")
PROBLEM(problem_amendment_in_past, "amendment-in-past", 422, "新的时间须晚于现在。", "新的時間須晚於現在。",
    "The new time must be in the future.")
PROBLEM(problem_amendment_too_late, "amendment-too-late", 409, "报名或首轮评审已经开始，这一项不能再变更。",
    "報名或首輪評審已經開始，這一項不能再變更。", "Entries have opened or the first round has begun, so this can no longer be changed.")
PROBLEM(problem_amendment_value_invalid, "amendment-value-invalid", 422,
    "新的值不符合要求：时间须为 RFC 3339 格式，宽限须为 0 至 86400 秒，且须与原值不同。",
    "新的值不符合要求：時間須為 RFC 3339 格式，寬限須為 0 至 86400 秒，且須與原值不同。",
    "The new value does not fit: it must be a time in RFC 3339 or, for the grace period, 0 to 86400 seconds,"
    " and differ from the present value.")
PROBLEM(problem_code_like_id, "code-like-id", 422, "代码不能全是数字，否则会与编号混淆；请加上字母，例如 guangzhou-2026。",
    "代碼不能全是數字，否則會與編號混淆；請加上字母，例如 guangzhou-2026。",
    "A code must not be all digits, or it would be taken for an id; add letters, such as guangzhou-2026.")
PROBLEM(problem_edition_code_taken, "edition-code-taken", 409, "已有一届赛事使用这个代号，请换一个。",
    "已有一屆賽事使用這個代號，請換一個。", "Another edition already has this code; please choose a different one.")
PROBLEM(problem_contest_unknown, "contest-unknown", 422, "没有这个赛事。", "沒有這個賽事。", "There is no such contest.")
PROBLEM(problem_edition_published, "edition-published", 409, "本届已经公布，修改日期须作变更并说明理由。",
    "本屆已經公布，修改日期須作變更並說明理由。",
    "This edition has been published; its dates can be changed only by an amendment with a reason.")
PROBLEM(problem_edition_dates_invalid, "edition-dates-invalid", 422, "日期前后矛盾：报名须先开始后截止，补正截止不得早于报名截止。",
    "日期前後矛盾：報名須先開始後截止，補正截止不得早於報名截止。",
    "The dates contradict each other: entries must open before they close, and corrections must not close before entries do.")

/* ---- rulebooks ---- */

PROBLEM(problem_rulebook_invalid, "rulebook-invalid", 422, "规则中有错误，见列表；改正后才能定稿。",
    "規則中有錯誤，見列表；改正後才能定稿。", "The rulebook has mistakes, which the list names. It can be frozen once they are corrected.")
PROBLEM(problem_rulebook_frozen, "rulebook-frozen", 409, "这一版规则已定稿，不能再修改；请另建新版。",
    "這一版規則已定稿，不能再修改；請另建新版。", "This version is frozen and can no longer be edited; please create a new one.")
PROBLEM(problem_rulebook_not_frozen, "rulebook-not-frozen", 409, "只有已定稿的规则才能启用。", "只有已定稿的規則才能啟用。",
    "Only a frozen version can be put in force.")
PROBLEM(problem_amendment_not_begun, "amendment-not-begun", 409, "第一轮尚未开始，可直接启用新的规则版本，无须修订。",
    "第一輪尚未開始，可直接啟用新的規則版本，無須修訂。", "The first round has not begun; a new version can simply be put in force.")
PROBLEM(problem_amendment_pending, "amendment-pending", 409, "已有一项规则修订等待决定。", "已有一項規則修訂等待決定。",
    "Another amendment of the rulebook is still to be decided.")
PROBLEM(problem_amendment_rulebook_unknown, "amendment-rulebook-unknown", 422, "本届赛事没有这个规则版本。", "本屆賽事沒有這個規則版本。",
    "This edition has no such version of its rulebook.")
PROBLEM(problem_amendment_nothing, "amendment-nothing", 422, "这个版本与现行规则没有区别。", "這個版本與現行規則沒有區別。",
    "This version does not differ from the rulebook in force.")
PROBLEM(problem_amendment_begun, "amendment-begun", 422, "已经开始的部分不能修订。", "已經開始的部分不能修訂。",
    "What has begun cannot be amended.")
PROBLEM(problem_amendment_overtaken, "amendment-overtaken", 409, "提出修订之后，其中有的部分已经开始，不能再生效。",
    "提出修訂之後，其中有的部分已經開始，不能再生效。",
    "Since the amendment was proposed something that it changes has begun, so it can no longer come into force.")
PROBLEM(problem_amendment_base_changed, "amendment-base-changed", 409, "现行规则已不是提出修订时的版本。",
    "現行規則已不是提出修訂時的版本。", "The rulebook in force is no longer the one that the amendment was made for.")
PROBLEM(problem_rulebook_in_use, "rulebook-in-use", 409, "已有轮次开始，本届的规则不能再更换。", "已有輪次開始，本屆的規則不能再更換。",
    "A round has opened, so the rulebook of this edition can no longer be changed.")
PROBLEM(problem_rulebook_reason_needed, "rulebook-reason-needed", 422, "本届已经公布，更换规则须说明理由，理由将公开。",
    "本屆已經公布，更換規則須說明理由，理由將公開。",
    "This edition has been published, so changing its rulebook needs a reason, which is made public.")

/* ---- firms and entries ---- */

PROBLEM(problem_reason_required, "reason-required", 422, "与规则结论不同的决定须说明理由。", "與規則結論不同的決定須說明理由。",
    "A decision that overrides the rule needs a reason.")
PROBLEM(problem_eligibility_not_decidable, "eligibility-not-decidable", 409, "%s", "%s", "%s")
PROBLEM(problem_no_decision, "no-decision", 409, "该项目目前没有可撤回的决定。", "該項目目前沒有可撤回的決定。",
    "There is no decision about this entry that could be withdrawn.")
PROBLEM(problem_letters_unchosen, "letters-unchosen", 422, "请选择要发布的通知，或给出所查看清单的指纹（fingerprint），两者取其一。",
    "請選擇要發布的通知，或給出所查看清單的指紋（fingerprint），兩者取其一。",
    "Please choose the letters to release, or name the list that you looked at by its fingerprint: one of both.")
PROBLEM(problem_letters_changed, "letters-changed", 409, "您查看之后，待发布的通知有了变化，因此没有发出任何通知。请重新查看。",
    "您查看之後，待發布的通知有了變化，因此沒有發出任何通知。請重新查看。",
    "The letters to release have changed since you looked at them, so none has been sent. Please look at them again.")
PROBLEM(problem_letters_number, "letters-number", 422, "没有可以发布的通知，或一次超过 %d 份。", "沒有可以發布的通知，或一次超過 %d 份。",
    "There is no letter to release, or there are more than %d at once.")
PROBLEM(problem_corrections_closed, "corrections-closed", 409, "补正已截止，退回后企业无法再修改。", "補正已截止，退回後企業無法再修改。",
    "The time for corrections is over; the firm could not correct an entry returned to it now.")
PROBLEM(problem_authorisation_missing, "authorisation-missing", 422, "请先上传授权委托书（PDF 或图片）。",
    "請先上傳授權委託書（PDF 或圖片）。", "Please upload the letter of authorisation (PDF or picture) first.")
PROBLEM(problem_bulk_refused, "bulk-refused", 409, "有些项目现在不能审查，因此没有作任何改动。请先处理所列各项。",
    "有些項目現在不能審查，因此沒有作任何改動。請先處理所列各項。",
    "Some of the entries cannot be decided now, so nothing has been changed. Please deal with those listed first.")
PROBLEM(problem_bulk_unchosen, "bulk-unchosen", 422,
    "请列出要审查的项目（entries），或者给出筛选条件（filter）和它应找到的项目数（expected），二者选一。",
    "請列出要審查的項目（entries），或者給出篩選條件（filter）和它應找到的項目數（expected），二者選一。",
    "Please list the entries, or give a filter and how many entries it is expected to find; one or the other.")
PROBLEM(problem_bulk_filter, "bulk-filter", 422, "筛选条件只能有 decision、industry、returned、represented、rule 和 q，取值与列表相同。",
    "篩選條件只能有 decision、industry、returned、represented、rule 和 q，取值與列表相同。",
    "A filter may have decision, industry, returned, represented, rule and q, with the values that the list takes.")
PROBLEM(problem_bulk_moved, "bulk-moved", 409,
    "符合筛选条件的项目现在是 %lld 个，而您看到的是 %lld 个，因此没有作任何改动。请重新查看后再决定。",
    "符合篩選條件的項目現在是 %lld 個，而您看到的是 %lld 個，因此沒有作任何改動。請重新查看後再決定。",
    "The filter now finds %lld entries, and you saw %lld, so nothing has been changed. Please look again before you decide.")
PROBLEM(problem_entry_list_invalid, "entry-list-invalid", 422, "请列出互不重复的项目，每项包括 entry_id 和所查看的提交次数 ordinal。",
    "請列出互不重複的項目，每項包括 entry_id 和所查看的提交次數 ordinal。",
    "This must be a list of different entries, each with entry_id and the ordinal of the submission that was looked at.")
PROBLEM(problem_entries_not_open, "entries-not-open", 409, "报名尚未开始。开始时间：%s。", "報名尚未開始。開始時間：%s。",
    "Entries are not open yet; they open at %s.")
PROBLEM(problem_deadline_passed, "deadline-passed", 409, "报名已于 %s截止，此后到达服务器的请求不再受理。已经提交的内容不受影响。",
    "報名已於 %s截止，此後到達伺服器的請求不再受理。已經提交的內容不受影響。",
    "Entries closed at %s; this request reached the server later. What was submitted before still counts.")
PROBLEM(problem_edition_not_running, "edition-not-running", 409, "本届赛事目前不接受报名。", "本屆賽事目前不接受報名。",
    "This edition is not taking entries at present.")
PROBLEM(problem_edition_unknown, "edition-unknown", 422, "没有这一届赛事。", "沒有這一屆賽事。", "There is no such edition.")
PROBLEM(problem_entries_per_firm, "entries-per-firm", 409,
    "每家企业在本届最多可有 %d 个参赛项目（包括草稿）。请继续填写已有的项目，或先退出其中一个。",
    "每家企業在本屆最多可有 %d 個參賽項目（包括草稿）。請繼續填寫已有的項目，或先退出其中一個。",
    "A firm may have at most this many entries in this edition, drafts included: %d. Please continue with an existing one, or withdraw one first.")
PROBLEM(problem_entry_form_invalid, "entry-form-invalid", 422, "有些栏目填写有误，本次内容没有保存。",
    "有些欄位填寫有誤，本次內容沒有儲存。", "Some fields are wrong, so these changes were not saved.")
PROBLEM(problem_entry_form_too_large, "entry-form-too-large", 422, "报名表内容过大，请精简后再保存。", "報名表內容過大，請精簡後再儲存。",
    "The form as a whole is too large; please shorten it.")
PROBLEM(problem_entry_incomplete, "entry-incomplete", 422, "还不能提交：有些内容尚未填写或填写有误。",
    "還不能提交：有些內容尚未填寫或填寫有誤。", "The entry cannot be submitted yet: something is missing or wrong.")
PROBLEM(problem_receipt_not_given, "receipt-not-given", 422, "请提供整份回执的文字，或者编号和 SHA-256。",
    "請提供整份回執的文字，或者編號和 SHA-256。", "Please give the text of the whole receipt, or its number and SHA-256.")
PROBLEM(problem_entry_in_round, "entry-in-round", 409, "该项目已进入评审，退出须联系赛务人员办理。",
    "該項目已進入評審，退出須聯絡賽務人員辦理。", "This entry already takes part in a round; to withdraw it, please ask the organisers.")
PROBLEM(problem_rounds_begun, "rounds-begun", 409, "评审已经开始，不能再提交。", "評審已經開始，不能再提交。",
    "Judging has begun, so nothing can be submitted any more.")
PROBLEM(problem_late_admission_not_late, "late-admission-not-late", 409, "报名于 %s截止，尚未截止，企业可以直接提交。",
    "報名於 %s截止，尚未截止，企業可以直接提交。", "Entries are still open until %s, so the firm can simply submit.")
PROBLEM(problem_late_admission_firm, "late-admission-firm", 422, "没有登记过这个代码的企业；请先让企业注册账号并登记。",
    "沒有登記過這個代碼的企業；請先讓企業註冊帳號並登記。", "No firm with this code is registered here; it has to register first.")
PROBLEM(problem_late_admission_entry, "late-admission-entry", 422, "本届没有这个尚未提交的参赛项目。", "本屆沒有這個尚未提交的參賽項目。",
    "This edition has no such entry that was never submitted.")
PROBLEM(problem_late_admission_choose, "late-admission-choose", 422, "该企业有 %d 个未提交的草稿，请在报名列表中选定其一。",
    "該企業有 %d 個未提交的草稿，請在報名列表中選定其一。", "This firm has %d drafts; please choose one of them in the list of entries.")
PROBLEM(problem_late_admission_has_entry, "late-admission-has-entry", 409,
    "该企业已按时提交（%s）。逾期报名只适用于没有按时提交的企业；审查、退赛和成绩请在相应页面处理。",
    "該企業已按時提交（%s）。逾期報名只適用於沒有按時提交的企業；審查、退賽和成績請在相應頁面處理。",
    "This firm has submitted an entry (%s). Late admission is for what was not submitted in time; eligibility, departures and results have pages of "
    "their own.")
PROBLEM(problem_late_admission_until, "late-admission-until", 422, "截止时间须晚于现在，且在 %d 天之内。",
    "截止時間須晚於現在，且在 %d 天之內。", "The time has to lie ahead, and within %d days.")
PROBLEM(problem_late_admission_pending, "late-admission-pending", 409, "该企业已有一项逾期报名等待决定或正在有效。",
    "該企業已有一項逾期報名等待決定或正在有效。", "A late admission of this firm waits for a decision, or is in force.")
PROBLEM(problem_late_admission_too_late, "late-admission-too-late", 409, "各轮结果已经公布或评分已经结束，逾期的项目已无法参加任何一轮。",
    "各輪結果已經公布或評分已經結束，逾期的項目已無法參加任何一輪。",
    "The results of the rounds are published, or they take no sheets any more, so a late entry could take part in none of them.")
PROBLEM(problem_late_admission_no_place, "late-admission-no-place", 409,
    "该项目应参加的轮次已经公布结果或结束评分，此时提交会改变已有的结果，因此不能提交；请联系赛务人员。",
    "該項目應參加的輪次已經公布結果或結束評分，此時提交會改變已有的結果，因此不能提交；請聯絡賽務人員。",
    "The round in which this entry would take part is published, or takes no sheets any more; submitting now would change its result. Please contact the "
    "organisers.")
PROBLEM(problem_late_admission_lapsed, "late-admission-lapsed", 409, "所写的截止时间已过，不能再准许；请重新提出。",
    "所寫的截止時間已過，不能再准許；請重新提出。",
    "The time that it names is over, so it can no longer be granted; please ask for a new one.")
PROBLEM(problem_late_admission_withdrawn, "late-admission-withdrawn", 409, "逾期报名的许可已经撤回。", "逾期報名的許可已經撤回。",
    "The leave to enter late has been withdrawn.")
PROBLEM(problem_late_admission_not_own, "late-admission-not-own", 403, "只有提出的人可以撤回；其他组织者可以不予准许。",
    "只有提出的人可以撤回；其他組織者可以不予准許。", "Only whoever asked for it can take it back; other organisers can refuse it.")
PROBLEM(problem_registration_number_invalid, "registration-number-invalid", 422, "登记号码应为 1 到 64 个字母、数字或常用符号。",
    "登記號碼應為 1 到 64 個字母、數字或常用符號。", "A registration number must have 1 to 64 letters, digits or common symbols.")
PROBLEM(problem_uscc_length, "uscc-length", 422, "统一社会信用代码应为 18 位，现在是 %d 位。", "統一社會信用代碼應為 18 位，現在是 %d 位。",
    "A unified social credit code has 18 characters; this one has %d.")
PROBLEM(problem_uscc_character, "uscc-character", 422, "第 %d 位不是统一社会信用代码使用的字符（数字和大写字母，不含 I、O、S、V、Z）。",
    "第 %d 位不是統一社會信用代碼使用的字元（數字和大寫字母，不含 I、O、S、V、Z）。",
    "Character %d does not occur in unified social credit codes (digits and capital letters except I, O, S, V, Z).")
PROBLEM(problem_uscc_organisation_check, "uscc-organisation-check", 422,
    "代码第 9 至 17 位（组织机构代码）与校验位（第 %d 位）不符，请对照营业执照核对。核对无误的，可以坚持提交，由赛务人员核实后确认。",
    "代碼第 9 至 17 位（組織機構代碼）與校驗位（第 %d 位）不符，請對照營業執照核對。核對無誤的，可以堅持提交，由賽務人員核實後確認。",
    "Characters 9 to 17 (the organisation code) do not fit their check character, number %d; please compare with the business licence. If it is right "
    "all the same, insist, and an organiser will look into it and accept it.")
PROBLEM(problem_uscc_check, "uscc-check", 422,
    "代码与其最后的校验位（第 %d 位）不符，请对照营业执照核对。核对无误的，可以坚持提交，由赛务人员核实后确认。",
    "代碼與其最後的校驗位（第 %d 位）不符，請對照營業執照核對。核對無誤的，可以堅持提交，由賽務人員核實後確認。",
    "The code does not fit its last check character, number %d; please compare with the business licence. If it is right all the same, insist, and "
    "an organiser will look into it and accept it.")
PROBLEM(problem_hong_kong_number, "hong-kong-number", 422, "香港企业请填写公司编号（7 或 8 位数字）或商业登记号码（8 位数字）。",
    "香港企業請填寫公司編號（7 或 8 位數字）或商業登記號碼（8 位數字）。",
    "For a firm in Hong Kong, enter the company number (7 or 8 digits) or the business registration number (8 digits).")
PROBLEM(problem_firm_registered, "firm-registered", 409,
    "这个代码不能登记：已有账号以它登记。如果是您的企业，请同事邀请您；若系他人冒用，可以申请认领。",
    "這個代碼不能登記：已有帳號以它登記。如果是您的企業，請同事邀請您；若係他人冒用，可以申請認領。",
    "This code cannot be registered: an account has registered it. If it is your firm's, ask a colleague to invite you; if somebody else has taken it, claim it.")
PROBLEM(problem_too_many_firms, "too-many-firms", 429, "您一天内登记的企业过多，请于 %s（北京时间）后再试。",
    "您一天內登記的企業過多，請於 %s（北京時間）後再試。",
    "You have registered too many firms today; please try again after %s (Beijing time).")
PROBLEM(problem_too_many_claims, "too-many-claims", 429, "认领申请过多，请于 %s（北京时间）后再试。",
    "認領申請過多，請於 %s（北京時間）後再試。", "Too many firms were claimed from here; please try again after %s (Beijing time).")
PROBLEM(problem_claim_own, "claim-own", 409, "您已经代表这家企业，不必认领。", "您已經代表這家企業，不必認領。",
    "You act for this firm already; there is nothing to claim.")
PROBLEM(problem_claim_open, "claim-open", 409, "您已有一份认领这个代码的申请，尚未结束。", "您已有一份認領這個代碼的申請，尚未結束。",
    "You have a claim of this code that is not decided yet.")
PROBLEM(problem_claim_evidence, "claim-evidence", 422, "请先上传营业执照和授权委托书。", "請先上傳營業執照和授權委託書。",
    "Please upload the business licence and the letter of authorisation first.")
PROBLEM(problem_claim_answer_over, "claim-answer-over", 409, "答复期限已过（%s，北京时间）。", "答覆期限已過（%s，北京時間）。",
    "The time to answer was over at %s (Beijing time).")
PROBLEM(problem_claim_not_heard, "claim-not-heard", 409, "登记方尚未答复，答复期限为 %s（北京时间）；在此之前不能支持认领。",
    "登記方尚未答覆，答覆期限為 %s（北京時間）；在此之前不能支持認領。",
    "Whoever holds the firm has not answered, and may until %s (Beijing time); before that the claim cannot be upheld.")
PROBLEM(problem_claim_reason, "claim-reason", 422, "请说明理由，双方都会看到。", "請說明理由，雙方都會看到。",
    "Please give a reason; both sides will read it.")
PROBLEM(problem_claim_final, "claim-final", 409, "%s 的获奖名单在移交之后已经定稿，不能再撤销移交。",
    "%s 的獲獎名單在移交之後已經定稿，不能再撤銷移交。",
    "The award list of %s has become final since the firm changed hands, so that can no longer be reversed.")
PROBLEM(problem_claim_later, "claim-later", 409, "此后另一份认领又移交了这家企业，请先处理那一份。",
    "此後另一份認領又移交了這家企業，請先處理那一份。", "Another claim has moved the firm since; look to that one first.")
PROBLEM(problem_claim_claimant_gone, "claim-claimant-gone", 409, "申请人的账号已停用，不能把企业移交给它。",
    "申請人的帳號已停用，不能把企業移交給它。", "The claimant's account is disabled, so the firm cannot be put into their hands.")
PROBLEM(problem_member_account_unknown, "member-account-unknown", 422, "没有使用这个邮箱的账号。请对方先注册并确认邮箱。",
    "沒有使用這個信箱的帳號。請對方先註冊並確認信箱。",
    "No account has this email address. Please ask the person to register and confirm it first.")
PROBLEM(problem_last_member, "last-member", 409, "企业至少要有一名成员，不能移除最后一名。", "企業至少要有一名成員，不能移除最後一名。",
    "A firm needs at least one member; the last one cannot be removed.")
PROBLEM(problem_too_many_lookups, "too-many-lookups", 429, "您的查找过于频繁，请于 %s（北京时间）后再试。",
    "您的查找過於頻繁，請於 %s（北京時間）後再試。",
    "You have looked up too many people or firms; please try again after %s (Beijing time).")
PROBLEM(problem_too_many_members, "too-many-members", 409, "一家企业最多有 %d 名成员。", "一家企業最多有 %d 名成員。",
    "A firm has at most %d members.")
PROBLEM(problem_rule_not_applicable, "rule-not-applicable", 409, "规则暂时不能用于该项目，请联系赛务人员。",
    "規則暫時不能用於該項目，請聯絡賽務人員。", "The rules cannot be applied to this entry at present; please ask the organisers.")

/* ---- attachments ---- */

PROBLEM(problem_attachments_closed, "attachments-closed", 409, "现在不能再增删这里的文件：报名或补正已截止，或材料正在审核。",
    "現在不能再增刪這裡的檔案：報名或補正已截止，或材料正在審核。",
    "Files can no longer be added or removed here: the time for this is over, or the material is being reviewed.")
PROBLEM(problem_attachment_confirmed, "attachment-confirmed", 409, "这份文件已确认定稿，不能再更换或删除。",
    "這份檔案已確認定稿，不能再更換或刪除。", "This file has been confirmed as final and can no longer be replaced or removed.")
PROBLEM(problem_attachment_gone, "attachment-gone", 410, "这份文件已被删除，或上传已过期，请重新上传。",
    "這份檔案已被刪除，或上傳已過期，請重新上傳。", "This file has been removed, or its upload has expired; please upload it again.")
PROBLEM(problem_attachment_store, "attachment-store", 503, "服务器暂时无法保存或读取文件，请稍后再试。",
    "伺服器暫時無法儲存或讀取檔案，請稍後再試。", "The server cannot write or read files at the moment; please try again later.")
PROBLEM(problem_attachment_not_confirmable, "attachment-not-confirmable", 409, "只有上传完成的路演文件才能确认定稿。",
    "只有上傳完成的路演檔案才能確認定稿。", "Only a roadshow file whose upload is complete can be confirmed.")
PROBLEM(problem_range_not_satisfiable, "range-not-satisfiable", 416, "文件中没有所请求的部分。", "檔案中沒有所請求的部分。",
    "The file has no such part.")
PROBLEM(problem_tus_version, "tus-version", 412, "上传协议的版本须为 tus 1.0.0。", "上傳協定的版本須為 tus 1.0.0。",
    "Uploads must use version 1.0.0 of the tus protocol.")
PROBLEM(problem_upload_offset, "upload-offset", 409, "这一段的起点与服务器已收到的不符，请先查询进度再续传。",
    "這一段的起點與伺服器已收到的不符，請先查詢進度再續傳。",
    "This piece does not begin where the part on the server ends; ask for the offset and resume from there.")
PROBLEM(problem_upload_checksum, "upload-checksum", 460, "这一段在途中损坏，请重新发送。", "這一段在途中損壞，請重新傳送。",
    "This piece was damaged on its way; please send it again.")
PROBLEM(problem_upload_header, "upload-header", 400, "请求头 %s 缺失或无效。", "請求標頭 %s 缺失或無效。",
    "The header %s is missing or invalid.")
PROBLEM(problem_upload_type, "upload-type", 415, "上传内容的类型须为 application/offset+octet-stream。",
    "上傳內容的類型須為 application/offset+octet-stream。", "Pieces of an upload must be sent as application/offset+octet-stream.")
PROBLEM(problem_upload_checksum_algorithm, "upload-checksum-algorithm", 400, "校验算法只能是 sha1 或 sha256。",
    "校驗演算法只能是 sha1 或 sha256。", "The checksum algorithm must be sha1 or sha256.")
PROBLEM(problem_upload_metadata, "upload-metadata", 422, "Upload-Metadata 中的 %s 缺失或无效。", "Upload-Metadata 中的 %s 缺失或無效。",
    "The value of %s in Upload-Metadata is missing or invalid.")
PROBLEM(problem_attachment_too_large, "attachment-too-large", 413, "这类文件每份最大 %lld MB。", "這類檔案每份最大 %lld MB。",
    "A file of this kind may have at most %lld MB.")
PROBLEM(problem_attachment_limit, "attachment-limit", 409, "这类文件最多 %lld 份，请先删除已有的或未传完的。",
    "這類檔案最多 %lld 份，請先刪除已有的或未傳完的。",
    "The number of files of this kind is limited to %lld; please remove one first, or cancel an unfinished upload.")
PROBLEM(problem_attachment_quota, "attachment-quota", 409, "这里的文件总共最大 %lld MB，请先删除一些。",
    "這裡的檔案總共最大 %lld MB，請先刪除一些。", "All files here together may have at most %lld MB; please remove some first.")
PROBLEM(problem_upload_limit, "upload-limit", 429, "您有太多未完成的上传（最多 %d 个），请先完成或取消。",
    "您有太多未完成的上傳（最多 %d 個），請先完成或取消。",
    "You have too many unfinished uploads (at most %d); please finish or cancel some first.")
PROBLEM(problem_attachment_broken, "attachment-broken", 422, "文件已损坏，无法打开。请在本机打开确认后重新导出并上传。",
    "檔案已損壞，無法開啟。請在本機開啟確認後重新匯出並上傳。",
    "The file is damaged and cannot be opened. Please open it on your own computer, export it again, and upload that.")
PROBLEM(problem_attachment_encrypted, "attachment-encrypted", 422, "文件设有打开密码，评委无法打开。请去掉密码后重新上传。",
    "檔案設有開啟密碼，評委無法開啟。請去掉密碼後重新上傳。",
    "The file needs a password to be opened. Please remove the password and upload it again.")
PROBLEM(problem_attachment_macros, "attachment-macros", 422, "文件含有宏。请另存为不含宏的演示文稿（.pptx）或 PDF 后上传。",
    "檔案含有巨集。請另存為不含巨集的簡報（.pptx）或 PDF 後上傳。",
    "The file contains macros. Please save it as a presentation without macros (.pptx) or as PDF, and upload that.")
PROBLEM(problem_attachment_links, "attachment-links", 422,
    "文件引用了外部内容（如链接的图片、视频或模板），打开时会从别处下载。请将其嵌入文件，或导出为 PDF 后上传。",
    "檔案引用了外部內容（如連結的圖片、影片或範本），開啟時會從別處下載。請將其嵌入檔案，或匯出為 PDF 後上傳。",
    "The file refers to content elsewhere (a linked picture, video or template) that is fetched when it is opened. Please embed it, or upload a PDF.")
PROBLEM(problem_attachment_unpacked, "attachment-unpacked", 422, "文件解压后过大，无法打开。请压缩其中的图片和视频后重新上传。",
    "檔案解壓後過大，無法開啟。請壓縮其中的圖片和影片後重新上傳。",
    "Unpacked, the file is far too large to be opened. Please make its pictures and videos smaller and upload it again.")
PROBLEM(problem_attachment_pixels, "attachment-pixels", 422, "图片尺寸过大（最多 5000 万像素，每边不超过 20000 像素）。请缩小后重新上传。",
    "圖片尺寸過大（最多 5000 萬像素，每邊不超過 20000 像素）。請縮小後重新上傳。",
    "The picture has too many pixels (at most 50 million, and 20,000 on a side). Please make it smaller and upload it again.")
PROBLEM(problem_attachment_mixed, "attachment-mixed", 422, "文件中夹带了另一种文件，不予接收。请重新导出后上传。",
    "檔案中夾帶了另一種檔案，不予接收。請重新匯出後上傳。",
    "The file is another kind of file as well and is not accepted. Please export it again and upload that.")
PROBLEM(problem_attachment_infected, "attachment-infected", 422, "文件带有病毒（%s），不予接收。请查杀后重新上传。",
    "檔案帶有病毒（%s），不予接收。請掃毒後重新上傳。",
    "The file holds a virus (%s) and is not accepted. Please clean it and upload it again.")
PROBLEM(problem_attachment_scanner, "attachment-scanner", 503, "暂时无法查毒，已上传的部分已保留，请稍后再试。",
    "暫時無法掃毒，已上傳的部分已保留，請稍後再試。",
    "The file cannot be checked for viruses at the moment. What was uploaded is kept; please try again later.")
PROBLEM(problem_attachment_type, "attachment-type", 415, "文件内容的类型（%s）不适合此处，请上传允许的格式。",
    "檔案內容的類型（%s）不適合此處，請上傳允許的格式。",
    "By its content this file is of the type %s, which is not allowed here; please upload one of the allowed formats.")

/* ---- investments and earlier awards ---- */

PROBLEM(problem_second_person_required, "second-person-required", 409, "第二次核实须由另一名赛务人员进行。",
    "第二次核實須由另一名賽務人員進行。", "The second verification must be made by a different organiser from the first.")
PROBLEM(problem_evidence_missing, "evidence-missing", 409, "尚未上传任何证明材料，不能核实。", "尚未上傳任何證明材料，不能核實。",
    "No evidence has been uploaded yet, so there is nothing to verify.")
PROBLEM(problem_advancement_would_change, "advancement-would-change", 409, "评审已经开始，这一决定会改变直接晋级的结果，因此不能再作出。",
    "評審已經開始，這一決定會改變直接晉級的結果，因此不能再作出。",
    "Judging has begun, and this decision would change who advances directly, so it can no longer be made.")
PROBLEM(problem_investment_facts_invalid, "investment-facts-invalid", 422, "投资情况填写有误。", "投資情況填寫有誤。",
    "The facts of the investment are wrong.")
PROBLEM(problem_investments_closed, "investments-closed", 409, "本届目前不接受投资申报或修改。", "本屆目前不接受投資申報或修改。",
    "Investments in this edition cannot be declared or changed at present.")
PROBLEM(problem_investments_per_firm, "investments-per-firm", 409, "每家企业在本届最多申报 %d 笔投资。",
    "每家企業在本屆最多申報 %d 筆投資。", "A firm may declare at most %d investments in an edition.")
PROBLEM(problem_prior_award_firm_unknown, "prior-award-firm-unknown", 422, "没有这家企业。", "沒有這家企業。", "There is no such firm.")

/* ---- rounds ---- */

PROBLEM(problem_running_round_closed, "running-round-closed", 409, "该项目将加入正在进行的轮次，而该轮评分已经结束；请先将该轮退回评分。",
    "該項目將加入正在進行的輪次，而該輪評分已經結束；請先將該輪退回評分。",
    "The entry would join the round that is under way, which takes no sheets any more; please reopen that round first.")
PROBLEM(problem_opening_unacknowledged, "opening-unacknowledged", 409, "还有未决定的事项，请先查看并确认它们将如何处理。",
    "還有未決定的事項，請先查看並確認它們將如何處理。",
    "Some matters are undecided; please look at what becomes of them, and acknowledge it.")
PROBLEM(problem_opening_changed, "opening-changed", 409, "您查看之后，未决定的事项有了变化，请再看一遍。",
    "您查看之後，未決定的事項有了變化，請再看一遍。", "What is undecided has changed since you looked; please look at it again.")
PROBLEM(problem_departure_entry_unknown, "departure-entry-unknown", 422, "本届赛事没有这个已提交的项目。", "本屆賽事沒有這個已提交的項目。",
    "This edition has no such submitted entry.")
PROBLEM(problem_departure_round_unknown, "departure-round-unknown", 422, "没有这个轮次。请填写轮次代号，或填写 award。",
    "沒有這個輪次。請填寫輪次代號，或填寫 award。", "There is no such round. Please give the code of a round, or “award”.")
PROBLEM(problem_departure_too_late, "departure-too-late", 409, "轮次“%s”的结果已经公布。", "輪次「%s」的結果已經公布。",
    "The result of the round “%s” has already been published.")
PROBLEM(problem_departure_seat_deviates, "departure-seat-deviates", 422, "名额的处理与赛制不同，请说明为什么。",
    "名額的處理與賽制不同，請說明為什麼。", "This is not what the rulebook says of such a seat; please say why.")
PROBLEM(problem_departure_exists, "departure-exists", 409, "该项目的退出已经登记。", "該項目的退出已經登記。",
    "The departure of this entry has already been recorded.")
PROBLEM(problem_departure_list_final, "departure-list-final", 409, "获奖名单已经公示或定稿。", "獲獎名單已經公示或定稿。",
    "The award list is on public notice or final.")
PROBLEM(problem_extras_invalid, "extras-invalid", 422, "列表中有错误，没有保存任何一项。", "列表中有錯誤，沒有儲存任何一項。",
    "The list has mistakes, so nothing in it was saved.")
PROBLEM(problem_panel_code_taken, "panel-code-taken", 409, "本轮已有同名评审组。", "本輪已有同名評審組。",
    "This round already has a panel of that name.")
PROBLEM(problem_panel_member_unknown, "panel-member-unknown", 422, "列表中有不属于本届赛事或本轮的成员，或有重复。",
    "列表中有不屬於本屆賽事或本輪的成員，或有重複。",
    "The list names somebody who does not belong to this edition or round, or names somebody twice.")
PROBLEM(problem_panel_judge_assigned, "panel-judge-assigned", 409, "要移除的评委在该评审组中仍有评审任务。",
    "要移除的評委在該評審組中仍有評審任務。", "A judge to be removed still has assignments in this panel.")
PROBLEM(problem_panel_entry_scored, "panel-entry-scored", 409, "要移动的项目已有提交的评分表，不能更换评审组。",
    "要移動的項目已有提交的評分表，不能更換評審組。",
    "Sheets have already been handed in for an entry to be moved, so it must stay in its panel.")
PROBLEM(problem_panel_drawn, "panel-drawn", 409, "该评审组已抽签，出场顺序和名单不能再更改。", "該評審組已抽籤，出場順序和名單不能再更改。",
    "The order of this panel has been drawn; neither the order nor the entries can be changed any more.")
PROBLEM(problem_panel_empty, "panel-empty", 409, "该评审组没有可以抽签的项目。", "該評審組沒有可以抽籤的項目。",
    "This panel has no entries whose order could be drawn.")
PROBLEM(problem_panel_in_use, "panel-in-use", 409, "该评审组已有评审任务，不能删除。", "該評審組已有評審任務，不能刪除。",
    "This panel has assignments, so it cannot be removed.")
PROBLEM(problem_round_sheets_too_few, "round-sheets-too-few", 409, "有 %lld 个项目的有效评分表少于 %lld 份，不能结束评审。",
    "有 %lld 個項目的有效評分表少於 %lld 份，不能結束評審。",
    "The round cannot be closed. Entries with too few valid sheets: %lld; sheets needed for each: %lld.")
PROBLEM(problem_round_sheets_missing, "round-sheets-missing", 409, "还有 %lld 份已分派的评分表未提交，请先收回这些评审任务。",
    "還有 %lld 份已分派的評分表未提交，請先收回這些評審任務。",
    "Assigned sheets that have not been handed in: %lld. Please release those assignments first.")
PROBLEM(problem_round_recusals_open, "round-recusals-open", 409, "还有 %lld 项回避尚未决定。", "還有 %lld 項迴避尚未決定。",
    "Recusals still to be decided: %lld.")
PROBLEM(problem_round_corrections_open, "round-corrections-open", 409, "还有 %lld 项评分更正尚未决定。", "還有 %lld 項評分更正尚未決定。",
    "Corrections of sheets still to be decided: %lld.")
PROBLEM(problem_tie_order_not_tied, "tie-order-not-tied", 422, "只能为并列的参赛项目排定先后，且每个项目只列一次。",
    "只能為並列的參賽項目排定先後，且每個項目只列一次。", "Only tied entries can be put in order, and each of them only once.")
PROBLEM(problem_participants_unknown, "participants-unknown", 409, "目前无法确定本轮的参赛项目，原因见列表。",
    "目前無法確定本輪的參賽項目，原因見列表。", "It is not known yet which entries take part in this round; the list says why.")
PROBLEM(problem_round_state, "round-state", 409, "轮次目前的状态是“%s”，不能进行这项操作。", "輪次目前的狀態是「%s」，不能進行這項操作。",
    "This is not possible while the round is %s.")
PROBLEM(problem_round_dates, "round-dates", 422, "评分截止时间须晚于开始时间，且晚于现在。", "評分截止時間須晚於開始時間，且晚於現在。",
    "The round must close after it opens, and at a time in the future.")
PROBLEM(problem_reason_missing, "reason-missing", 422, "评审开始后更改时间，须说明理由。", "評審開始後更改時間，須說明理由。",
    "Changing the dates of an open round needs a reason.")
PROBLEM(problem_round_before_unpublished, "round-before-unpublished", 409, "前一轮“%s”尚未公布结果，本轮不能开始。",
    "前一輪「%s」尚未公布結果，本輪不能開始。", "The round before, “%s”, has not been published yet, so this one cannot open.")
PROBLEM(problem_round_without_entries, "round-without-entries", 409, "没有参赛项目进入本轮。", "沒有參賽項目進入本輪。",
    "No entry takes part in this round.")
PROBLEM(problem_round_not_judged, "round-not-judged", 409, "本轮按指标计分，不设评委评审。", "本輪按指標計分，不設評委評審。",
    "This round is computed from indicators; it is not judged.")
PROBLEM(problem_assignment_how_many, "assignment-how-many", 422, "规则没有规定每个项目的评委人数，请填写。",
    "規則沒有規定每個項目的評委人數，請填寫。", "The rulebook does not say how many judges an entry gets; please enter the number.")
PROBLEM(problem_assignment_short, "assignment-short", 409,
    "有 %zu 个项目找不到足够的评委，原因见列表。可以调整评审组或擅长行业的要求，或接受部分分派。",
    "有 %zu 個項目找不到足夠的評委，原因見列表。可以調整評審組或擅長行業的要求，或接受部分分派。",
    "Entries that cannot get enough judges: %zu; the list says why. Change the panels or the use of expertise, or accept a partial assignment.")
PROBLEM(problem_assignment_plan_changed, "assignment-plan-changed", 409, "预览之后情况有变，方案已不同。请重新预览。",
    "預覽之後情況有變，方案已不同。請重新預覽。",
    "Things have changed since the preview, and the plan is now a different one. Please preview it again.")
PROBLEM(problem_batch_scored, "batch-scored", 409, "该批次已有 %lld 份评分表提交，不能整批撤销。",
    "該批次已有 %lld 份評分表提交，不能整批撤銷。", "Sheets of this batch have been handed in (%lld), so it cannot be undone.")
PROBLEM(problem_assignment_judge_unknown, "assignment-judge-unknown", 422, "本届赛事没有这位评委，或其已解聘。",
    "本屆賽事沒有這位評委，或其已解聘。", "There is no such active judge in this edition.")
PROBLEM(problem_assignment_entry_unknown, "assignment-entry-unknown", 422, "该项目不参加本轮次，或无须评分。",
    "該項目不參加本輪次，或無須評分。", "This entry does not take part in the round, or needs no sheets.")
PROBLEM(problem_assignment_recused, "assignment-recused", 409, "该评委与该项目之间有待决定或须回避的回避事项。",
    "該評委與該項目之間有待決定或須迴避的迴避事項。", "There is an open or upheld recusal between this judge and this entry.")
PROBLEM(problem_assignment_own_firm, "assignment-own-firm", 409, "该评委是该项目所属企业的成员，不能为其评分。",
    "該評委是該項目所屬企業的成員，不能為其評分。", "The judge acts for the entry's firm and cannot score it.")
PROBLEM(problem_assignment_panel, "assignment-panel", 409, "该评委不属于该项目所在的评审组。", "該評委不屬於該項目所在的評審組。",
    "The judge does not belong to the entry's panel.")
PROBLEM(problem_assignment_exists, "assignment-exists", 409, "该评委已有该项目的评审任务。", "該評委已有該項目的評審任務。",
    "The entry is already assigned to this judge.")
PROBLEM(problem_assignment_scored, "assignment-scored", 409, "评分表已经提交，不能收回这项评审任务。",
    "評分表已經提交，不能收回這項評審任務。", "The sheet has been handed in, so the assignment cannot be released.")
PROBLEM(problem_judge_account_unknown, "judge-account-unknown", 422, "没有找到具有本届评委角色的账号，请先邀请该评委。",
    "沒有找到具有本屆評委角色的帳號，請先邀請該評委。",
    "There is no account with the role of a judge in this edition. Please invite the judge first.")
PROBLEM(problem_judge_exists, "judge-exists", 409, "该账号已经是本届赛事的评委。", "該帳號已經是本屆賽事的評委。",
    "This account is already a judge of the edition.")
PROBLEM(problem_expertise_invalid, "expertise-invalid", 422, "擅长行业须为规则中的行业，且不得重复。",
    "擅長行業須為規則中的行業，且不得重複。", "Expertise must be a list of different industries of the rulebook.")
PROBLEM(problem_judge_role_unknown, "judge-role-unknown", 422, "生效规则中没有这个评委角色。", "生效規則中沒有這個評委角色。",
    "The rulebook in force names no such role of judges.")
PROBLEM(problem_judge_role_fixed, "judge-role-fixed", 409, "该评委已提交评分表，不能再更改其角色。",
    "該評委已提交評分表，不能再更改其角色。", "This judge has handed in sheets, so the role stays as it is.")
PROBLEM(problem_judge_account_missing, "judge-account-missing", 422, "请提供账号编号或邮箱，二者择一。", "請提供帳號編號或信箱，二者擇一。",
    "Please enter either the id of the account or its email address.")
PROBLEM(problem_recusal_recorder, "recusal-recorder", 409, "这项回避由您记录，须由另一名赛务人员决定是否成立。",
    "這項回避由您記錄，須由另一名賽務人員決定是否成立。", "You recorded this recusal; another organiser must decide whether it is upheld.")
PROBLEM(problem_alias_same, "alias-same", 422, "这两个名称本来就视为同一单位，或不是可比较的名称。",
    "這兩個名稱本來就視為同一單位，或不是可比較的名稱。",
    "These names are taken for one organisation anyway, or are none that could be compared.")
PROBLEM(problem_alias_exists, "alias-exists", 409, "这个别名已经登记。", "這個別名已經登記。", "This alias has been recorded already.")
PROBLEM(problem_recusal_exists, "recusal-exists", 409, "该评委与该项目的这类回避已经登记。", "該評委與該項目的這類迴避已經登記。",
    "A recusal of this kind has already been recorded for this judge and entry.")
PROBLEM(problem_recusal_pair_unknown, "recusal-pair-unknown", 422, "本届赛事中没有这样的评委或参赛项目。",
    "本屆賽事中沒有這樣的評委或參賽項目。", "There is no such judge or entry in this edition.")
PROBLEM(problem_recusal_decided, "recusal-decided", 409, "该回避已有同样的决定。", "該迴避已有同樣的決定。",
    "This recusal has already been decided that way.")
PROBLEM(problem_recusal_own, "recusal-own", 403, "这项回避涉及您本人，须由其他赛务人员决定。", "這項迴避涉及您本人，須由其他賽務人員決定。",
    "This recusal concerns you; another organiser must decide it.")
PROBLEM(problem_correction_no_sheet, "correction-no-sheet", 409, "该评分表尚未提交或已作废，不能更正。",
    "該評分表尚未提交或已作廢，不能更正。", "This sheet has not been handed in, or does not count, so there is nothing to correct.")
PROBLEM(problem_correction_pending, "correction-pending", 409, "该评分表已有一项待决定的更正。", "該評分表已有一項待決定的更正。",
    "A correction of this sheet is already waiting for a decision.")
PROBLEM(problem_correction_same_points, "correction-same-points", 422, "更正后的分数与原分数相同。", "更正後的分數與原分數相同。",
    "The corrected points are the same as the original ones.")
PROBLEM(problem_correction_same_person, "correction-same-person", 409, "更正须由另一位赛务人员决定。", "更正須由另一位賽務人員決定。",
    "A correction must be decided by a different organiser from the one who asked for it.")
PROBLEM(problem_round_deadline_passed, "round-deadline-passed", 409, "评分截止时间 %s已过。", "評分截止時間 %s已過。",
    "The deadline for sheets, %s, has passed.")
PROBLEM(problem_round_not_open, "round-not-open", 409, "轮次目前不接受评分表（状态：%s）。", "輪次目前不接受評分表（狀態：%s）。",
    "The round is not taking sheets at present (state: %s).")
PROBLEM(problem_recused, "recused", 409, "您与该项目有回避关系，不能为其评分。", "您與該項目有迴避關係，不能為其評分。",
    "You have a recusal for this entry, so you cannot score it.")
PROBLEM(problem_assignment_released, "assignment-released", 409, "这项评审任务已被收回，无须再评分。", "這項評審任務已被收回，無須再評分。",
    "This assignment has been released; no sheet is expected any more.")
PROBLEM(problem_pledge_missing, "pledge-missing", 409, "请先签署评审承诺，再进行评分。", "請先簽署評審承諾，再進行評分。",
    "Please give the judge's pledge before scoring.")
PROBLEM(problem_judge_dismissed, "judge-dismissed", 409, "您已不再担任本届赛事的评委。", "您已不再擔任本屆賽事的評委。",
    "You are no longer a judge of this edition.")
PROBLEM(problem_sheet_handed_in, "sheet-handed-in", 409, "评分表已经提交。如需修改，请重新载入后再保存。",
    "評分表已經提交。如需修改，請重新載入後再儲存。", "The sheet has been handed in. To change it, load it again first, then save.")
PROBLEM(problem_sheet_own_first, "sheet-own-first", 409, "提交自己的评分表之后，才能查看其他评委的评分。",
    "提交自己的評分表之後，才能查看其他評委的評分。", "Other judges' sheets can be seen once you have handed in your own.")
PROBLEM(problem_sheet_look_first, "sheet-look-first", 409, "查看其他评委的评分后，自己的评分表就不能再修改。请先确认查看。",
    "查看其他評委的評分後，自己的評分表就不能再修改。請先確認查看。",
    "Once you look at the other judges' sheets you can no longer change your own; please confirm first that you want to look.")
PROBLEM(problem_sheet_others_seen, "sheet-others-seen", 409, "您已查看其他评委的评分，自己的评分表不能再修改。",
    "您已查看其他評委的評分，自己的評分表不能再修改。",
    "You have looked at the other judges' sheets, so you can no longer change your own.")

/* ---- computations, notices, standings ---- */

PROBLEM(problem_dossier_invalid, "dossier-invalid", 422, "按现有事实还不能算出结果，请按所列位置逐项处理。",
    "按現有事實還不能算出結果，請按所列位置逐項處理。",
    "No result can be computed from the facts as they stand; the list shows where each mistake is.")
PROBLEM(problem_earlier_round_open, "earlier-round-open", 409, "前面的轮次“%s”还没有结果，本轮不能计算。",
    "前面的輪次「%s」還沒有結果，本輪不能計算。", "The earlier round “%s” has no result yet, so this one cannot be computed.")
PROBLEM(problem_computation_stopped, "computation-stopped", 409, "计算停在轮次“%s”之前：该轮还没有有效的评分表，或前一轮的并列尚未商定。",
    "計算停在輪次「%s」之前：該輪還沒有有效的評分表，或前一輪的並列尚未商定。",
    "The computation stopped before the round “%s”: it has no valid sheets, or a tie in the round before is still to be decided.")
PROBLEM(problem_publication_reason_needed, "publication-reason-needed", 422, "本轮结果已经公布过，公布新版本须说明理由（理由将公开）。",
    "本輪結果已經公布過，公布新版本須說明理由（理由將公開）。",
    "The result of this round is public already; a new version needs a reason, which will be public.")
PROBLEM(problem_publication_in_force, "publication-in-force", 409, "最近一次计算的结果就是已经公布的版本，没有新的内容可以公布。",
    "最近一次計算的結果就是已經公布的版本，沒有新的內容可以公布。",
    "What was computed last is the version that is public; there is nothing new to publish.")
PROBLEM(problem_publication_tied, "publication-tied", 409,
    "本轮最近一次计算的结果有并列尚未商定，请先商定次序并重新计算；已公布的版本继续有效。",
    "本輪最近一次計算的結果有並列尚未商定，請先商定次序並重新計算；已公布的版本繼續有效。",
    "What was computed last has a tie that is still to be decided: settle it and compute again. What is public stays in force.")
PROBLEM(problem_results_stale, "results-stale", 409,
    "计算之后，所依据的事实有变动，以下轮次的结果已不是现在的结果：%s。请先重新计算，并公布新版本。",
    "計算之後，所依據的事實有變動，以下輪次的結果已不是現在的結果：%s。請先重新計算，並公布新版本。",
    "Facts have changed since they were computed, and the results of these rounds would now be others: %s. Compute them again first, and publish the new version.")
PROBLEM(problem_participants_changed, "participants-changed", 409,
    "前面轮次的结果有变动，参加本轮的项目将有进出。请先重新计算前面的轮次，并由两人决定如何处理。",
    "前面輪次的結果有變動，參加本輪的項目將有進出。請先重新計算前面的輪次，並由兩人決定如何處理。",
    "The result of an earlier round has changed, and others take part in this one. Compute the earlier round again first; two people then decide what becomes of it.")
PROBLEM(problem_result_unpublished, "result-unpublished", 409, "轮次“%s”重新计算后的结果还没有公布，请先公布新版本。",
    "輪次「%s」重新計算後的結果還沒有公布，請先公布新版本。",
    "The round “%s” was computed again and the new result is not public; publish the new version first.")
PROBLEM(problem_round_undecided, "round-undecided", 409,
    "按本轮新的结果，已开始的后续轮次将有项目进出。须由一人提出处理办法、另一人同意，新结果才能公布。",
    "按本輪新的結果，已開始的後續輪次將有項目進出。須由一人提出處理辦法、另一人同意，新結果才能公布。",
    "By the new result others take part in a later round that has begun. One person proposes what becomes of it, and another agrees; then it is published.")
PROBLEM(problem_round_supplementary, "round-supplementary", 409, "本轮正在补充评审，只接收新增项目的评分表。",
    "本輪正在補充評審，只接收新增項目的評分表。",
    "The round is open for a supplementary judging: sheets are taken for the entries that came in only.")
PROBLEM(problem_takeover_none, "takeover-none", 409, "本轮最近一次计算的结果不涉及已开始的后续轮次，可以直接公布。",
    "本輪最近一次計算的結果不涉及已開始的後續輪次，可以直接公布。",
    "What was computed last changes nothing in later rounds that have begun; it can be published as it is.")
PROBLEM(problem_takeover_pending, "takeover-pending", 409, "已有一项提议在等待另一人决定。", "已有一項提議在等待另一人決定。",
    "A proposal is waiting for another person's decision.")
PROBLEM(problem_takeover_choice, "takeover-choice", 409, "没有可以保留席位的项目：退出后续轮次的项目没有参加本轮，或已经退赛。",
    "沒有可以保留席位的項目：退出後續輪次的項目沒有參加本輪，或已經退賽。",
    "No seat can be kept: who would go out of the later round took no part in this one, or has left.")
PROBLEM(problem_takeover_outdated, "takeover-outdated", 409, "提出之后情况有变，这项提议已不适用。请撤回，重新计算本轮后再提出。",
    "提出之後情況有變，這項提議已不適用。請撤回，重新計算本輪後再提出。",
    "Things have changed since this was proposed, and it no longer fits. Withdraw it, compute the round again, and propose anew.")
PROBLEM(problem_takeover_same_person, "takeover-same-person", 403, "须由另一名组织者决定，提出的人只能撤回。",
    "須由另一名組織者決定，提出的人只能撤回。", "Another organiser decides; whoever proposed it can only withdraw it.")
PROBLEM(problem_takeover_not_own, "takeover-not-own", 403, "只有提出的人可以撤回；其他组织者可以不同意。",
    "只有提出的人可以撤回；其他組織者可以不同意。", "Only whoever proposed it can withdraw it; other organisers can reject it.")
PROBLEM(problem_stored_damaged, "stored-damaged", 500, "存档的内容与公布时的 SHA-256 不一致，已停止提供并报警，请联系赛务人员。",
    "存檔的內容與公布時的 SHA-256 不一致，已停止提供並警示，請聯絡賽務人員。",
    "What is stored does not have the SHA-256 that was published with it. It is not given out, and an alarm has been raised; please tell the organisers.")
PROBLEM(problem_sha256_invalid, "sha256-invalid", 422, "SHA-256 须为 64 位十六进制数字。", "SHA-256 須為 64 位十六進位數字。",
    "A SHA-256 hash has 64 hexadecimal digits.")

/* ---- award lists and objections ---- */

PROBLEM(problem_round_without_result, "round-without-result", 409, "轮次“%s”还没有结果，不能生成获奖名单。",
    "輪次「%s」還沒有結果，不能產生獲獎名單。", "The round “%s” has no result yet, so no award list can be made.")
PROBLEM(problem_no_award, "no-award", 409, "生效的规则没有规定奖励，不能生成获奖名单。", "生效的規則沒有規定獎勵，不能產生獲獎名單。",
    "The rulebook provides for no awards, so no award list can be made.")
PROBLEM(problem_computation_incomplete, "computation-incomplete", 409, "计算停在轮次“%s”之前，不能生成获奖名单。",
    "計算停在輪次「%s」之前，不能產生獲獎名單。", "The computation stopped before the round “%s”, so no award list can be made.")
PROBLEM(problem_why_needed, "why-needed", 422, "生成新版本须说明修改名单的理由。", "產生新版本須說明修改名單的理由。",
    "A new version needs a reason for changing the list.")
PROBLEM(problem_objections_unfit, "objections-unfit", 422, "所列异议须属于本届、已成立、需要修改名单，且尚未由其他版本落实。",
    "所列異議須屬於本屆、已成立、需要修改名單，且尚未由其他版本落實。",
    "The objections listed must belong to this edition, be upheld, require a change of the list, and not be carried out by another version yet.")
PROBLEM(problem_representatives_unconfirmed, "representatives-unconfirmed", 409,
    "名单中有 %d 家企业的代表资格未确认，不能公示或定稿。请先在“资格审查”页确认。",
    "名單中有 %d 家企業的代表資格未確認，不能公示或定稿。請先在「資格審查」頁確認。",
    "For %d firms on the list nobody has been confirmed to act, so it can neither be published nor made final. Confirm them on the eligibility page first.")
PROBLEM(problem_award_list_state, "award-list-state", 409, "获奖名单目前的状态是“%s”，不能进行这项操作。",
    "獲獎名單目前的狀態是「%s」，不能進行這項操作。", "This is not possible while the award list is %s.")
PROBLEM(problem_same_person, "same-person", 409, "第二位审核人不能与第一位相同。", "第二位審核人不能與第一位相同。",
    "The second approval must be given by a different person from the first.")
PROBLEM(problem_award_list_not_approvable, "award-list-not-approvable", 409, "获奖名单目前的状态是“%s”，没有待审核的步骤。",
    "獲獎名單目前的狀態是「%s」，沒有待審核的步驟。", "The award list is %s; there is nothing to approve.")
PROBLEM(problem_facts_changed, "facts-changed", 409, "名单生成之后，所依据的事实有变动，请生成新版本。",
    "名單產生之後，所依據的事實有變動，請產生新版本。", "The facts have changed since this list was made; please make a new version.")
PROBLEM(problem_period_running, "period-running", 409, "公示期尚未结束。", "公示期尚未結束。", "The period for objections is not over yet.")
PROBLEM(problem_period_settling, "period-settling", 409, "公示期刚刚结束，最后提交的异议可能仍在处理，请在 %lld 秒后再定稿。",
    "公示期剛剛結束，最後提交的異議可能仍在處理，請在 %lld 秒後再定稿。",
    "The period has only just ended and the last objections may still be on their way; please try again in %lld seconds.")
PROBLEM(problem_objections_open, "objections-open", 409, "还有 %d 件异议尚未处理。", "還有 %d 件異議尚未處理。",
    "Objections still to be decided: %d.")
PROBLEM(problem_new_version_needed, "new-version-needed", 409, "有成立的异议需要修改名单，或已有更新的版本，因此本版本不能定稿。",
    "有成立的異議需要修改名單，或已有更新的版本，因此本版本不能定稿。",
    "An upheld objection requires a change of the list, or there is a newer version already; this one cannot be made final.")
PROBLEM(problem_notice_withdrawn, "notice-withdrawn", 409, "这份公示已经撤回。", "這份公示已經撤回。", "This notice has been withdrawn.")
PROBLEM(problem_no_period, "no-period", 409, "这份公示不接受异议，或已经撤回。", "這份公示不接受異議，或已經撤回。",
    "This notice is not open to objections, or has been withdrawn.")
PROBLEM(problem_period_over, "period-over", 409, "公示期已经结束，不再受理异议。", "公示期已經結束，不再受理異議。",
    "The period for objections is over.")
PROBLEM(problem_list_final, "list-final", 409, "这份名单已经定稿，不再受理异议。", "這份名單已經定稿，不再受理異議。",
    "The list has become final; it takes no more objections.")
PROBLEM(problem_too_many_objections, "too-many-objections", 409, "您对这份公示提出的异议已达上限（%d 件）。",
    "您對這份公示提出的異議已達上限（%d 件）。",
    "You have already filed the largest number of objections to this notice that is allowed (%d).")
PROBLEM(problem_entry_unknown, "entry-unknown", 422, "这份公示中没有这个参赛项目。", "這份公示中沒有這個參賽項目。",
    "There is no such entry in this notice.")
PROBLEM(problem_objection_own, "objection-own", 403, "这件异议是您本人提出的，须由其他赛务人员处理。",
    "這件異議是您本人提出的，須由其他賽務人員處理。", "You filed this objection yourself; another organiser must decide it.")
PROBLEM(problem_changes_list_needed, "changes-list-needed", 422, "认定异议成立时，须说明名单是否需要修改；不成立时不填。",
    "認定異議成立時，須說明名單是否需要修改；不成立時不填。",
    "If the objection is upheld, say whether the list must change; otherwise leave this out.")
