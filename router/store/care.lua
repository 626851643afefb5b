#!lua name=crosstown_care_@VERSION@
-- The care of the queues: what a worker left lying comes back or is dead-lettered, what is done goes from
-- the queue into its request's thread, dead letters are listed, replayed, dropped.
--
-- Any daemon may call any of it at any time: a call looks at no more than a limit of entries, what is
-- done already is not done again, and each entry is moved whole. As in library.lua reads come first, then
-- what can fail (XADD), then what cannot. While somebody counts the books (the key `audit`, books.lua)
-- nothing is moved.

--@places@
--@requests@
--@moves@
--@lines@

-- The same entry once more, at the end of its stream: with whatever fields it has.
local function send_again(stream, flat, deliveries)
  local again = {}
  for n = 1, #flat, 2 do
    again[n], again[n + 1] = flat[n], flat[n] == 'deliveries' and tostring(deliveries) or flat[n + 1]
  end
  return redis.pcall('XADD', stream, '*', unpack(again))
end

-- Looks through what is pending in a stream, from behind `after`: what no worker has finished within the
-- lease becomes a fresh entry, or a dead letter with its last delivery.
-- XPENDING's own IDLE filter would walk all that is pending in one call to find the few that are late.
-- KEYS[1] base. ARGV: queue, priority, lease (ms), most deliveries, after ("0-0" to begin), limit.
-- Reply: how many came back, where to go on ("" = at the end), an error ("" = none), and of each dead
-- letter: its id, tracking number, channel, deliveries.
local function give_back(keys, args)
  local base, queue, priority = keys[1], args[1], args[2]
  local lease, most = tonumber(args[3]), tonumber(args[4])
  local stream = stream_of(base, queue, priority)
  if paused(base) then return { '0', '', '' } end
  local pending = redis.pcall('XPENDING', stream, 'workers', '(' .. args[5], '+', args[6])
  if pending.err then return { '0', '', string.find(pending.err, 'NOGROUP', 1, true) and '' or pending.err } end

  local returned, dead = 0, {}
  local following = #pending == tonumber(args[6]) and pending[#pending][1] or ''
  local function one(id)
    local flat = entry_at(stream, id)
    if not flat then return redis.call('XACK', stream, 'workers', id) end -- somebody deleted it
    local fields = by_name(flat)
    local tracking, deliveries = fields.tracking or '', (tonumber(fields.deliveries) or 0) + 1
    local slot = find(base, tracking, in_queue(queue, priority, id))
    local last = deliveries >= most
    local added = last and
      bury(base, fields, queue, priority, deliveries, 'no worker finished it in ' .. deliveries .. (deliveries == 1 and ' delivery' or ' deliveries')) or
      send_again(stream, flat, deliveries)
    if type(added) == 'table' then return added end
    redis.call('XACK', stream, 'workers', id)
    redis.call('XDEL', stream, id)
    note(slot, last and among_dead(added) or in_queue(queue, priority, added))
    if last then
      for _, word in ipairs({ added, tracking, fields.channel or '', tostring(deliveries) }) do dead[#dead + 1] = word end
    else
      returned = returned + 1
    end
    return true, fields.event
  end
  local limit = tonumber(args[6])
  for _, item in ipairs(pending) do
    if item[3] > lease then
      local failed, event = one(item[1])
      if type(failed) == 'table' then return { tostring(returned), '', failed.err, unpack(dead) } end
      limit = limit - weight(event)
      if limit <= 0 then
        following = item[1]
        break
      end
    end
  end
  return { tostring(returned), following, '', unpack(dead) }
end

-- Into the thread, before it may go from where it is. An error's table, or the thread's entry.
local function keep_in_thread(base, fields, queue, priority, ...)
  return redis.pcall('XADD', base .. 'thread:' .. fields.tracking, '*', 'kind', 'message', 'event',
    fields.event or '', 'queue', queue, 'priority', priority, ...)
end

-- Moves what is done, delivered and not pending, and older than the retention into the threads. What any
-- other group of the stream has not got yet, or has pending, stays.
-- KEYS[1] base. ARGV: queue, priority, retention (ms), after ("0-0" to begin), limit.
-- Reply: how many were moved, where to go on ("" = at the end), an error ("" = none).
local function trim(keys, args)
  local base, queue, priority = keys[1], args[1], args[2]
  local stream = stream_of(base, queue, priority)
  if paused(base) then return { '0', '', '' } end
  local found = redis.pcall('XINFO', 'GROUPS', stream)
  if found.err then return { '0', '', '' } end -- no such stream
  local groups, worked, last = {}, false, string.format('%d-0', now_ms() - tonumber(args[3]))
  for _, flat in ipairs(found) do
    local group = by_name(flat)
    worked = worked or group.name == 'workers'
    if before(group['last-delivered-id'], last) then last = group['last-delivered-id'] end
    if group.pending > 0 then groups[#groups + 1] = group.name end
  end
  if not worked then return { '0', '', '' } end

  local function in_work(id)
    for _, group in ipairs(groups) do
      if #redis.call('XPENDING', stream, group, id, id, 1) > 0 then return true end
    end
    return false
  end
  local moved = 0
  local following, failed = walk(stream, args[4], last, tonumber(args[5]), function(id, fields)
    if not fields.tracking or in_work(id) then return end
    local slot = find(base, fields.tracking, in_queue(queue, priority, id))
    local kept = keep_in_thread(base, fields, queue, priority)
    if type(kept) == 'table' then return kept end
    note(slot, in_thread(kept))
    redis.call('XDEL', stream, id)
    moved = moved + 1
  end)
  return { tostring(moved), following, failed and failed.err or '' }
end

-- Whether anything of a queue is undelivered or pending. KEYS[1] base. ARGV: queue. Reply: 1 or 0.
local function has_work(keys, args)
  for _, priority in ipairs({ 'urgent', 'normal', 'low' }) do
    local stream = stream_of(keys[1], args[1], priority)
    local got = '0-0'
    local groups = redis.pcall('XINFO', 'GROUPS', stream)
    if not groups.err then
      for _, flat in ipairs(groups) do
        local group = by_name(flat)
        if group.name == 'workers' then
          if group.pending > 0 then return 1 end
          got = group['last-delivered-id']
        end
      end
      if #redis.call('XRANGE', stream, '(' .. got, '+', 'COUNT', 1) > 0 then return 1 end
    end
  end
  return 0
end

-- How many entries of a stream no worker has taken yet, and since when the oldest of them waits (ms).
-- Redis does not know the number (lag) when one of them was deleted: then they are counted, up to a bound.
local function waiting_in(stream, now)
  local groups = redis.pcall('XINFO', 'GROUPS', stream)
  if groups.err then return 0, 0 end
  for _, flat in ipairs(groups) do
    local group = by_name(flat)
    if group.name == 'workers' then
      local behind = '(' .. group['last-delivered-id']
      local oldest = redis.call('XRANGE', stream, behind, '+', 'COUNT', 1)[1]
      if not oldest then return 0, 0 end
      local count = group.lag or #redis.call('XRANGE', stream, behind, '+', 'COUNT', 1000)
      return math.max(count, 1), math.max(now - tonumber(string.match(oldest[1], '^%d+')), 0)
    end
  end
  return 0, 0
end

-- The load of queues. KEYS[1] base. ARGV: queues. Reply: of each how many entries wait, and how long the
-- oldest has waited (ms).
local function waiting(keys, args)
  local answer, now = {}, now_ms()
  for _, queue in ipairs(args) do
    local depth, age = 0, 0
    for _, priority in ipairs({ 'urgent', 'normal', 'low' }) do
      local count, waited = waiting_in(stream_of(keys[1], queue, priority), now)
      depth, age = depth + count, math.max(age, waited)
    end
    answer[#answer + 1] = string.format('%d', depth)
    answer[#answer + 1] = string.format('%d', age)
  end
  return answer
end

-- Dead letters, oldest first. KEYS[1] base. ARGV: from ("(<id>" = behind it), limit, "1" with their events.
-- Reply: of each: id, tracking, channel, type, queue, priority, deliveries, reason, time (Unix ms), event.
local function dead(keys, args)
  local answer = {}
  for _, entry in ipairs(redis.call('XRANGE', keys[1] .. 'dead', args[1], '+', 'COUNT', args[2])) do
    local fields = by_name(entry[2])
    answer[#answer + 1] = entry[1]
    for _, name in ipairs({ 'tracking', 'channel', 'type', 'queue', 'priority', 'deliveries', 'reason', 'time' }) do
      answer[#answer + 1] = fields[name] or ''
    end
    answer[#answer + 1] = args[3] == '1' and fields.event or ''
  end
  return answer
end

-- Back to a queue as if it had never been delivered. KEYS[1] base. ARGV: dead letter, queue ('' = its own).
-- Reply: "ok" and queue, tracking, channel · "missing" · "busy": the books are counted · "error" and why.
local function replay(keys, args)
  local base, id = keys[1], args[1]
  local flat = entry_at(base .. 'dead', id)
  if not flat then return { 'missing' } end
  if paused(base) then return { 'busy' } end
  local fields = by_name(flat)
  if fields.kind == 'reply' then
    local answer = reply_again(base, fields)
    if answer[1] == 'ok' then redis.call('XDEL', base .. 'dead', id) end
    return answer
  end
  local queue = args[2] ~= '' and args[2] or fields.queue
  local slot = find(base, fields.tracking, among_dead(id))
  local added = redis.pcall('XADD', stream_of(base, queue, fields.priority), '*', 'tracking', fields.tracking,
    'channel', fields.channel, 'type', fields.type, 'event', with_queue(fields.event, queue), 'deliveries', '0')
  if type(added) == 'table' then return { 'error', added.err } end
  note(slot, in_queue(queue, fields.priority, added))
  redis.call('XDEL', base .. 'dead', id)
  return { 'ok', queue, fields.tracking, fields.channel }
end

-- Nobody has to work at it any more: it goes into its request's thread, as what is done does.
-- KEYS[1] base. ARGV: dead letter. Reply: as of replay.
local function drop(keys, args)
  local base, id = keys[1], args[1]
  local flat = entry_at(base .. 'dead', id)
  if not flat then return { 'missing' } end
  if paused(base) then return { 'busy' } end
  local fields = by_name(flat)
  if fields.kind == 'reply' then -- its thread has it already
    redis.call('EXPIRE', base .. 'reply:' .. (fields.reply or ''), kept_for)
    redis.call('XDEL', base .. 'dead', id)
    return { 'ok', '', fields.tracking, fields.channel }
  end
  local slot = find(base, fields.tracking, among_dead(id))
  local kept = keep_in_thread(base, fields, fields.queue, fields.priority, 'dropped', fields.reason)
  if type(kept) == 'table' then return { 'error', kept.err } end
  note(slot, in_thread(kept))
  redis.call('XDEL', base .. 'dead', id)
  return { 'ok', fields.queue, fields.tracking, fields.channel }
end

-- As library.lua's: uses every command of the others on keys of its own. KEYS[1] base.
local function probe(keys)
  local list, text, stream = keys[1] .. 'probe:l', keys[1] .. 'probe:t', keys[1] .. 'probe:s'
  local hash, set = keys[1] .. 'probe:h', keys[1] .. 'probe:z'
  redis.call('DEL', list, text, stream, hash, set)
  redis.call('HSET', hash, 'a', '1')
  redis.call('HGET', hash, 'a')
  redis.call('HMGET', hash, 'a')
  redis.call('HEXISTS', hash, 'a')
  redis.call('HINCRBY', hash, 'a', 1)
  redis.call('EXPIRE', hash, 60)
  redis.call('PERSIST', hash)
  redis.call('ZADD', set, '1', 'a')
  redis.call('ZRANGE', set, 0, 0)
  redis.call('EXISTS', text)
  redis.call('TIME')
  redis.call('SET', text, 'a')
  redis.call('SET', text, 'a', 'KEEPTTL')
  redis.call('GET', text)
  redis.call('RPUSH', list, 'a')
  redis.call('LSET', list, redis.call('LPOS', list, 'a'), 'b')
  local id = redis.call('XADD', stream, '*', 'a', '1')
  redis.call('XGROUP', 'CREATE', stream, 'workers', '0')
  redis.call('XINFO', 'GROUPS', stream)
  redis.call('XRANGE', stream, id, id)
  redis.call('XPENDING', stream, 'workers', '-', '+', 1)
  redis.call('XACK', stream, 'workers', id)
  redis.call('XDEL', stream, id)
  return redis.call('DEL', list, text, stream, hash, set)
end

redis.register_function('ct_return_@VERSION@', give_back)
redis.register_function('ct_trim_@VERSION@', trim)
redis.register_function('ct_has_work_@VERSION@', has_work)
redis.register_function('ct_waiting_@VERSION@', waiting)
redis.register_function('ct_dead_@VERSION@', dead)
redis.register_function('ct_replay_@VERSION@', replay)
redis.register_function('ct_drop_@VERSION@', drop)
redis.register_function('ct_care_probe_@VERSION@', probe)
