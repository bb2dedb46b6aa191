-- Contestants read how the scores of their firms' entries came about, entry after entry.
local made = 0
function setup(thread)
  thread:set("id", made)
  made = made + 1
  thread:set("threads", tonumber(os.getenv("BENCH_THREADS")))
  thread:set("ranked", tonumber(os.getenv("BENCH_RANKED")))
end
local n = 0
function request()
  local entry = (n * threads + id) % ranked + 1
  n = n + 1
  return wrk.format("GET", "/api/v1/rounds/1/standings/" .. entry, {
    ["Cookie"] = "__Host-saitou=" .. string.format("benchfirm%03d", entry % 64 + 1) .. string.rep("x", 31) })
end
local shown = false
function response(status, headers, body)
  if status >= 400 and not shown then
    shown = true
    io.stderr:write("refused: " .. status .. " " .. body .. "\n")
  end
end
