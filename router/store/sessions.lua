-- Logs of chat sessions. An entry is written and told of in one call, so nobody who holds a session's
-- socket can miss it.
--
--   session:<id>              stream, capped: entry "<seq>-0", `e` the inside of its JSON object; of a reply
--                             also `h`, its handle; `o`, what made it once
--   chat:<id>                 hash: seq, channel, ttl (s), ended, who the resident says they are (name, phone,
--                             email, text), thumb, word, requests (their numbers, newest first);
--                             "o:<what made it once>" → "<seq> <number of the request>"
--   chat-of:<tracking>        string: the session that a request belongs to
--   chats                     stream, capped: `s` a session, `q` its newest sequence number: who is to be woken
-- All of a session's expire together, `ttl` after its last entry.

local most_entries, most_wakes, most_requests = 200, '10000', 20
local text_noted_for = '7776000' -- 90 days, as of every request's note (router/store/store.h)

local function chat_key(base, session) return base .. 'chat:' .. session end

-- `entries`: body, handle, once ('' = none) each. The newest sequence number.
local function write_session(base, session, ttl, entries)
  local log, chat = base .. 'session:' .. session, chat_key(base, session)
  local seq
  for _, entry in ipairs(entries) do
    seq = redis.call('HINCRBY', chat, 'seq', 1)
    redis.call('XADD', log, string.format('%d-0', seq), 'e', entry.body, 'h', entry.handle, 'o', entry.once)
    if entry.once ~= '' then
      redis.call('HSET', chat, 'o:' .. entry.once, string.format('%d %s', seq, entry.tracking or ''))
    end
  end
  local over = redis.call('XLEN', log) - most_entries
  if over > 0 then
    for _, old in ipairs(redis.call('XRANGE', log, '-', '+', 'COUNT', over)) do
      if old[2][6] ~= '' then redis.call('HDEL', chat, 'o:' .. old[2][6]) end
      redis.call('XDEL', log, old[1])
    end
  end
  redis.call('EXPIRE', log, ttl)
  redis.call('EXPIRE', chat, ttl)
  redis.call('XADD', base .. 'chats', 'MAXLEN', '~', most_wakes, '*', 's', session, 'q', string.format('%d', seq))
  return seq
end

-- What became of a request, in the log of the session that it belongs to.
local function tell_session(base, tracking, status, ms)
  local session = redis.call('GET', base .. 'chat-of:' .. tracking)
  if not session or (status ~= 'taken' and status ~= 'in-progress' and status ~= 'closed') then return end
  local chat = redis.call('HMGET', chat_key(base, session), 'ttl', 'ended')
  if not chat[1] or chat[2] then return end
  redis.call('HSET', chat_key(base, session), 't:' .. tracking, status)
  write_session(base, session, chat[1], { { handle = '', once = '',
    body = '"kind":"status","track":"' .. tracking .. '","status":"' .. status .. '","ts":' .. ms } })
end
