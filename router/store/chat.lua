#!lua name=crosstown_chat_@VERSION@
-- What the daemon that holds a resident's socket does with their session's log (sessions.lua says how it
-- lies). Nothing is decoded: bodies of entries are strings.

--@requests@

local function note_number(base, tracking, chat)
  local known = redis.call('HMGET', chat, 'phone', 'text')
  local note = base .. 'note:text:' .. tracking
  if known[2] == '1' and known[1] and known[1] ~= '' then
    redis.call('SET', note, known[1], 'EX', text_noted_for)
  else
    redis.call('DEL', note)
  end
end

-- The request becomes the session's newest. A status that changed before this was told to nobody.
local function join_request(base, session, chat, ttl, tracking)
  redis.call('SET', base .. 'chat-of:' .. tracking, session, 'EX', ttl)
  local others, count = {}, 1
  for one in string.gmatch(redis.call('HGET', chat, 'requests') or '', '%S+') do
    if one ~= tracking and count < most_requests then
      others[#others + 1] = one
      count = count + 1
    end
  end
  redis.call('HSET', chat, 'requests', table.concat({ tracking, unpack(others) }, ' '))
  if redis.call('HGET', chat, 'text') then note_number(base, tracking, chat) end
  local record = read_record(base, tracking)
  local told = redis.call('HGET', chat, 't:' .. tracking) or 'received'
  if record and record.status ~= told then
    tell_session(base, tracking, record.status, string.format('%d', now_ms()))
  end
end

-- What a resident said, with what the city answered at once.
-- KEYS[1] base. ARGV: session, channel, ttl (s), lowest sequence number in use (where Redis has lost or let go
--   of the session, it goes on from there), once, tracking ('' = none), "1" if nothing may follow, then the
--   entries' bodies, the first of which is known by `once`.
-- Reply: "ok", the first's and the newest sequence number · "known", its sequence number, the number of its
--   request · "ended".
local function append(keys, args)
  local base, session, ttl = keys[1], args[1], args[3]
  local chat = chat_key(base, session)
  local before = redis.call('HMGET', chat, 'o:' .. args[5], 'ended', 'seq')
  if args[5] ~= '' and before[1] then
    local seq, tracking = string.match(before[1], '^(%d+) (.*)$')
    return { 'known', seq, tracking }
  end
  if before[2] then return { 'ended' } end
  if not before[3] or tonumber(before[3]) < tonumber(args[4]) then redis.call('HSET', chat, 'seq', args[4]) end
  redis.call('HSET', chat, 'channel', args[2], 'ttl', ttl)
  local entries = {}
  for i = 8, #args do
    entries[#entries + 1] = { body = args[i], handle = '', once = i == 8 and args[5] or '', tracking = args[6] }
  end
  local last = write_session(base, session, ttl, entries)
  if args[7] == '1' then redis.call('HSET', chat, 'ended', '1') end
  if args[6] ~= '' then join_request(base, session, chat, ttl, args[6]) end
  return { 'ok', tostring(last - #entries + 1), tostring(last) }
end

-- A reply, once. KEYS[1] base. ARGV: session, its handle, its body.
-- Reply: "ok" · "over": the session is, and nobody would read it.
local function reply(keys, args)
  local base, session = keys[1], args[1]
  local chat = redis.call('HMGET', chat_key(base, session), 'ttl', 'ended', 'o:' .. args[2])
  if chat[3] then return { 'ok' } end
  if not chat[1] or chat[2] then return { 'over' } end
  write_session(base, session, chat[1], { { body = args[3], handle = args[2], once = args[2] } })
  return { 'ok' }
end

local function append_entries(answer, entries)
  for _, entry in ipairs(entries) do
    answer[#answer + 1] = string.match(entry[1], '^%d+')
    answer[#answer + 1] = entry[2][2]
    answer[#answer + 1] = entry[2][4]
  end
  return answer
end

-- What came after a sequence number. KEYS[1] base. ARGV: session, that number, most entries.
-- Reply: newest sequence number ('' = there is no such session), the oldest that is kept, ended ("1"), name,
--   phone, email, text, then each entry: sequence number, body, handle.
local function read(keys, args)
  local base, log = keys[1], keys[1] .. 'session:' .. args[1]
  local chat = redis.call('HMGET', chat_key(base, args[1]), 'seq', 'ended', 'name', 'phone', 'email', 'text')
  local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  local answer = { chat[1] or '', oldest and string.match(oldest[1], '^%d+') or '0' }
  for i = 2, 6 do answer[i + 1] = chat[i] or '' end
  return append_entries(answer, redis.call('XRANGE', log, '(' .. args[2] .. '-0', '+', 'COUNT', args[3]))
end

-- What lies before a sequence number, newest first. KEYS[1] base. ARGV: session, that number, most entries.
-- Reply: as the entries of read.
local function older(keys, args)
  return append_entries({}, redis.call('XREVRANGE', keys[1] .. 'session:' .. args[1], '(' .. args[2] .. '-0', '-',
    'COUNT', args[3]))
end

-- Who the resident says they are, and the like. KEYS[1] base. ARGV: session, ttl (s), then names and values; an
-- empty value forgets. Reply: the session's requests, newest first.
local function set(keys, args)
  local base, chat = keys[1], chat_key(keys[1], args[1])
  for i = 3, #args, 2 do
    if args[i + 1] == '' then
      redis.call('HDEL', chat, args[i])
    else
      redis.call('HSET', chat, args[i], args[i + 1])
    end
  end
  redis.call('HSET', chat, 'ttl', args[2])
  redis.call('HINCRBY', chat, 'seq', 0)
  redis.call('EXPIRE', chat, args[2])
  local requests = {}
  for tracking in string.gmatch(redis.call('HGET', chat, 'requests') or '', '%S+') do
    note_number(base, tracking, chat)
    requests[#requests + 1] = tracking
  end
  return requests
end

-- KEYS[1] base. As probe of library.lua, for this library and what sessions.lua adds to others.
local function probe(keys)
  local stream, hash, text = keys[1] .. 'probe:s', keys[1] .. 'probe:h', keys[1] .. 'probe:t'
  redis.call('DEL', stream, hash, text)
  redis.call('HINCRBY', hash, 'a', 1)
  redis.call('HSET', hash, 'a', '1')
  redis.call('HGET', hash, 'a')
  redis.call('HMGET', hash, 'a')
  redis.call('HDEL', hash, 'b')
  redis.call('XADD', stream, 'MAXLEN', '~', '10', '1-0', 'a', '1')
  redis.call('XRANGE', stream, '-', '+', 'COUNT', 1)
  redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)
  redis.call('XLEN', stream)
  redis.call('XDEL', stream, '2-0')
  redis.call('EXPIRE', stream, 60)
  redis.call('SET', text, 'a', 'EX', '60')
  redis.call('GET', text)
  redis.call('TIME')
  return redis.call('DEL', stream, hash, text)
end

redis.register_function('ct_chat_append_@VERSION@', append)
redis.register_function('ct_chat_reply_@VERSION@', reply)
redis.register_function('ct_chat_read_@VERSION@', read)
redis.register_function('ct_chat_older_@VERSION@', older)
redis.register_function('ct_chat_set_@VERSION@', set)
redis.register_function('ct_chat_probe_@VERSION@', probe)
