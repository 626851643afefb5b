#!lua name=crosstown_outbox_@VERSION@
-- Replies to residents: queued, taken by the daemon that holds the partition's lease, and what became of
-- them. The lease is the hash `sender` (holder, epoch, until); its epoch stands in each reply that is with
-- a provider, so that after a crash the next holder knows which ones to ask about.

--@places@
--@lines@

local most_waiting = 100000 -- replies of a partition; more are refused

-- The event of one of a request's messages: wherever it lies by now.
local function event_at(base, tracking, record, place)
  local kind, rest = string.match(place, '^(%a+):(.*)$')
  local stream, id
  if kind == 'thread' or kind == 'dead' then
    stream, id = base .. (kind == 'dead' and 'dead' or 'thread:' .. tracking), rest
  elseif kind == 'queue' then
    local queue, priority, entry = string.match(rest, '^([^:]*):([^:]*):(.*)$')
    stream, id = stream_of(base, queue or '', priority or ''), entry
  else
    local priority, entry = string.match(place, '^(%a+)%-(.*)$')
    stream, id = stream_of(base, record.queue, priority or record.priority), entry or place
  end
  if not id or not string.match(id, '^%d+%-%d+$') then return nil end
  local entry = redis.call('XRANGE', stream, id, id)[1]
  return entry and by_name(entry[2]).event
end

-- What a reply to a request needs to know: the newest of its messages that can still be read.
-- KEYS[1] base. ARGV: tracking. Reply: "ok", tracking (of the request, where an alias was asked for), channel,
-- conversation ('' = no resident is known), event ('' = none can be read), "1" if opted out; or "missing".
local function origin(keys, args)
  local base, tracking = keys[1], args[1]
  local text = redis.call('GET', base .. 'request:' .. tracking)
  if not text then
    tracking = redis.call('GET', base .. 'alias:' .. tracking) or ''
    text = redis.call('GET', base .. 'request:' .. tracking)
  end
  local queue, priority, channel, conversation, first =
    string.match(text or '', '^[^|]*|([^|]*)|[^|]*|([^|]*)|([^|]*)|[^|]*|([^|]*)|.-([^|]*)$')
  if not queue then return { 'missing' } end
  local record, event = { queue = queue, priority = priority }, nil
  local places = redis.call('LRANGE', base .. 'entries:' .. tracking, -5, -1)
  table.insert(places, 1, first)
  for n = #places, 1, -1 do
    event = event_at(base, tracking, record, places[n])
    if event then break end
  end
  local out = conversation ~= '' and redis.call('EXISTS', base .. 'optout:' .. conversation) == 1
  return { 'ok', tracking, channel, conversation, event or '', out and '1' or '0' }
end

-- KEYS[1] base. ARGV: id, tracking, channel, conversation, lane, to, from, text, language, who by, a key that
-- makes it one however often it is asked for ('' = none), how long the key is remembered (s).
-- Reply: "ok" or "known", and the id · "opted-out" · "full" · "error" and why.
local function queue(keys, args)
  local base, id, tracking, conversation, lane, key = keys[1], args[1], args[2], args[4], args[5], args[11]
  local once = base .. 'replykey:' .. key
  local before = key ~= '' and redis.call('GET', once)
  if before then return { 'known', before } end
  if redis.call('EXISTS', base .. 'optout:' .. conversation) == 1 then return { 'opted-out' } end
  local waiting = redis.call('ZCARD', base .. 'later')
  for name in pairs(lanes) do waiting = waiting + redis.call('XLEN', base .. 'outbox:' .. name) end
  if waiting >= most_waiting then return { 'full' } end

  local told = tell_thread(base, tracking, id, 'queued', 'channel', args[3], 'lane', lane, 'to', args[6],
    'language', args[9], 'by', args[10], 'text', args[8])
  if type(told) == 'table' then return { 'error', told.err } end
  local now = whole(clock_ms())
  redis.call('HSET', base .. 'reply:' .. id, 'state', 'queued', 'tracking', tracking, 'channel', args[3],
    'conversation', conversation, 'lane', lane, 'to', args[6], 'from', args[7], 'text', args[8],
    'language', args[9], 'by', args[10], 'created', now, 'since', now, 'attempt', '0', 'tries', '0', 'due', '0')
  if key ~= '' then redis.call('SET', once, id, 'EX', args[12]) end
  stand_in_line(base, id, conversation, lane)
  hint_first(base, conversation)
  return { 'ok', id }
