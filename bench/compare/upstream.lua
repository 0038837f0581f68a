-- The REST API as far as the comparison asks it, as fast as nginx can answer. Ids come from the path and nothing is stored: the last
-- twelve digits of a participant's id tell the person, the second group of a meeting's id how many people it has.
-- Paths begin with how long an answer waits: /50ms/client/v4/accounts/...
local upstream = {}

local calls = ngx.shared.calls
local pages = {}

local function row(id)
  local number = id:sub(-12)
  return '{"id":"' .. id
    .. '","created_at":"2026-01-07T16:33:21.000Z","updated_at":"2026-02-11T09:12:45.000Z","custom_participant_id":"customer-' .. number
    .. '","preset_name":"group_call_participant","name":"Guest ' .. number
    .. '","picture":"https://pictures.example/' .. number .. '.png"}'
end

local function page(total, number, size)
  local first = (number - 1) * size + 1
  local last = math.min(number * size, total)
  local rows = {}
  for index = first, last do
    rows[#rows + 1] = row(string.format('c0000000-0000-4000-8000-%012d', index))
  end
  return '{"success":true,"data":[' .. table.concat(rows, ',') .. '],"paging":{"total_count":' .. total
    .. ',"start_offset":' .. first .. ',"end_offset":' .. last .. '}}'
end

-- Pages of meetings of one size are the same bytes, so each is made once.
local function known_page(meeting)
  local size = tonumber(ngx.var.arg_per_page) or 25
  local number = tonumber(ngx.var.arg_page_no) or 1
  local total = tonumber(meeting:sub(10, 13))
  local key = total .. '/' .. number .. '/' .. size
  local body = pages[key]
  if body == nil then
    body = page(total, number, size)
    pages[key] = body
  end
  return body
end

function upstream.answer()
  calls:incr('all', 1, 0)
  local wait, meeting, participant = ngx.var.uri:match('^/(%d+)ms/client/v4/accounts/.-/meetings/([^/]+)/participants/?([^/]*)$')
  if meeting == nil then
    ngx.status = 404
    ngx.say('{"success":false,"errors":[{"code":7003,"message":"No route for that URI"}]}')
    return
  end
  if wait ~= '0' then ngx.sleep(tonumber(wait) / 1000) end
  local body = participant == '' and known_page(meeting) or '{"success":true,"data":' .. row(participant) .. '}'
  ngx.header['Content-Type'] = 'application/json'
  ngx.header['Content-Length'] = #body
  ngx.header['Ratelimit'] = '"default";r=999999;t=300'
  ngx.header['Ratelimit-Policy'] = '"default";q=1000000;w=300'
  ngx.print(body)
end

-- REST calls since the start.
function upstream.count()
  ngx.print(calls:get('all') or 0)
end

return upstream
