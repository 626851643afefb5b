#!lua name=crosstown_books_@VERSION@
-- What an audit reads: the counts of accepted messages, and what is really there. For a rehearsal of other
-- rules, the messages themselves; for a request's page, its dates. While the key `audit` is there nothing is moved (care.lua); accepting goes on, behind the mark that is taken with the counts.
-- Each call keeps that key alive, so an audit that ends without a word stops nobody for long.

--@places@

local pause = 30000 -- ms

-- Whether this audit is still the one; another's, or a late one's, words are not believed.
local function goes_on(base, token)
  if redis.call('GET', base .. 'audit') ~= token then return false end
  redis.call('PEXPIRE', base .. 'audit', pause)
  return true
end

local function sums_of(base, day)
  local sums = {}
  local function add(channel, name, count)
    sums[channel] = sums[channel] or { accepted = 0, queued = 0, duplicates = 0 }
    sums[channel][name] = sums[channel][name] + tonumber(count)
  end
  local flat = redis.call('HGETALL', base .. 'stats:' .. day)
  for n = 1, #flat, 2 do
    local field, count = flat[n], flat[n + 1]
    local queued = string.match(field, '^%d+|([^|]*)|[^|]*|[^|]*$')
    local name, channel = string.match(field, '^%d+|(%a+)|([^|]*)$')
    if queued then add(queued, 'queued', count)
    elseif name == 'accepted' then add(channel, 'accepted', count)
    elseif name == 'duplicate' then add(channel, 'duplicates', count) end
  end
  return sums
end

