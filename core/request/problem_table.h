/* The kinds of refusals that core itself answers with, as in api/shared/problem_table.h. No guard: it is read more than once. */

PROBLEM(problem_bad_request, "bad-request", 400, "请求的格式不正确。", "請求的格式不正確。", "The request is malformed.")
PROBLEM(problem_unauthenticated, "unauthenticated", 401, "请先登录。", "請先登入。", "Please log in first.")
PROBLEM(problem_forbidden, "forbidden", 403, "您没有权限进行此操作。", "您沒有權限進行此操作。", "You are not allowed to do this.")
PROBLEM(problem_other_account, "other-account", 409, "这个页面属于另一个账号，而现在登录的是“%s”。什么都没有保存。",
    "這個頁面屬於另一個帳號，而現在登入的是「%s」。什麼都沒有儲存。",
    "This page belongs to another account; the one that is logged in now is %s. Nothing was saved.")
PROBLEM(problem_not_found, "not-found", 404, "找不到您要的内容，或者您无权查看。", "找不到您要的內容，或者您無權查看。",
    "There is nothing here, or nothing that you are allowed to see.")
PROBLEM(problem_conflict_state, "state", 409, "当前状态（%s）下不能进行此操作。", "目前狀態（%s）下不能進行此操作。",
    "This is not possible in the current state (%s).")
PROBLEM(problem_version, "version", 412, "在您编辑期间，内容已被他人（或另一个窗口）修改。请重新载入后再保存。",
    "在您編輯期間，內容已被他人（或另一個視窗）修改。請重新載入後再儲存。",
    "Somebody else, or another window, has saved a change in the meantime. Please load it again before you save.")
PROBLEM(problem_precondition_required, "precondition-required", 428, "缺少 If-Match 标头：请说明您修改的是哪个版本。",
    "缺少 If-Match 標頭：請說明您修改的是哪個版本。", "The If-Match header is missing: say which version you are changing.")
PROBLEM(problem_invalid, "invalid", 422, "有些内容需要更正，请查看各项说明。", "有些內容需要更正，請查看各項說明。",
    "Some items need to be corrected; see each of them.")
PROBLEM(problem_invalid_field, "invalid-field", 422, "%s", "%s", "%s")
PROBLEM(problem_too_large, "too-large", 413, "提交的内容过大。", "提交的內容過大。", "What was sent is too large.")
PROBLEM(problem_media_type, "media-type", 415, "不支持这种内容类型，请使用 application/json。",
    "不支援這種內容類型，請使用 application/json。", "This content type is not accepted here; please send application/json.")
PROBLEM(problem_too_many, "too-many", 429, "操作过于频繁，请稍后再试。", "操作過於頻繁，請稍後再試。",
    "Too many attempts; please try again later.")
PROBLEM(problem_internal, "internal", 500, "服务器内部出错，我们已记录此问题。请稍后再试，并提供请求编号以便查找。",
    "伺服器內部出錯，我們已記錄此問題。請稍後再試，並提供請求編號以便查找。",
    "An error occurred in the server and has been recorded. Please try again later, and quote the request id if you report it.")
PROBLEM(problem_overloaded, "overloaded", 503, "服务器繁忙，您的请求尚未处理，请几秒后再试。",
    "伺服器忙碌，您的請求尚未處理，請幾秒後再試。",
    "The server is busy and has not handled your request; please try again in a few seconds.")
PROBLEM(problem_memory_budget, "memory-budget", 503,
    "此次计算约需 %lld MB 内存，超过服务器为此类工作预留的 %lld MB，请联系系统管理员调整。",
    "此次計算約需 %lld MB 記憶體，超過伺服器為此類工作預留的 %lld MB，請聯絡系統管理員調整。",
    "This computation needs about %lld MB of memory, more than the %lld MB that the server sets aside for such work; please tell its operator.")
PROBLEM(problem_not_json, "not-json", 400, "提交的内容不是有效的 JSON（第 %d 行第 %d 列）。",
    "提交的內容不是有效的 JSON（第 %d 行第 %d 列）。", "What was sent is not valid JSON (line %d, column %d).")
PROBLEM(problem_duplicate_key, "duplicate-key", 400, "提交的 JSON 中有重复的键（第 %d 行第 %d 列）。",
    "提交的 JSON 中有重複的鍵（第 %d 行第 %d 列）。", "A key occurs twice in the JSON that was sent (line %d, column %d).")
