-- What leases of requests have in common (work.lua, desk.lua). A lease is on a request: its messages leave
-- their queue for the request's thread at once, each with the field `lease`, the lease's epoch. So none is
-- deleted before its text is in the thread, no other worker meets it, and finishing moves nothing; what is
-- not finished goes from the thread back into a queue.

local most_taken = 100 -- of a lease's first messages, by weight; further ones follow (work.lua)

-- Where a message of a request lies, by what its request says.
local function where(record, text)
  local kind, rest = string.match(text, '^(%a+):(.*)$')
  if kind == 'thread' or kind == 'dead' then return { kind = kind, id = rest } end
  local queue, priority, id
  if kind == 'queue' then
    queue, priority, id = string.match(rest, '^([^:]*):([^:]*):(.*)$')
  else
    priority, id = string.match(text, '^(%a+)%-(.*)$')
  end
  return { kind = 'queue', queue = queue or record.queue, priority = priority or record.priority, id = id or text }
end

-- An emergency that a request's conversation brought (accept.lua) waits where emergencies wait, and not with
-- what its department has of the request.
local function is_elsewhere(record, place)
  return place.kind == 'queue' and place.queue ~= record.queue and place.priority == 'urgent'
end

local function entries_key(base, record) return base .. 'entries:' .. record.tracking end

-- The places of all messages, in the order in which they were accepted. Message 1 is the record's.
local function places_of(base, record)
  local places = redis.call('LRANGE', entries_key(base, record), 0, -1)
  table.insert(places, 1, record.place)
  return places
end

-- Message n lies there now. The record is saved later, with all that becomes of it.
local function lies_now(base, record, n, place)
  local first, later = written(record, place)
  if n == 1 then
    record.place, record.changed = first, true
  else
    redis.call('LSET', entries_key(base, record), n - 2, later)
  end
end

local function save(record)
  if record.changed then redis.call('SET', record.key, record_text(record), 'KEEPTTL') end
  record.changed = false
end

-- Behind which a queue's workers have got nothing yet.
local function last_delivered(stream)
  local groups = redis.pcall('XINFO', 'GROUPS', stream)
  if not groups.err then
    for _, flat in ipairs(groups) do
      local group = by_name(flat)
      if group.name == 'workers' then return group['last-delivered-id'] end
    end
  end
  return '0-0'
end

-- Moves what waits of a request into its thread; with it `head` ({queue, priority, id}), which has just been
-- delivered. What a Redis worker has stays with it, and an emergency in its queue, unless the head is of that
-- queue or `all` is wanted. Those that were moved, and an error's table.
local function take_waiting(base, record, epoch, head, all)
  local taken, weight_left, last = {}, most_taken, {}
  for n, text in ipairs(places_of(base, record)) do
    local place = where(record, text)
    local left = is_elsewhere(record, place) and not all and not (head and head.queue == place.queue)
    local stream = place.kind == 'queue' and not left and stream_of(base, place.queue, place.priority)
    local is_head = stream and head and place.id == head.id and place.queue == head.queue and
      place.priority == head.priority
    if stream and not is_head and weight_left > 0 and not last[stream] then last[stream] = last_delivered(stream) end
    if is_head or stream and weight_left > 0 and before(last[stream], place.id) then
      local flat = entry_at(stream, place.id)
      if flat then
        local fields = by_name(flat)
        local kept = add_held(base, record.tracking, epoch, fields, place.queue, place.priority, fields.deliveries)
        if type(kept) == 'table' then return taken, kept end
        lies_now(base, record, n, in_thread(kept))
        if is_head then redis.call('XACK', stream, 'workers', place.id) end
        redis.call('XDEL', stream, place.id)
        taken[#taken + 1] = { id = kept, queue = place.queue, priority = place.priority,
          deliveries = fields.deliveries, event = fields.event }
        weight_left = weight_left - weight(fields.event)
      end
    end
  end
  return taken
end

