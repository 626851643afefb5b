-- Where an entry lies stands in its request: a first message's in the record's last field, a follow-up's
-- in the list `entries`. Such a place is one of
--   <entry>, in the list <priority>-<entry>   in the queue that the record names; so writes accept.lua
--   queue:<queue>:<priority>:<entry>          in another queue, or of another priority than the record's
--   thread:<entry>                            in the request's thread
--   dead:<entry>                              among the dead letters

local function stream_of(base, queue, priority) return base .. 'queue:' .. queue .. ':' .. priority end

local function by_name(flat)
  local fields = {}
  for n = 1, #flat, 2 do fields[flat[n]] = flat[n + 1] end
  return fields
end

-- What an entry counts of a call's limit: a long text takes as much of Redis' time as many short ones.
local function weight(event) return 1 + math.floor(#(event or '') / 2500) end

-- Calls one(id, fields) for entries of a stream behind `after`, up to `last`, until they weigh `limit` or one
-- gives an error's table. Where to go on ('' = at the end), and that error.
local function walk(stream, after, last, limit, one)
  while limit > 0 do
    local page = redis.call('XRANGE', stream, '(' .. after, last, 'COUNT', 10)
    for _, entry in ipairs(page) do
      local fields = by_name(entry[2])
      local failed = one(entry[1], fields)
      if type(failed) == 'table' then return '', failed end
      after, limit = entry[1], limit - weight(fields.event)
      if limit <= 0 then return after end
    end
    if #page < 10 then return '' end
  end
  return after
end

local function in_queue(queue, priority, id) return { queue = queue, priority = priority, id = id } end
local function in_thread(id) return { text = 'thread:' .. id } end
local function among_dead(id) return { text = 'dead:' .. id } end

-- How a place stands in the record, and how in the list.
local function written(record, place)
  if place.text then return place.text, place.text end
  local whole = 'queue:' .. place.queue .. ':' .. place.priority .. ':' .. place.id
  if record.queue ~= place.queue then return whole, whole end
  return record.priority == place.priority and place.id or whole, place.priority .. '-' .. place.id
end

-- Where the request names this place; nothing: it does not.
local function find(base, tracking, place)
  local key = base .. 'request:' .. tracking
  local front, queue, priority, last =
    string.match(redis.call('GET', key) or '', '^([^|]*|([^|]*)|[^|]*|([^|]*)|.*|)([^|]*)$')
  if not front then return nil end
  local record = { key = key, front = front, queue = queue, priority = priority }
  local first, later = written(record, place)
  if last == first then return { record = record } end
  local list = base .. 'entries:' .. tracking
  local at = redis.call('LPOS', list, later)
  return at and { record = record, list = list, at = at }
end
