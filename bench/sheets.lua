-- Judges hand in sheets, each once: thread T of T threads takes every T-th judge, entries FIRST … upwards.
local made = 0
function setup(thread)
  thread:set("id", made)
  made = made + 1
  thread:set("threads", tonumber(os.getenv("BENCH_THREADS")))
  thread:set("first", tonumber(os.getenv("BENCH_FIRST")))
  thread:set("origin", os.getenv("BENCH_ORIGIN"))
end
local n = 0
-- wrk asks the first thread for one request that it does not send.
function init() n = id == 0 and -1 or 0 end
function request()
  local mine = 64 / threads
  local judge = (n % mine) * threads + id + 1
  local entry = first + math.floor(n / mine)
  n = n + 1
  local points = string.format('{"points":{"technology":%.1f,"model":%.1f,"market":%.1f,"team":%.1f,"finance":%.1f},"comment":""}',
    (n * 7 % 61) / 2, (n * 11 % 51) / 2, (n * 13 % 41) / 2, (n * 17 % 31) / 2, (n * 19 % 21) / 2)
  return wrk.format("POST", "/api/v1/rounds/1/entries/" .. entry .. "/sheet/hand-in", {
    ["Content-Type"] = "application/json", ["Origin"] = origin,
    ["Cookie"] = "__Host-saitou=" .. string.format("benchjudge%03d", judge) .. string.rep("x", 30) }, points)
end
local shown = false
function response(status, headers, body)
  if status >= 400 and not shown then
    shown = true
    io.stderr:write("refused: " .. status .. " " .. body .. "\n")
  end
end
