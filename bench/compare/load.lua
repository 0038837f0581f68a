-- The script of wrk: makes each request from a template, looks at every answer, and prints what came of it as one line of JSON.
-- Arguments: a file with the body as a template, the number of the first request, and how many different ids are hot (0: none, every
-- request asks for another meeting).
local meeting_place, participant_place = 'MMMMMMMMMMMM', 'PPPPPPPPPPPP'
local people, stride = 100, 389

local threads = {}
local pieces, places = {}, {}
local number, hot

sent, bad_answers, first_bad_answer = 0, 0, ''

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  local file = assert(io.open(args[1]))
  local body = file:read('*a')
  file:close()
  number, hot = tonumber(args[2]), tonumber(args[3])
  -- Places are as long as what fills them, so that the length of the body holds.
  local rest = wrk.format('POST', '/graphql', { ['content-type'] = 'application/json', accept = 'application/json' }, body)
  while true do
    local from, to = rest:find('[MP][MP][MP][MP][MP][MP][MP][MP][MP][MP][MP][MP]')
    if from == nil then break end
    places[#pieces + 2] = rest:sub(from, to)
    pieces[#pieces + 1] = rest:sub(1, from - 1)
    pieces[#pieces + 1] = ''
    rest = rest:sub(to + 1)
  end
  pieces[#pieces + 1] = rest
end

function request()
  local meeting, person = number, number % people
  if hot > 0 then
    -- Every hot id comes once in each round of all of them.
    local index = (number * stride) % hot
    meeting, person = math.floor(index / people), index % people
  end
  number, sent = number + 1, sent + 1
  for index, place in pairs(places) do
    pieces[index] = string.format('%012d', place == meeting_place and meeting or person + 1)
  end
  return table.concat(pieces)
end

function response(status, _, body)
  if status == 200 and not body:find('"errors"', 1, true) then return end
  bad_answers = bad_answers + 1
  if bad_answers == 1 then first_bad_answer = status .. ' ' .. body:sub(1, 300) end
end

function done(summary, latency)
  local begun, bad, example = 0, 0, ''
  for _, thread in ipairs(threads) do
    begun = begun + thread:get('sent')
    bad = bad + thread:get('bad_answers')
    if example == '' then example = thread:get('first_bad_answer') end
  end
  local errors = summary.errors
  print(string.format(
    'RESULT {"requests":%d,"sent":%d,"microseconds":%d,"p50":%d,"p99":%d,"bad":%d,"broken":%d,"late":%d,"example":"%s"}',
    summary.requests, begun, summary.duration, latency:percentile(50), latency:percentile(99), bad,
    errors.connect + errors.read + errors.write, errors.timeout, (example:gsub('[%c"\\]', "'"))
  ))
end
