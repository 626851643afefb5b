-- The sending side of the outbox: who holds a partition's lease, what may go now, what became of an attempt.

-- The lease of a partition's outbox. KEYS[1] base. ARGV: holder, how long (ms).
-- Reply: "1", epoch · "0", how long (ms) another still holds it.
local function hold(keys, args)
  local key, now = keys[1] .. 'sender', clock_ms()
  local holder, epoch, ends = unpack(redis.call('HMGET', key, 'holder', 'epoch', 'until'))
  local held = tonumber(ends or '0') > now
  if held and holder ~= args[1] then return { '0', whole(ends - now) } end
  if not held then epoch = redis.call('HINCRBY', key, 'epoch', 1) end
  redis.call('HSET', key, 'holder', args[1], 'until', whole(now + args[2]))
  return { '1', tostring(epoch) }
end

local function let_go(keys, args)
  local key = keys[1] .. 'sender'
  if redis.call('HGET', key, 'holder') ~= args[1] then return 0 end
  return redis.call('HSET', key, 'until', '0')
end

local function holds(base, epoch)
  local now_epoch, ends = unpack(redis.call('HMGET', base .. 'sender', 'epoch', 'until'))
  return now_epoch == epoch and tonumber(ends or '0') > clock_ms()
end

local shown = { 'attempt', 'tries', 'tracking', 'channel', 'conversation', 'lane', 'to', 'from', 'text', 'language',
  'created', 'since', 'started', 'by', 'answers', 'files' }

