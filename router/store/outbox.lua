#!lua name=crosstown_outbox_@VERSION@
-- Replies to residents: queued, taken by the daemon that holds the partition's lease, and what became of
-- them. The lease is the hash `sender` (holder, epoch, until); its epoch stands in each reply that is with
-- a provider, so that after a crash the next holder knows which ones to ask about.

--@places@
--@lines@
--@sending@

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
-- makes it one however often it is asked for ('' = none), how long the key is remembered (s), what it answers (of a
-- mail: the thread), its files (a line each).
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
    'language', args[9], 'by', args[10], 'created', now, 'since', now, 'attempt', '0', 'tries', '0', 'due', '0',
    'answers', args[13], 'files', args[14])
  if key ~= '' then redis.call('SET', once, id, 'EX', args[12]) end
  stand_in_line(base, id, conversation, lane)
  hint_first(base, conversation)
  return { 'ok', id }
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
