-- Contestants save one long field of their drafts again and again; every save names the version that it read.
local made = 0
function setup(thread)
  thread:set("id", made)
  made = made + 1
  thread:set("threads", tonumber(os.getenv("BENCH_THREADS")))
  thread:set("each", tonumber(os.getenv("BENCH_DRAFTS")))
  thread:set("version", tonumber(os.getenv("BENCH_FIRST")))
  thread:set("origin", os.getenv("BENCH_ORIGIN"))
end
local n = 0
-- wrk asks the first thread for one request that it does not send.
function init() n = id == 0 and -1 or 0 end
local text = string.rep("本项目研发工业视觉缺陷检测系统，已完成第三代样机。", 20)
function request()
  local drafts = 64 * each / threads
  local draft = (n % drafts) * threads + id
  local round = math.floor(n / drafts)
  n = n + 1
  return wrk.format("PATCH", "/api/v1/entries/" .. (100001 + draft), {
    ["Content-Type"] = "application/json", ["Origin"] = origin, ["If-Match"] = '"' .. (version + round) .. '"',
    ["Cookie"] = "__Host-saitou=" .. string.format("benchfirm%03d", math.floor(draft / each) + 1) .. string.rep("x", 31) },
    '{"product":"' .. n .. text .. '"}')
end
local shown = false
function response(status, headers, body)
  if status >= 400 and not shown then
    shown = true
    io.stderr:write("refused: " .. status .. " " .. body .. "\n")
  end
end