-- KEYS[1] base. ARGV: token, count of queues, the queues, the days.
-- Reply: "ok", the last entry of each queue's urgent, normal and low stream; then for each day and channel:
-- day, channel, accepted, queued, duplicates. Or "busy": another audit is under way.
local function mark(keys, args)
  local base = keys[1]
  if not redis.call('SET', base .. 'audit', args[1], 'NX', 'PX', pause) then return { 'busy' } end
  local answer, queues = { 'ok' }, tonumber(args[2])
  for n = 3, queues + 2 do
    for _, priority in ipairs({ 'urgent', 'normal', 'low' }) do
      local last = redis.call('XREVRANGE', stream_of(base, args[n], priority), '+', '-', 'COUNT', 1)[1]
      answer[#answer + 1] = last and last[1] or '0-0'
    end
  end
  for n = queues + 3, #args do
    for channel, sums in pairs(sums_of(base, args[n])) do
      for _, word in ipairs({ args[n], channel, sums.accepted, sums.queued, sums.duplicates }) do
        answer[#answer + 1] = tostring(word)
      end
    end
  end
  return answer
end

-- A page of a queue's stream, or of the dead letters.
-- KEYS[1] base. ARGV: token, queue ('' = dead letters), priority, after, last, limit.
-- Reply: "ok", where to go on ('' = at the end), and of each entry: id, tracking, channel, event, and '' · "unnamed": its request does not say
-- that it lies there · "no request". Or "lost": the pause has ended.
local function entries(keys, args)
  local base, queue, priority = keys[1], args[2], args[3]
  if not goes_on(base, args[1]) then return { 'lost' } end
  local stream = queue == '' and base .. 'dead' or stream_of(base, queue, priority)
  local answer = { 'ok', '' }
  answer[2] = walk(stream, args[4], args[5], tonumber(args[6]), function(id, fields)
    if fields.kind == 'reply' then return end -- no message: nobody counted it
    local tracking = fields.tracking or ''
    local fault = ''
    if not find(base, tracking, queue == '' and among_dead(id) or in_queue(queue, priority, id)) then
      fault = redis.call('EXISTS', base .. 'request:' .. tracking) == 1 and 'unnamed' or 'no request'
    end
    for _, word in ipairs({ id, tracking, fields.channel or '', fields.event or '', fault }) do
      answer[#answer + 1] = word
    end
  end)
  return answer
end

-- The stream and the entry that a place means, and whether the audit walks that stream anyway.
local function resolved(base, tracking, record, place, walked)
  local function queued(queue, priority, id) return stream_of(base, queue, priority), id, walked[queue] end
  local kind, rest = string.match(place, '^(%a+):(.*)$')
  if kind == 'thread' then return base .. 'thread:' .. tracking, rest, false end
  if kind == 'dead' then return base .. 'dead', rest, true end
  if kind == 'queue' then return queued(string.match(rest, '^([^:]*):([^:]*):(.*)$')) end
  local priority, id = string.match(place, '^(%a+)%-(.*)$')
  return queued(record.queue, priority or record.priority, id or place)
end

-- Follows what requests say about where their messages lie.
-- KEYS[1] base. ARGV: token, limit of messages, which request (1 …) and which of its messages (0 …) to begin
-- with, count of the queues that are walked, those queues, tracking numbers, some of which are no requests.
-- Reply: "ok", which request (or '' = all are done) and message is next; then "m", tracking, channel, event
-- of each message that lies where nobody walks, or "x", tracking, channel, place of one that is not there.
local function requests(keys, args)
  local base, limit = keys[1], tonumber(args[2])
  if not goes_on(base, args[1]) then return { 'lost' } end
  local queues, walked = tonumber(args[5]), {}
  for n = 6, queues + 5 do walked[args[n]] = true end
  local answer = { 'ok', '', '0' }
  local item = tonumber(args[4])
  for n = queues + 5 + tonumber(args[3]), #args do
    local tracking = args[n]
    local queue, priority, channel, first = string.match(redis.call('GET', base .. 'request:' .. tracking) or '',
      '^[^|]*|([^|]*)|[^|]*|([^|]*)|([^|]*)|.*|([^|]*)$')
    if queue then
      local record = { queue = queue, priority = priority }
      local places = redis.call('LRANGE', base .. 'entries:' .. tracking, math.max(item - 1, 0), item + limit)
      if item == 0 then table.insert(places, 1, first) end
      for _, place in ipairs(places) do
        if limit <= 0 then
          answer[2], answer[3] = tostring(n - queues - 5), tostring(item)
          return answer
        end
        local stream, id, known = resolved(base, tracking, record, place, walked)
        local entry = id and string.match(id, '^%d+%-%d+$') and redis.call('XRANGE', stream, id, id)[1]
        local event = entry and by_name(entry[2]).event
        if not entry or not known then
          for _, word in ipairs({ entry and 'm' or 'x', tracking, channel, entry and event or place }) do
            answer[#answer + 1] = word
          end
        end
        item, limit = item + 1, limit - weight(event)
      end
    end
    item = 0
  end
  return answer
end

-- What a request's page tells of time beside when it was opened. KEYS[1] base. ARGV: its number, or an alias.
-- Reply: when it is due, as its first event says ('' = nothing was promised); when people last changed its
-- status or its queue (Unix ms, '' = never, or more than 20 messages ago).
local function dates(keys, args)
  local base, tracking = keys[1], args[1]
  local record = redis.call('GET', base .. 'request:' .. tracking)
  if not record then
    tracking = redis.call('GET', base .. 'alias:' .. tracking) or ''
    record = redis.call('GET', base .. 'request:' .. tracking)
  end
  local queue, priority, place = string.match(record or '', '^[^|]*|([^|]*)|[^|]*|([^|]*)|.*|([^|]*)$')
  if not queue then return { '', '' } end
  local stream, id = resolved(base, tracking, { queue = queue, priority = priority }, place, {})
  local entry = id and string.match(id, '^%d+%-%d+$') and redis.call('XRANGE', stream, id, id)[1]
  -- The routing says it, which stands before the medium: an app may call something of its own "due".
  local routing = entry and string.match(by_name(entry[2]).event or '', '"routing":(.-)"medium":') or ''
  local changed = ''
  for _, one in ipairs(redis.call('XREVRANGE', base .. 'thread:' .. tracking, '+', '-', 'COUNT', 20)) do
    local kind = by_name(one[2]).kind
    if changed == '' and (kind == 'status' or kind == 'transfer') then changed = string.match(one[1], '^%d+') end
  end
  return { string.match(routing, '"due":"([^"]*)"') or '', changed }
end

-- The messages that opened requests.
-- KEYS[1] base. ARGV: since (Unix ms), limit of messages, tracking numbers, some of which are no requests.
-- Reply: how many of the numbers were looked at, how many of them, at the end, were opened earlier or are no
-- requests, how many requests' messages are not there; then the events.
local function opened(keys, args)
  local base, since, limit = keys[1], tonumber(args[1]), tonumber(args[2])
  local records = {}
  for n = 3, #args do records[n - 2] = base .. 'request:' .. args[n] end
  records = redis.call('MGET', unpack(records))
  local looked_at, older, gone, answer = 0, 0, 0, { '', '', '' }
  for n, text in ipairs(records) do
    if limit <= 0 then break end
    local queue, priority, time, place =
      string.match(text or '', '^[^|]*|([^|]*)|[^|]*|([^|]*)|[^|]*|(%d+)|.*|([^|]*)$')
    looked_at, older = n, older + 1
    if time and tonumber(time) >= since then
      local stream, id = resolved(base, args[n + 2], { queue = queue, priority = priority }, place, {})
      local entry = id and string.match(id, '^%d+%-%d+$') and redis.call('XRANGE', stream, id, id)[1]
      local event = entry and by_name(entry[2]).event
      if event then answer[#answer + 1] = event else gone = gone + 1 end
      older, limit = 0, limit - weight(event)
    end
  end
  answer[1], answer[2], answer[3] = tostring(looked_at), tostring(older), tostring(gone)
  return answer
end

-- A page of the provider ids that were seen. KEYS[1] base. ARGV: channel, bucket, cursor ("0" to begin).
-- Reply: the next cursor ("0" = at the end), then ids and tracking numbers in turn.
local function seen(keys, args)
  local page = redis.call('HSCAN', keys[1] .. 'seen:' .. args[1] .. ':' .. args[2], args[3], 'COUNT', 500)
  local answer = { page[1] }
  for _, word in ipairs(page[2]) do answer[#answer + 1] = word end
  return answer
end

-- KEYS[1] base. ARGV: token.
local function finish(keys, args)
  if redis.call('GET', keys[1] .. 'audit') == args[1] then redis.call('DEL', keys[1] .. 'audit') end
  return 'ok'
end

-- As library.lua's. KEYS[1] base.
local function probe(keys)
  local hash, list, text, stream = keys[1] .. 'probe:h', keys[1] .. 'probe:l', keys[1] .. 'probe:t', keys[1] .. 'probe:s'
  redis.call('SET', text, 'a', 'PX', 1000)
  redis.call('PEXPIRE', text, 1000)
  redis.call('GET', text)
  redis.call('HGETALL', hash)
  redis.call('HSCAN', hash, '0')
  redis.call('LRANGE', list, 0, 0)
  redis.call('MGET', text)
  redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)
  return redis.call('DEL', text)
end

redis.register_function('ct_books_mark_@VERSION@', mark)
redis.register_function('ct_books_entries_@VERSION@', entries)
redis.register_function('ct_books_requests_@VERSION@', requests)
redis.register_function('ct_books_seen_@VERSION@', seen)
redis.register_function('ct_books_opened_@VERSION@', opened)
redis.register_function('ct_books_dates_@VERSION@', dates)
redis.register_function('ct_books_end_@VERSION@', finish)
redis.register_function('ct_books_probe_@VERSION@', probe)