end

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
  'created', 'since', 'started' }

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

-- What the provider reports, in whatever order and however often. It never goes back from an end.
-- KEYS[1] base. ARGV: id, tracking, "sent" | "delivered" | "failed", provider id, reason, "1" if opted out, channel.
-- Reply: "ok" · "known" · "missing".
local function report(keys, args)
  local base, id, told, provider = keys[1], args[1], args[3], args[4]
  local key = base .. 'reply:' .. id
  local state, tracking, conversation, channel, attempt =
    unpack(redis.call('HMGET', key, 'state', 'tracking', 'conversation', 'channel', 'attempt'))
  if not state or tracking ~= args[2] or channel ~= args[7] then return { 'missing' } end
  local over = state == 'delivered' or state == 'failed' or (state == 'sent' and told == 'sent')
  if over or attempt == '0' then return { 'known' } end
  -- It is proof that the provider has it, whatever became of the answer to the call.
  if state ~= 'sent' then note_sent(base, id, tracking, conversation, provider) end
  if told == 'delivered' then
    tell_thread(base, tracking, id, 'delivered')
    redis.call('HSET', key, 'state', 'delivered')
  elseif told == 'failed' then
    note_failed(base, id, tracking, conversation, 'failed', args[5], args[6] == '1')
  end
  return { 'ok' }
end

-- KEYS[1] base. Reply: entries of the outboxes (emergency, reply, notice, housekeeping), of `later`, `sending`.
local function depth(keys)
  local base, answer = keys[1], {}
  for n, lane in ipairs({ 'emergency', 'reply', 'notice', 'housekeeping' }) do
    answer[n] = redis.call('XLEN', base .. 'outbox:' .. lane)
  end
  answer[5] = redis.call('ZCARD', base .. 'later')
  answer[6] = redis.call('ZCARD', base .. 'sending')
  return answer
end

-- As library.lua's: uses every command of the others on keys of its own. KEYS[1] base.
local function probe(keys)
  local hash, set, list, text, stream = keys[1] .. 'probe:h', keys[1] .. 'probe:z', keys[1] .. 'probe:l',
    keys[1] .. 'probe:t', keys[1] .. 'probe:s'
  redis.call('DEL', hash, set, list, text, stream)
  clock_ms()
  redis.call('SET', text, 'a', 'EX', 60)
  redis.call('GET', text)
  redis.call('EXISTS', text)
  redis.call('HSET', hash, 'a', '1')
  redis.call('HGET', hash, 'a')
  redis.call('HMGET', hash, 'a')
  redis.call('HEXISTS', hash, 'a')
  redis.call('HINCRBY', hash, 'a', 1)
  redis.call('HDEL', hash, 'b')
  redis.call('EXPIRE', hash, 60)
  redis.call('PERSIST', hash)
  redis.call('ZADD', set, '1', 'a')
  redis.call('ZRANGE', set, 0, 0)
  redis.call('ZRANGEBYSCORE', set, '-inf', '0')
  redis.call('ZCARD', set)
  redis.call('ZREM', set, 'a')
  redis.call('LPUSH', list, 'a')
  redis.call('LTRIM', list, 0, 19)
  redis.call('LRANGE', list, 0, -1)
  local id = redis.call('XADD', stream, '*', 'a', '1')
  redis.call('XRANGE', stream, id, id)
  redis.call('XLEN', stream)
  redis.call('XDEL', stream, id)
  return redis.call('DEL', hash, set, list, text, stream)
end

redis.register_function('ct_reply_origin_@VERSION@', origin)
redis.register_function('ct_reply_queue_@VERSION@', queue)
redis.register_function('ct_sender_hold_@VERSION@', hold)
redis.register_function('ct_sender_let_go_@VERSION@', let_go)
redis.register_function('ct_outbox_take_@VERSION@', take)
redis.register_function('ct_outbox_adopt_@VERSION@', adopt)
redis.register_function('ct_outbox_settle_@VERSION@', settle)
redis.register_function('ct_reply_report_@VERSION@', report)
redis.register_function('ct_outbox_depth_@VERSION@', depth)
redis.register_function('ct_outbox_probe_@VERSION@', probe)
