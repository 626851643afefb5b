-- What moving messages between queues, threads and dead letters has in common.

local function paused(base) return redis.call('EXISTS', base .. 'audit') == 1 end

local function entry_at(stream, id)
  local entry = redis.call('XRANGE', stream, id, id)[1]
  return entry and entry[2]
end

local function note(slot, place)
  if not slot then return end
  local first, later = written(slot.record, place)
  if slot.list then
    redis.call('LSET', slot.list, slot.at, later)
  else
    redis.call('SET', slot.record.key, slot.record.front .. first, 'KEEPTTL')
  end
end

-- The fields of an entry that is no delivery any more, for the dead letters.
local function bury(base, fields, queue, priority, deliveries, reason)
  return redis.pcall('XADD', base .. 'dead', '*', 'tracking', fields.tracking or '', 'channel',
    fields.channel or '', 'type', fields.type or '', 'event', fields.event or '', 'queue', queue,
    'priority', priority, 'deliveries', deliveries, 'reason', reason, 'time', string.format('%d', now_ms()))
end

local function before(a, b)
  local a_time, a_place = string.match(a, '^(%d+)-(%d+)$')
  local b_time, b_place = string.match(b, '^(%d+)-(%d+)$')
  if a_time ~= b_time then return tonumber(a_time) < tonumber(b_time) end
  return tonumber(a_place) < tonumber(b_place)
end

-- No text of a resident can look so: in JSON its quotes are escaped.
local function with_queue(event, queue)
  local opening = '"routing":{"queue":"'
  local at = string.find(event, opening, 1, true)
  local ending = at and string.find(event, '"', at + #opening, true)
  if not ending then return event end
  return string.sub(event, 1, at + #opening - 1) .. queue .. string.sub(event, ending)
end