local function append_shown(answer, base, kind, id)
  answer[#answer + 1] = kind
  answer[#answer + 1] = id
  local values = redis.call('HMGET', base .. 'reply:' .. id, unpack(shown))
  for n = 1, #shown do answer[#answer + 1] = values[n] or '' end
  local known = redis.call('LRANGE', base .. 'replied:' .. (values[5] or ''), 0, -1)
  answer[#answer + 1] = table.concat(known, ' ')
end

-- A dead letter, as care.lua's of messages, with `kind` and `reply`.
local function bury(base, id, reason)
  local tracking, channel, lane, attempt =
    unpack(redis.call('HMGET', base .. 'reply:' .. id, 'tracking', 'channel', 'lane', 'attempt'))
  return redis.pcall('XADD', base .. 'dead', '*', 'tracking', tracking, 'channel', channel, 'type', 'reply',
    'event', '', 'queue', '', 'priority', lane, 'deliveries', attempt, 'reason', reason,
    'time', whole(clock_ms()), 'kind', 'reply', 'reply', id)
end

-- It is with the provider no more, or never was; the next of its line is worth a look.
local function leave_line(base, id, conversation)
  if redis.call('HGET', base .. 'flights', conversation) == id then
    redis.call('HDEL', base .. 'flights', conversation)
  end
  redis.call('ZREM', base .. 'sending', id)
  redis.call('ZREM', base .. 'later', id)
  redis.call('ZREM', base .. 'line:' .. conversation, id)
  hint_first(base, conversation)
end

local function note_sent(base, id, tracking, conversation, provider)
  tell_thread(base, tracking, id, 'sent', 'provider_id', provider)
  redis.call('HSET', base .. 'reply:' .. id, 'state', 'sent', 'provider', provider)
  redis.call('EXPIRE', base .. 'reply:' .. id, kept_for)
  if provider ~= '' then
    local list = base .. 'replied:' .. conversation
    redis.call('LPUSH', list, provider)
    redis.call('LTRIM', list, 0, 19)
    redis.call('EXPIRE', list, 2 * 86400)
  end
  leave_line(base, id, conversation)
end

local function note_failed(base, id, tracking, conversation, state, reason, opted_out)
  tell_thread(base, tracking, id, state, 'reason', reason)
  redis.call('HSET', base .. 'reply:' .. id, 'state', state, 'reason', reason)
  if opted_out then
    redis.call('SET', base .. 'optout:' .. conversation, '1')
    redis.call('EXPIRE', base .. 'reply:' .. id, kept_for)
  else
    bury(base, id, reason)
  end
  leave_line(base, id, conversation)
end

-- Whether a channel may send now; else when a look is worth it. The rate is a bucket (GCRA): `at` is when
-- it would be full again. What has to wait is planned one interval apart in each lane, so that it is not
-- looked at again and again.
local function wait_for_rate(base, channel, lane, now)
  local key = base .. 'rate:' .. channel.name
  local at, planned = unpack(redis.call('HMGET', key, 'at', lane))
  at = math.max(tonumber(at or '0'), now)
  local free_at = at - (channel.burst - 1) * channel.interval
  if free_at <= now then
    redis.call('HSET', key, 'at', tostring(at + channel.interval))
    return nil
  end
  local slot = math.max(free_at, tonumber(planned or '0'))
  redis.call('HSET', key, lane, tostring(slot + channel.interval))
  return math.ceil(slot)
end

-- Looks at one reply that a hint named. "t": it is taken, "o": its resident has opted out; or nothing.
local function consider(base, id, channels, epoch, now)
  local key = base .. 'reply:' .. id
  local state, conversation, name, lane, due, tracking =
    unpack(redis.call('HMGET', key, 'state', 'conversation', 'channel', 'lane', 'due', 'tracking'))
  if state ~= 'queued' then return nil end
  if redis.call('ZRANGE', base .. 'line:' .. conversation, 0, 0)[1] ~= id then return nil end
  if redis.call('HEXISTS', base .. 'flights', conversation) == 1 then return nil end
  local wait = nil
  local channel = channels[name]
  if redis.call('EXISTS', base .. 'optout:' .. conversation) == 1 then
    note_failed(base, id, tracking, conversation, 'failed', 'the resident has opted out', true)
    return 'o'
  elseif tonumber(due) > now then wait = due
  elseif not channel then wait = now + 60000 -- a reload may bring it back
  elseif channel.not_before > now then wait = channel.not_before
  else wait = wait_for_rate(base, channel, lane, now) end
  if wait then
    redis.call('ZADD', base .. 'later', whole(wait), id)
    return nil
  end
  redis.call('HSET', key, 'state', 'sending', 'epoch', epoch, 'started', whole(now))
  redis.call('HINCRBY', key, 'attempt', 1)
  redis.call('HINCRBY', key, 'tries', 1)
  redis.call('HSET', base .. 'flights', conversation, id)
  redis.call('ZADD', base .. 'sending', whole(now), id)
  redis.call('ZREM', base .. 'later', id)
  return 't'
end

-- Emergencies always come first; of the others each gets its share, and now and then the first turn.
local function order_of(turn)
  if turn % 16 == 15 then return { 'emergency', 'housekeeping', 'notice', 'reply' } end
  if turn % 8 == 7 then return { 'emergency', 'notice', 'reply', 'housekeeping' } end
  return { 'emergency', 'reply', 'notice', 'housekeeping' }
end
local share = { emergency = 1, reply = 0.7, notice = 0.2, housekeeping = 0.1 }

-- Takes what may be sent now. KEYS[1] base. ARGV: epoch, limit, then of each channel: name, interval (ms),
-- burst, not before (Unix ms).
-- Reply: "ok" or "lost" (the lease is another's), when (ms from now) the next look is worth it ('' = unknown);
-- then of each reply: "t" taken or "o" opted out, id, the fields `shown`, the provider ids sent to it lately.
local function take(keys, args)
  local base, epoch, limit, now = keys[1], args[1], tonumber(args[2]), clock_ms()
  if not holds(base, epoch) then return { 'lost', '' } end
  local channels = {}
  for n = 3, #args, 4 do
    channels[args[n]] = { name = args[n], interval = tonumber(args[n + 1]), burst = tonumber(args[n + 2]),
      not_before = tonumber(args[n + 3]) }
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', base .. 'later', '-inf', whole(now), 'LIMIT', 0, 100)) do
    local lane = redis.call('HGET', base .. 'reply:' .. id, 'lane')
    if lane and type(hint(base, lane, id)) == 'table' then break end
    redis.call('ZREM', base .. 'later', id)
  end

  local answer, taken, looks = { 'ok', '' }, 0, 200
  local function from(lane, most)
    local stream = base .. 'outbox:' .. lane
    while most > 0 and taken < limit and looks > 0 do
      local page = redis.call('XRANGE', stream, '-', '+', 'COUNT', 10)
      if #page == 0 then return end
      for _, entry in ipairs(page) do
        if most <= 0 or taken >= limit or looks <= 0 then return end
        looks = looks - 1
        redis.call('XDEL', stream, entry[1])
        local id = by_name(entry[2]).reply or ''
        local kind = consider(base, id, channels, epoch, now)
        if kind == 't' then taken, most = taken + 1, most - 1 end
        if kind then append_shown(answer, base, kind, id) end
      end
    end
  end
  local order = order_of(redis.call('HINCRBY', base .. 'sender', 'turn', 1))
  for _, lane in ipairs(order) do from(lane, math.ceil(limit * share[lane])) end
  for _, lane in ipairs(order) do from(lane, limit) end

  local next_due = redis.call('ZRANGE', base .. 'later', 0, 0, 'WITHSCORES')[2]
  if looks <= 0 then answer[2] = '0'
  elseif next_due then answer[2] = whole(math.max(0, tonumber(next_due) - now)) end
  return answer
end

-- What is with a provider under an earlier epoch: whoever sent it is gone, or believes that it still holds
-- the lease. KEYS[1] base. ARGV: epoch, limit. Reply: "ok" or "lost", ''; then as take's, "t" each.
local function adopt(keys, args)
  local base, epoch, limit = keys[1], args[1], tonumber(args[2])
  if not holds(base, epoch) then return { 'lost', '' } end
  local answer, found = { 'ok', '' }, 0
  for _, id in ipairs(redis.call('ZRANGE', base .. 'sending', 0, -1)) do
    local key = base .. 'reply:' .. id
    if found >= limit then break end
    if redis.call('HGET', key, 'epoch') ~= epoch then
      found = found + 1
      redis.call('HSET', key, 'epoch', epoch)
      append_shown(answer, base, 't', id)
    end
  end
  return answer
end

-- What became of an attempt. Not fenced by the lease: who has the provider's answer knows best, and the
-- attempt's number tells whether it is about this one.
-- KEYS[1] base. ARGV: id, attempt, and: "sent", provider id · "later", after (ms), reason · "failed", reason, "1"
-- if opted out · "unknown", reason. Reply: "ok" · "stale": it is settled already · "missing".
local function settle(keys, args)
  local base, id = keys[1], args[1]
  local key = base .. 'reply:' .. id
  local state, attempt, tracking, conversation =
    unpack(redis.call('HMGET', key, 'state', 'attempt', 'tracking', 'conversation'))
  if not state then return 'missing' end
  if state ~= 'sending' or attempt ~= args[2] then return 'stale' end
  if args[3] == 'sent' then
    note_sent(base, id, tracking, conversation, args[4])
  elseif args[3] == 'later' then
    local due = whole(clock_ms() + args[4])
    redis.call('HSET', key, 'state', 'queued', 'due', due, 'reason', args[5])
    redis.call('HDEL', base .. 'flights', conversation)
    redis.call('ZREM', base .. 'sending', id)
    redis.call('ZADD', base .. 'later', due, id)
    -- An emergency may have come before it meanwhile.
    if redis.call('ZRANGE', base .. 'line:' .. conversation, 0, 0)[1] ~= id then hint_first(base, conversation) end
  elseif args[3] == 'failed' then
    note_failed(base, id, tracking, conversation, 'failed', args[4], args[5] == '1')
  else
    note_failed(base, id, tracking, conversation, 'unknown', args[4], false)
  end
  return 'ok'
end
