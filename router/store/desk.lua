#!lua name=crosstown_desk_@VERSION@
-- What people look at and change beside leases: requests, their threads, notes and statuses, how full the
-- queues are. Everything is found by index; no call walks keys.

--@places@
--@requests@
--@moves@
--@holding@

-- A queue's waiting entries are counted up to here where Redis itself does not know how many there are.
local most_counted = 1000

-- KEYS[1] base. ARGV: tracking. Reply: "ok", the number it has by now, the record, when it is due ('' = no
-- time), then names and values of work:<tracking> · "missing".
local function show(keys, args)
  local base = keys[1]
  local record = read_record(base, args[1]) or
    read_record(base, redis.call('GET', base .. 'alias:' .. args[1]) or '')
  if not record then return { 'missing' } end
  local due = redis.call('ZSCORE', base .. 'due:' .. record.queue, record.tracking)
  local answer = { 'ok', record.tracking, record_text(record), due or '' }
  for _, word in ipairs(redis.call('HGETALL', base .. 'work:' .. record.tracking)) do answer[#answer + 1] = word end
  return answer
end

-- KEYS[1] base. ARGV: tracking, after (of the thread), limit.
-- Reply: "ok", where to go on ('' = at the end), then {entry, its fields …}; at the end also what is not in
-- the thread yet, as {place, its fields …} · "missing".
local function thread(keys, args)
  local base, limit = keys[1], tonumber(args[3])
  local record = read_record(base, args[1])
  if not record then return { 'missing' } end
  local entries = redis.call('XRANGE', base .. 'thread:' .. args[1], '(' .. args[2], '+', 'COUNT', limit)
  local answer = { 'ok', #entries == limit and entries[limit][1] or '' }
  local function add(place, flat)
    table.insert(flat, 1, place)
    answer[#answer + 1] = flat
  end
  for _, entry in ipairs(entries) do add(entry[1], entry[2]) end
  if answer[2] ~= '' then return answer end
  for _, text in ipairs(places_of(base, record)) do
    local place = where(record, text)
    if place.kind ~= 'thread' then
      local stream = place.kind == 'dead' and base .. 'dead' or stream_of(base, place.queue, place.priority)
      local flat = entry_at(stream, place.id)
      if flat then
        flat[#flat + 1], flat[#flat + 2] = 'kind', place.kind == 'dead' and 'dead' or 'message'
        if place.kind == 'queue' then
          for _, word in ipairs({ 'queue', place.queue, 'priority', place.priority }) do flat[#flat + 1] = word end
        end
        add(text, flat)
      end
    end
  end
  return answer
end

local function with_records(base, found, answer)
  if #found == 0 then return answer end
  local names = {}
  for n, one in ipairs(found) do names[n] = base .. 'request:' .. one[2] end
  for n, text in ipairs(redis.call('MGET', unpack(names))) do
    if text then answer[#answer + 1] = { found[n][2], found[n][1], text } end
  end
  return answer
end

-- The next requests of some sorted sets in one order.
-- KEYS[1] base. ARGV: "asc" or "desc", lowest and highest score, behind which score and number ('' = from the
-- beginning), limit, the sets without the base.
-- Reply: {tracking, score, record} of each.
local function search(keys, args)
  local base, descending, limit = keys[1], args[1] == 'desc', tonumber(args[6])
  local after_score, after_member = tonumber(args[4]), args[5]
  local low, high = args[2], args[3]
  if after_score then
    if descending then high = args[4] else low = args[4] end
  end
  local function is_behind(score, member)
    if not after_score or score ~= after_score then return true end
    if descending then return member < after_member end
    return member > after_member
  end
  local found = {}
  for n = 7, #args do
    local kept, offset = 0, 0
    repeat
      local page = descending and
        redis.call('ZREVRANGEBYSCORE', base .. args[n], high, low, 'WITHSCORES', 'LIMIT', offset, limit) or
        redis.call('ZRANGEBYSCORE', base .. args[n], low, high, 'WITHSCORES', 'LIMIT', offset, limit)
      for k = 1, #page, 2 do
        if is_behind(tonumber(page[k + 1]), page[k]) then
          found[#found + 1] = { page[k + 1], page[k] }
          kept = kept + 1
        end
      end
      offset = offset + limit
    until kept >= limit or #page < 2 * limit
  end
  table.sort(found, function(a, b)
    local x, y = tonumber(a[1]), tonumber(b[1])
    if x == y then x, y = a[2], b[2] end
    if descending then return x > y end
    return x < y
  end)
  for n = #found, limit + 1, -1 do found[n] = nil end
  return with_records(base, found, {})
end

-- KEYS[1] base. ARGV: limit, then channels and conversations in turn. Reply: as of search, the latest of each
-- conversation.
local function of_resident(keys, args)
  local base, found = keys[1], {}
  for n = 2, #args, 2 do
    local tracking = redis.call('HGET', base .. 'latest:' .. args[n], args[n + 1])
    for _ = 1, tonumber(args[1]) do
      if not tracking then break end
      found[#found + 1] = { '0', tracking }
      tracking = redis.call('GET', base .. 'previous:' .. tracking)
    end
  end
  return with_records(base, found, {})
end

-- Entries that no worker has got yet: how many, "1" if there are more, the first's id.
local function undelivered(stream)
  local groups = redis.pcall('XINFO', 'GROUPS', stream)
  if groups.err then return { '0', '0', '', '0' } end
  for _, flat in ipairs(groups) do
    local group = by_name(flat)
    if group.name == 'workers' then
      local first = redis.call('XRANGE', stream, '(' .. group['last-delivered-id'], '+', 'COUNT', 1)[1]
      local count = first and (group.lag or
        #redis.call('XRANGE', stream, '(' .. group['last-delivered-id'], '+', 'COUNT', most_counted)) or 0
      return { tostring(count), not group.lag and count == most_counted and '1' or '0', first and first[1] or '',
        tostring(group.pending) }
    end
  end
  return { '0', '0', '', '0' }
end

-- KEYS[1] base. ARGV: queues. Reply: of each {received, taken, in progress, overdue, opening of the oldest that
-- was received (Unix ms; '' = none), then for urgent, normal and low {waiting, "1" if more, oldest, pending}}.
local function queues(keys, args)
  local base, answer = keys[1], {}
  local now = string.format('%d', now_ms())
  for _, queue in ipairs(args) do
    local received = index_key(base, 'received', queue)
    local oldest = redis.call('ZRANGEBYSCORE', received, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    local one = { tostring(redis.call('ZCARD', received)),
      tostring(redis.call('ZCARD', index_key(base, 'taken', queue))),
      tostring(redis.call('ZCARD', index_key(base, 'in-progress', queue))),
      tostring(redis.call('ZCOUNT', base .. 'due:' .. queue, '-inf', now)), oldest[2] or '' }
    for _, priority in ipairs({ 'urgent', 'normal', 'low' }) do
      one[#one + 1] = undelivered(stream_of(base, queue, priority))
    end
    answer[#answer + 1] = one
  end
  return answer
end

-- KEYS[1] base. ARGV: since (Unix ms), count of queues, the queues, the days.
-- Reply: of each queue how many of its requests that were opened since then are closed; then day, hour, channel,
-- queue and how many messages, in turn.
local function counts(keys, args)
  local base, answer, sums = keys[1], {}, {}
  local queues = tonumber(args[2])
  for n = 3, queues + 2 do
    answer[#answer + 1] = tostring(redis.call('ZCOUNT', index_key(base, 'closed', args[n]), args[1], '+inf'))
  end
  for n = queues + 3, #args do
    local flat = redis.call('HGETALL', base .. 'stats:' .. args[n])
    for k = 1, #flat, 2 do
      local place = string.match(flat[k], '^(%d+|[^|]*|[^|]*)|[^|]*$') -- without the type
      if place then
        place = args[n] .. '|' .. place
        sums[place] = (sums[place] or 0) + tonumber(flat[k + 1])
      end
    end
  end
  for place, count in pairs(sums) do
    for word in string.gmatch(place, '[^|]+') do answer[#answer + 1] = word end
    answer[#answer + 1] = tostring(count)
  end
  return answer
end

-- KEYS[1] base. ARGV: tracking, its place as folded text. The latest of a place are enough, for as long as
-- somebody might report the same again.
local function note_place(keys, args)
  local at = keys[1] .. 'at:' .. args[2]
  redis.call('ZADD', at, 'NX', string.format('%d', now_ms()), args[1])
  redis.call('ZREMRANGEBYRANK', at, 0, -51)
  redis.call('EXPIRE', at, 90 * 86400)
  return { 'ok' }
end

-- KEYS[1] base. ARGV: the place. Reply: as of search, its open requests, the newest first.
local function at_place(keys, args)
  local base, found = keys[1], {}
  for _, tracking in ipairs(redis.call('ZREVRANGE', base .. 'at:' .. args[1], 0, -1)) do
    local record = read_record(base, tracking)
    if record and record.status ~= 'closed' then found[#found + 1] = { '0', tracking } end
  end
  return with_records(base, found, {})
end

-- What still waits of a request that is closed needs nobody: it goes into the thread as it is.
local function settle_waiting(base, record)
  return select(2, take_waiting(base, record, ''))
end

-- KEYS[1] base. ARGV: tracking, who, "1" if also where somebody else holds it, status (in-progress, closed),
-- reason. Reply: "ok", the record · "missing" · "held" and by whom · "busy" · "error" and why.
local function change(keys, args)
  local base, tracking, who = keys[1], args[1], args[2]
  local record = read_record(base, tracking)
  if not record then return { 'missing' } end
  local holder = redis.call('HGET', base .. 'work:' .. tracking, 'holder')
  if holder and holder ~= who and args[3] ~= '1' then return { 'held', holder } end
  if args[4] == 'closed' and record.status ~= 'closed' then
    if paused(base) then return { 'busy' } end
    local failed = settle_waiting(base, record)
    if failed then
      save(record)
      return { 'error', failed.err }
    end
    if holder then end_lease(base, tracking) end
  end
  set_status(base, record, args[4], who, args[5])
  save(record)
  return { 'ok', record_text(record) }
end

-- KEYS[1] base. ARGV: tracking, who, text. Reply: "ok" · "missing".
local function add_note(keys, args)
  local base, tracking = keys[1], args[1]
  local record = read_record(base, tracking)
  if not record then return { 'missing' } end
  note_in_thread(base, tracking, 'note', 'text', args[3], 'by', args[2])
  tell(base, 'kind', 'note', 'tracking', tracking, 'queue', record.queue, 'by', args[2])
  return { 'ok' }
end

redis.register_function('ct_desk_show_@VERSION@', show)
redis.register_function('ct_desk_thread_@VERSION@', thread)
redis.register_function('ct_desk_search_@VERSION@', search)
redis.register_function('ct_desk_resident_@VERSION@', of_resident)
redis.register_function('ct_desk_queues_@VERSION@', queues)
redis.register_function('ct_desk_counts_@VERSION@', counts)
redis.register_function('ct_desk_note_place_@VERSION@', note_place)
redis.register_function('ct_desk_at_place_@VERSION@', at_place)
redis.register_function('ct_desk_change_@VERSION@', change)
redis.register_function('ct_desk_note_@VERSION@', add_note)