-- What a lease holds: its messages behind a place in the thread.
local function held_behind(base, tracking, epoch, after)
  local held = {}
  for _, entry in ipairs(redis.call('XRANGE', base .. 'thread:' .. tracking, '(' .. after, '+')) do
    local fields = by_name(entry[2])
    if fields.kind == 'message' and fields.lease == epoch then
      fields.id = entry[1]
      held[#held + 1] = fields
    end
  end
  return held
end

local function end_lease(base, tracking)
  redis.call('HDEL', base .. 'work:' .. tracking, 'holder', 'until', 'from', 'shown', 'most')
  redis.call('ZREM', base .. 'leases', tracking)
end

-- Places that are meant in the record's queue are written out, before that becomes another.
local function write_out_places(base, record, queue)
  for n, text in ipairs(places_of(base, record)) do
    local place = where(record, text)
    if place.kind == 'queue' then
      local whole = { text = 'queue:' .. place.queue .. ':' .. place.priority .. ':' .. place.id }
      lies_now(base, record, n, whole)
    end
  end
end

-- The request is another queue's now; what it holds is moved by whoever calls.
local function pass_on(base, record, queue)
  write_out_places(base, record, queue)
  local from = record.queue
  redis.call('ZREM', index_key(base, record.status, from), record.tracking)
  redis.call('ZADD', index_key(base, record.status, queue), record.opened, record.tracking)
  local due = redis.call('ZSCORE', base .. 'due:' .. from, record.tracking)
  if due then
    redis.call('ZREM', base .. 'due:' .. from, record.tracking)
    redis.call('ZADD', base .. 'due:' .. queue, due, record.tracking)
  end
  record.queue, record.changed = queue, true
end

-- A message goes back to work. `deliveries`: how often it has been tried by now. An error's table, or its entry.
local function requeue(base, tracking, fields, queue, deliveries)
  return redis.pcall('XADD', stream_of(base, queue, fields.priority), '*', 'tracking', tracking, 'channel',
    fields.channel or '', 'type', fields.type or '', 'event', with_queue(fields.event or '', queue),
    'deliveries', deliveries)
end

-- The number of a message of the request, by where it lies.
local function number_of(base, record, place)
  local first, later = written(record, place)
  if record.place == first then return 1 end
  local at = redis.call('LPOS', entries_key(base, record), later)
  return at and at + 2
end

-- Gives back all that a lease holds. how: queue (else each to its own), counts (as a delivery in vain), most
-- (deliveries), reason. What became of them: count returned, and the dead letters' {id, channel, deliveries}.
local function put_back(base, record, work, how)
  local thread, returned, dead = base .. 'thread:' .. record.tracking, 0, {}
  for _, fields in ipairs(held_behind(base, record.tracking, work.epoch, work.from)) do
    local n = number_of(base, record, in_thread(fields.id))
    local deliveries = tonumber(fields.deliveries) + (how.counts and 1 or 0)
    local last = how.counts and deliveries >= how.most
    local queue = how.queue or fields.queue
    fields.tracking = record.tracking
    local added = last and bury(base, fields, queue, fields.priority, deliveries, how.reason) or
      requeue(base, record.tracking, fields, queue, deliveries)
    if type(added) == 'table' then return returned, dead, added end
    if n then lies_now(base, record, n, last and among_dead(added) or in_queue(queue, fields.priority, added)) end
    redis.call('XDEL', thread, fields.id)
    if last then dead[#dead + 1] = { added, fields.channel, tostring(deliveries) } else returned = returned + 1 end
  end
  return returned, dead
end

-- The request waits again. Reply of the calls that give back: "ok", how many messages wait again, then each
-- dead letter: {id, tracking, channel, deliveries, queue} · "error" and why.
local function give_up(base, tracking, work, how, event)
  local record = read_record(base, tracking)
  local returned, dead, failed = put_back(base, record, work, how)
  if failed then
    save(record)
    return { 'error', failed.err }
  end
  end_lease(base, tracking)
  if record.status == 'taken' then set_status(base, record, 'received', how.by, how.reason) end
  save(record)
  tell(base, 'kind', event, 'tracking', tracking, 'queue', record.queue, 'by', how.by)
  local answer = { 'ok', tostring(returned) }
  for _, letter in ipairs(dead) do
    answer[#answer + 1] = { letter[1], tracking, letter[2] or '', letter[3], record.queue }
  end
  return answer
end

-- The rule that sent an event where it is; in JSON's spelling.
local function rule_of(event)
  local at = string.find(event, '"rule":"', 1, true)
  if not at or at > (string.find(event, '"medium":"', 1, true) or #event) then return '' end
  local from = at + 8
  local ending = from
  while true do
    ending = string.find(event, '["\\]', ending)
    if not ending then return '' end
    if string.byte(event, ending) == 34 then return string.sub(event, from, ending - 1) end
    ending = ending + 2 -- an escape
  end
end

-- A request without a lease, of which nothing waits, is passed on by its latest message. An error's word, or
-- nothing.
local function take_latest(base, record, epoch)
  local places = places_of(base, record)
  local n = #places
  while n > 1 and is_elsewhere(record, where(record, places[n])) do n = n - 1 end
  local place = where(record, places[n])
  if place.kind == 'dead' then return 'dead' end
  local stream = place.kind == 'thread' and base .. 'thread:' .. record.tracking or
    stream_of(base, place.queue, place.priority)
  if place.kind == 'queue' and #redis.call('XPENDING', stream, 'workers', place.id, place.id, 1) > 0 then return 'worker' end
  local flat = entry_at(stream, place.id)
  if not flat then return 'missing' end
  local fields = by_name(flat)
  fields.channel, fields.type = fields.channel or record.channel, fields.type or record.kind
  local kept = add_held(base, record.tracking, epoch, fields, place.queue or fields.queue, place.priority or
    fields.priority, '0')
  if type(kept) == 'table' then return kept.err end
  lies_now(base, record, n, in_thread(kept))
  redis.call('XDEL', stream, place.id)
end