PROBLEM(problem_not_object, "not-object", 400, "提交的内容应为 JSON 对象。", "提交的內容應為 JSON 物件。",
    "What was sent must be a JSON object.")
PROBLEM(
    problem_too_deep, "too-deep", 400, "提交的 JSON 嵌套过深。", "提交的 JSON 巢狀過深。", "The JSON that was sent is nested too deeply.")
PROBLEM(problem_database_unavailable, "database-unavailable", 503, "数据库暂时不可用，请稍后再试。", "資料庫暫時無法使用，請稍後再試。",
    "The database is not available at the moment; please try again shortly.")
PROBLEM(problem_outcome_unknown, "outcome-unknown", 503, "保存时与数据库的连接中断，无法确定是否已保存。请先查看结果，再决定是否重试。",
    "儲存時與資料庫的連線中斷，無法確定是否已儲存。請先查看結果，再決定是否重試。",
    "The connection to the database was lost while saving, so it is not known whether this was saved. Please look before you repeat it.")

/* ---- before there is a request: what the gate, and the rows of routes, do not let in ---- */

PROBLEM(problem_line_ending, "line-ending", 400, "请求头的行尾必须是 CRLF。", "請求標頭的行尾必須是 CRLF。",
    "Lines of the head must end in CRLF.")
PROBLEM(problem_control_byte, "control-byte", 400, "请求头中有不允许的控制字节。", "請求標頭中有不允許的控制位元組。",
    "The head contains a control byte.")
PROBLEM(problem_head_too_large, "head-too-large", 431, "请求头过大。", "請求標頭過大。", "The head of the request is too large.")
PROBLEM(problem_target_too_long, "target-too-long", 414, "请求的网址过长。", "請求的網址過長。", "The address of the request is too long.")
PROBLEM(problem_request_line, "request-line", 400, "请求行的格式不正确。", "請求行的格式不正確。", "The request line is malformed.")
PROBLEM(problem_unknown_method, "unknown-method", 501, "不支持此请求方法。", "不支援此請求方法。", "This method is not supported.")
PROBLEM(problem_http_version, "http-version", 505, "只支持 HTTP/1.1 和 HTTP/1.0。", "只支援 HTTP/1.1 和 HTTP/1.0。",
    "Only HTTP/1.1 and HTTP/1.0 are supported.")
PROBLEM(problem_bad_target, "bad-target", 400, "请求的网址格式不正确。", "請求的網址格式不正確。",
    "The address of the request is malformed; it must be a path with valid percent-encoding and without dot segments.")
PROBLEM(problem_header_syntax, "header-syntax", 400, "请求头的格式不正确。", "請求標頭的格式不正確。", "A header is malformed.")
PROBLEM(problem_bad_host, "bad-host", 400, "请求必须有且只有一个正确的 Host 标头。", "請求必須有且只有一個正確的 Host 標頭。",
    "There must be exactly one Host header, with a valid host.")
PROBLEM(problem_bad_length, "content-length", 400, "Content-Length 标头重复或不正确。", "Content-Length 標頭重複或不正確。",
    "Content-Length is repeated or not a number.")
PROBLEM(problem_length_required, "length-required", 411, "请求不能使用 Transfer-Encoding，请提供 Content-Length。",
    "請求不能使用 Transfer-Encoding，請提供 Content-Length。",
    "Requests with Transfer-Encoding are not accepted; please send Content-Length.")
PROBLEM(problem_expectation, "expectation", 417, "不支持此 Expect 标头。", "不支援此 Expect 標頭。",
    "Only “Expect: 100-continue” is supported.")
PROBLEM(problem_forwarded, "forwarded", 400, "代理服务器提供的客户端地址格式不正确，或相互矛盾。",
    "代理伺服器提供的用戶端位址格式不正確，或相互矛盾。",
    "What the proxy says about the client's address is malformed or contradicts itself.")
PROBLEM(problem_request_timeout, "request-timeout", 408, "请求传输过慢，已超时。", "請求傳輸過慢，已逾時。",
    "The request took too long to arrive.")
PROBLEM(problem_method, "method", 405, "此网址不支持该请求方法。", "此網址不支援該請求方法。",
    "This address does not support the method; see the Allow header.")
PROBLEM(problem_cross_origin, "cross-origin", 403, "此请求来自其他网站，已被拒绝。", "此請求來自其他網站，已被拒絕。",
    "This request comes from another site and was refused.")
