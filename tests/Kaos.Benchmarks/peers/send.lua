-- Every request is a new message; the last line of the output is what was counted, as JSON.
local count = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["A2A-Version"] = "1.0"

function request()
  count = count + 1
  return wrk.format(nil, nil, nil, string.format(
    '{"jsonrpc":"2.0","id":%d,"method":"SendMessage","params":{"message":{"messageId":"tck-stream-001-%s-%d","role":"ROLE_USER","parts":[{"text":"hello"}]}}}',
    count, os.getenv("RUN"), count))
end

function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format('{"requests":%d,"microseconds":%d,"errors":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, errors, latency:percentile(50), latency:percentile(99)))
end
