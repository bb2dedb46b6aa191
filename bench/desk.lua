-- One organiser opens one page again and again; prints the 95th percentile in milliseconds.
function init()
  wrk.headers["Cookie"] = "__Host-saitou=" .. os.getenv("BENCH_TOKEN")
end
local shown = false
function response(status, headers, body)
  if status >= 400 and not shown then
    shown = true
    io.stderr:write("refused: " .. status .. " " .. body .. "\n")
  end
end
function done(summary, latency)
  io.write(string.format("p95 %.1f\n", latency:percentile(95) / 1000))
end
