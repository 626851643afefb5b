-- A request beside its messages: its record, what finds it, what is told of it. All of it is written with
-- the change it follows from, in one call.
--
--   request:<tracking>        "status|queue|type|priority|channel|opened (Unix ms)|conversation|place"
--   work:<tracking>           hash, from the first lease on: epoch, of the latest lease; while one is held also
--                             holder, until (Unix ms), from (the thread's last entry before it), shown (the last
--                             that the holder was given), most (deliveries); closed (Unix ms), reason; due, while
--                             it is closed
--   leases                    sorted set: what is held, by the end of its lease
--   index:<status>:<queue>    sorted set: a queue's requests of a status, by the time they were opened
--   due:<queue>               sorted set: its open requests that were promised for a time, by that time
--   latest:<channel>          hash: conversation → the latest request that a resident opened on the channel
--   previous:<tracking>       string: the one that they had opened before it
--   events                    stream, capped: what happened to requests, for whoever looks on
--   moved:<day>               hash: "<rule>|<from>|<to>" → how often people passed on what a rule had sent

local most_events = '10000'

--@sessions@

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- `text`: the record, where the caller has it. Nothing: there is no such request.
local function read_record(base, tracking, text)
  local key = base .. 'request:' .. tracking
  local status, queue, kind, priority, channel, opened, conversation, place = string.match(
    text or redis.call('GET', key) or '', '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)|([^|]*)$')
  return status and { key = key, tracking = tracking, status = status, queue = queue, kind = kind,
    priority = priority, channel = channel, opened = opened, conversation = conversation, place = place }
end

local function record_text(record)
  return table.concat({ record.status, record.queue, record.kind, record.priority, record.channel,
    record.opened, record.conversation, record.place }, '|')
end

local function index_key(base, status, queue) return base .. 'index:' .. status .. ':' .. queue end

local function tell(base, ...) redis.call('XADD', base .. 'events', 'MAXLEN', '~', most_events, '*', ...) end

-- Days since 1970 of a date of the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date
-- algorithms", days_from_civil).
local function days_since_1970(year, month, day)
  if month <= 2 then year = year - 1 end
  local era = math.floor(year / 400)
  local of_era = year - era * 400
  local of_year = math.floor((153 * (month + (month > 2 and -3 or 9)) + 2) / 5) + day - 1
  return era * 146097 + of_era * 365 + math.floor(of_era / 4) - math.floor(of_era / 100) + of_year - 719468
end

-- When an event's request is due (Unix ms); nothing: no time was promised. Only the routing says that,
-- which stands before the medium: what a resident's app calls "due" does not count.
local function due_of(event)
  local at = string.find(event, '"due":"', 1, true)
  if not at or at > (string.find(event, '"medium":"', 1, true) or #event) then return nil end
  local year, month, day, hour, minute, second =
    string.match(event, '^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d):(%d%d):(%d%d)', at + 7)
  if not year then return nil end
  local days = days_since_1970(tonumber(year), tonumber(month), tonumber(day))
  return string.format('%d', (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000)
end

-- What a batch of new requests adds to the indexes, gathered so that each index is written once.
local function new_index() return { open = {}, due = {}, told = {} } end

local function gather(lists, name, score, member)
  local list = lists[name]
  if not list then
    list = {}
    lists[name] = list
  end
  local at = #list
  list[at + 1], list[at + 2] = score, member
end

local function note_opened(index, queue, tracking, opened, event)
  gather(index.open, queue, opened, tracking)
  local due = due_of(event)
  if due then gather(index.due, queue, due, tracking) end
end

-- One entry for a whole batch: most messages have no looker-on.
local function note_received(index, letter, tracking, queue, kind, priority, channel)
  index.told[#index.told + 1] = table.concat({ letter, tracking, queue, kind, priority, channel }, '|')
end

local function write_index(base, index)
  for queue, pairs_of in pairs(index.open) do
    redis.call('ZADD', index_key(base, 'received', queue), unpack(pairs_of))
  end
  for queue, pairs_of in pairs(index.due) do redis.call('ZADD', base .. 'due:' .. queue, unpack(pairs_of)) end
  if #index.told > 0 then tell(base, 'kind', 'received', 'list', table.concat(index.told, '\n')) end
end

-- The epoch of the lease that is held of a request ('' = none).
local function epoch_held(base, tracking)
  local work = redis.call('HMGET', base .. 'work:' .. tracking, 'holder', 'epoch')
  return work[1] and work[2] or ''
end

-- A message that somebody holds, in its request's thread. An error's table, or the thread's entry.
local function add_held(base, tracking, epoch, fields, queue, priority, deliveries)
  return redis.pcall('XADD', base .. 'thread:' .. tracking, '*', 'kind', 'message', 'event',
    fields.event or '', 'queue', queue, 'priority', priority, 'channel', fields.channel or '', 'type',
    fields.type or '', 'deliveries', deliveries or '0', 'lease', epoch)
end

local function note_in_thread(base, tracking, kind, ...)
  redis.call('XADD', base .. 'thread:' .. tracking, '*', 'kind', kind, ...)
end

-- Only an open request is due.
local function keep_due(base, record, work, closed)
  local due_key = base .. 'due:' .. record.queue
  if closed then
    local due = redis.call('ZSCORE', due_key, record.tracking)
    if not due then return end
    redis.call('HSET', work, 'due', due)
    redis.call('ZREM', due_key, record.tracking)
  else
    local due = redis.call('HGET', work, 'due')
    if due then redis.call('ZADD', due_key, due, record.tracking) end
  end
end

-- With its index, its place in the thread, and for whoever looks on. The record is written by whoever changes
-- it: `changed` says that it must be.
local function set_status(base, record, status, by, reason)
  if record.status == status then return end
  local work = base .. 'work:' .. record.tracking
  redis.call('ZREM', index_key(base, record.status, record.queue), record.tracking)
  redis.call('ZADD', index_key(base, status, record.queue), record.opened, record.tracking)
  if status == 'closed' then
    keep_due(base, record, work, true)
    redis.call('HSET', work, 'closed', string.format('%d', now_ms()), 'reason', reason)
  elseif record.status == 'closed' then
    keep_due(base, record, work, false)
    redis.call('HDEL', work, 'closed', 'reason', 'due')
  end
  record.status, record.changed = status, true
  note_in_thread(base, record.tracking, 'status', 'status', status, 'reason', reason or '', 'by', by)
  tell(base, 'kind', 'status', 'tracking', record.tracking, 'queue', record.queue, 'status', status, 'by', by)
  tell_session(base, record.tracking, status, string.format('%d', now_ms()))
end
