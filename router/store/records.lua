-- A request's record, and its status, as library.lua changes them. What a request has become beside that
-- stands in the hash work:<tracking>; here: closed (Unix ms), reason.

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

-- The record is written by whoever changes it: `changed` says that it must be.
local function set_status(base, record, status, by, reason)
  if record.status == status then return end
  local work = base .. 'work:' .. record.tracking
  if status == 'closed' then
    redis.call('HSET', work, 'closed', string.format('%d', now_ms()), 'reason', reason)
  elseif record.status == 'closed' then
    redis.call('HDEL', work, 'closed', 'reason')
  end
  record.status, record.changed = status, true
  redis.call('XADD', base .. 'thread:' .. record.tracking, '*', 'kind', 'status', 'status', status, 'reason',
    reason or '', 'by', by)
end
