#!lua name=crosstown_@VERSION@
-- What happens in Redis, atomically. Every name carries the version of this text, so that an old and
-- a new daemon work side by side during an upgrade.
--
-- A function is atomic but never rolled back: whatever can fail comes first. Strings are joined,
-- JSON is never decoded. All keys of a call share the hash tag of KEYS[1], "<prefix>:{p}:".

local per_message = 10

-- The event around the facts that only Redis knows (router/message/envelope.h).
local function event(head, tracking, sequence, new_request, queue, tail)
  return head .. tracking .. '","data":{"sequence":' .. sequence ..
    ',"new_request":' .. (new_request and 'true' or 'false') ..
    ',"routing":{"queue":"' .. queue .. '",' .. tail
end

-- KEYS[1] base.
-- ARGV: now (Unix ms), day (2026-11-22), hour (16), count, that many fresh tracking numbers,
--   then for each message: seen key, seen window (s), conversation ('' = none), conversation
--   window (s), queue, priority, channel, type, head, tail.
-- Reply: a line with the count of numbers used, then a line for each message:
--   "n <tracking>" new request · "f <tracking>" follow-up · "d <tracking>" accepted before ·
--   "r" no free number was left, ask again · "e <error>" this one could not be stored.
local function accept(keys, args)
  local base, now = keys[1], args[1]
  local numbers = tonumber(args[4])
  local used = 0
  local lines, counts = {}, {}

  local function count(what)
    counts[what] = (counts[what] or 0) + 1
  end

  local function fresh_number()
    while used < numbers do
      used = used + 1
      local tracking = args[4 + used]
      if redis.call('EXISTS', base .. 'request:' .. tracking) == 0 then return tracking end
    end
  end

  local function one(i)
    local conversation, queue, priority = args[i + 2], args[i + 4], args[i + 5]
    local channel, kind = args[i + 6], args[i + 7]
    local conversation_key, tracking
    local sequence, new_request = 1, false
    if conversation ~= '' then
      conversation_key = base .. 'conversation:' .. conversation
      local state = redis.pcall('GET', conversation_key)
      if type(state) == 'table' then return 'e ' .. state.err end
      if state then
        local current, last, sticky = string.match(state, '^(%S+) (%d+) (%S+)$')
        if not current then return 'e conversation is unreadable' end
        sequence = tonumber(last) + 1
        if current ~= '-' then tracking, queue = current, sticky end
      end
    end
    if not tracking then
      tracking, new_request = fresh_number(), true
      if not tracking then return 'r' end
    end

    local seen_key = base .. 'seen:' .. args[i]
    local before = redis.pcall('SET', seen_key, tracking, 'NX', 'GET', 'EX', args[i + 1])
    if type(before) == 'table' then return 'e ' .. before.err end
    if before then
      if new_request then used = used - 1 end
      count('duplicate|' .. channel)
      return 'd ' .. before
    end
    local id = redis.pcall('XADD', base .. 'queue:' .. queue .. ':' .. priority, '*',
      'tracking', tracking, 'channel', channel, 'type', kind,
      'event', event(args[i + 8], tracking, sequence, new_request, queue, args[i + 9]),
      'deliveries', '0')
    if type(id) == 'table' then
      redis.call('DEL', seen_key)
      if new_request then used = used - 1 end
      return 'e ' .. id.err
    end

    -- Nothing below can fail: the keys are new or our own.
    local request_key = base .. 'request:' .. tracking
    if new_request then
      redis.call('HSET', request_key, 'status', 'received', 'queue', queue, 'type', kind,
        'priority', priority, 'channel', channel, 'opened', now, 'conversation', conversation,
        'e' .. sequence, priority .. ' ' .. id)
    else
      redis.call('HSET', request_key, 'e' .. sequence, priority .. ' ' .. id)
    end
    if conversation_key then
      redis.call('SET', conversation_key, tracking .. ' ' .. sequence .. ' ' .. queue, 'EX', args[i + 3])
    end
    count(channel .. '|' .. queue .. '|' .. kind)
    return (new_request and 'n ' or 'f ') .. tracking
  end

  for i = 5 + numbers, #args, per_message do
    lines[#lines + 1] = one(i)
  end

  local stats_key = base .. 'stats:' .. args[2]
  for what, n in pairs(counts) do
    redis.call('HINCRBY', stats_key, args[3] .. '|' .. what, n)
  end
  return used .. '\n' .. table.concat(lines, '\n')
end

-- Leases the next `size` sequence numbers of a year, from above `floor` (the highest this daemon has
-- ever given out), so that a Redis that came back with an older history never repeats one.
-- KEYS[1] base. ARGV: year (26), size, floor. Reply: the first of the block.
local function lease(keys, args)
  local key, year = keys[1] .. 'numbers', args[1]
  local size, floor = tonumber(args[2]), tonumber(args[3])
  local last = tonumber(redis.call('HGET', key, year) or '0')
  if last < floor then last = floor end
  redis.call('HSET', key, year, string.format('%d', last + size))
  return last + 1
end

redis.register_function('ct_accept_@VERSION@', accept)
redis.register_function('ct_lease_@VERSION@', lease)
