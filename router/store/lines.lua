-- A resident's replies wait in their line, in the order in which they go; only its first is on its way. The
-- line is the truth: an entry of an outbox's stream, or a member of `later`, is a hint that a reply may be
-- worth a look, and one too many does no harm.
--
--   reply:<id>            hash  state (queued | sending | sent | delivered | failed | unknown), tracking, channel,
--                               conversation, lane, to, from, text, language, by, answers, files, created,
--                               attempt, epoch, started, due, reason, provider
--   line:<conversation>   zset  id → place: the lanes' order, and the order of coming within a lane
--   outbox:<lane>         stream  `reply`: an id
--   later                 zset  id → when (Unix ms) it is worth a look
--   flights               hash  conversation → the id that is with the provider
--   sending               zset  id → since when (Unix ms) it is
--   replied:<conversation> list, expires: the provider's ids of the latest replies, the newest first

local lanes = { emergency = 0, reply = 1, notice = 2, housekeeping = 3 }
local kept_for = 30 * 86400 -- s; after that a report finds nothing to belong to

local function clock_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function whole(number) return string.format('%d', number) end

local function hint(base, lane, id) return redis.pcall('XADD', base .. 'outbox:' .. lane, '*', 'reply', id) end

-- Whoever is first in a line now is worth a look, unless another of the same resident is with the provider.
local function hint_first(base, conversation)
  if redis.call('HEXISTS', base .. 'flights', conversation) == 1 then return end
  local first = redis.call('ZRANGE', base .. 'line:' .. conversation, 0, 0)[1]
  local lane = first and redis.call('HGET', base .. 'reply:' .. first, 'lane')
  if not lane then return end
  if type(hint(base, lane, first)) == 'table' then -- no room: a sorted set's member is smaller
    redis.call('ZADD', base .. 'later', whole(clock_ms()), first)
  end
end

local function stand_in_line(base, id, conversation, lane)
  local place = lanes[lane] * 1e13 + redis.call('HINCRBY', base .. 'sender', 'sequence', 1)
  redis.call('ZADD', base .. 'line:' .. conversation, place, id)
end

-- What the request's thread shows of a reply.
local function tell_thread(base, tracking, id, state, ...)
  return redis.pcall('XADD', base .. 'thread:' .. tracking, '*', 'kind', 'reply', 'reply', id, 'state', state,
    'time', whole(clock_ms()), ...)
end

-- A reply that is a dead letter goes once more, from the beginning. "ok" and so on, as care.lua's replay.
local function reply_again(base, fields)
  local key = base .. 'reply:' .. (fields.reply or '')
  local state, lane, conversation = unpack(redis.call('HMGET', key, 'state', 'lane', 'conversation'))
  if not lane or not lanes[lane] then return { 'error', 'its record is gone: it can be dropped only' } end
  if state ~= 'failed' and state ~= 'unknown' then return { 'error', 'it is ' .. state .. ' by now' } end
  local told = tell_thread(base, fields.tracking, fields.reply, 'queued', 'reason', 'replayed')
  if type(told) == 'table' then return { 'error', told.err } end
  redis.call('HSET', key, 'state', 'queued', 'tries', '0', 'due', '0', 'since', whole(clock_ms()))
  redis.call('PERSIST', key)
  stand_in_line(base, fields.reply, conversation, lane)
  hint_first(base, conversation)
  return { 'ok', '', fields.tracking, fields.channel }
end
