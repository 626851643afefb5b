-- Whether a message goes on with its conversation's current request, and what else is asked of conversations.
-- Which keys they are in, library.lua says.

-- Then a conversation that never ends gets a new request: where an entry lies is looked for in the list
-- of its request, and Redis answers nobody meanwhile.
local most_follow_ups = 1000

local rank = { urgent = 1, normal = 2, low = 3 }

-- Whether a message goes on with the current request of its conversation. `said`: the type that the text
-- which opened it spoke of; `told`: the sender has been told a number, so this is no time to open another
-- request; `pause`: for how long (s) the conversation has been silent.
local function goes_on(base, route, request, said, told, pause, now)
  local channel = route.channel
  if request.status == 'closed' then
    local closed = redis.call('HGET', base .. 'work:' .. request.tracking, 'closed')
    return closed and now - closed <= channel.reopen_window * 1000
  end
  local other_matter = said and route.said and route.said ~= said and route.said ~= request.kind
  return told or not other_matter or pause < channel.new_matter_after
end

-- The record's last field means the record's priority: it is written out before that becomes another.
local function raise(request, priority)
  if string.find(request.place, '^%d') then
    request.place = 'queue:' .. request.queue .. ':' .. request.priority .. ':' .. request.place
  end
  request.priority, request.changed = priority, true
end

local function look_up(key, fields, found)
  local values = redis.call('HMGET', key, unpack(fields))
  for n = 1, #fields do
    if values[n] then found[fields[n]] = values[n] end
  end
  return found
end

-- Stores what a batch has gathered in a bucket; a bucket's first entries start its time to live.
local function put(key, fields, window)
  if #fields == 0 then return end
  local added = redis.call('HSET', key, unpack(fields))
  if redis.call('HLEN', key) == added then redis.call('EXPIRE', key, 2 * window + 60) end
end

-- The conversation's state, and how long (s) it has been silent. Nothing: it is not known.
local function state_of(base, channel, bucket, conversation, now)
  local key = base .. 'conversation:' .. channel .. ':'
  local state = redis.call('HGET', key .. bucket, conversation) or
    redis.call('HGET', key .. (bucket - 1), conversation)
  local current, sequence, queue, seen_at = string.match(state or '', '^(%S+) (%d+) (%S+) (%d+)')
  if current then return current, sequence, queue, now - seen_at, seen_at end
end

-- What of a resident is open. KEYS[1] base.
-- ARGV: conversation, channel, its bucket and window (s), now (Unix s), most.
-- Reply: the open request that a further message would join ('' = none), how many are open, then the
-- newest of them: number and record of each. Of more than 100 requests the newest 100 are looked at.
local function open(keys, args)
  local base, conversation = keys[1], args[1]
  local current, _, _, silent = state_of(base, args[2], tonumber(args[3]), conversation, tonumber(args[5]))
  local tracking = redis.call('HGET', base .. 'latest:' .. args[2], conversation)
  local answer, count, joins = { '', '0' }, 0, ''
  for _ = 1, 100 do
    local record = tracking and read_record(base, tracking)
    if not record then break end
    if record.status ~= 'closed' then
      count = count + 1
      if tracking == current and silent <= tonumber(args[4]) then joins = current end
      if count <= tonumber(args[6]) then
        answer[#answer + 1] = tracking
        answer[#answer + 1] = record_text(record)
      end
    end
    tracking = redis.call('GET', base .. 'previous:' .. tracking)
  end
  answer[1], answer[2] = joins, tostring(count)
  return answer
end

-- The next message of the conversation opens a request. KEYS[1] base.
-- ARGV: conversation, channel, its bucket and window (s), now (Unix s).
local function begin_anew(keys, args)
  local base, bucket = keys[1], tonumber(args[3])
  local current, sequence, queue, _, seen_at = state_of(base, args[2], bucket, args[1], tonumber(args[5]))
  if current and current ~= '-' then
    put(base .. 'conversation:' .. args[2] .. ':' .. bucket,
      { args[1], '- ' .. sequence .. ' ' .. queue .. ' ' .. seen_at }, tonumber(args[4]))
  end
  return 'ok'
end
