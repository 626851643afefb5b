#!lua name=crosstown_@VERSION@
-- What happens in Redis, atomically. Every name carries the version of this text, so that an old and
-- a new daemon work side by side during an upgrade.
--
-- A function is atomic but never rolled back: all reads come first, then what can fail (XADD), then
-- what cannot. Strings are joined, JSON is never decoded. All keys of a call share the hash tag of
-- KEYS[1], "<prefix>:{p}:". docs/decisions/0003-redis-layout.md has the numbers behind the layout:
--
--   seen:<channel>:<bucket>          hash  provider id → the number given for it
--   conversation:<channel>:<bucket>  hash  conversation → "<current request or -> <sequence> <queue> <Unix s>",
--                                    then " @<queue of the request>" where that is another one, then
--                                    " /<type>" where the text that opened the request said so
--   queues                           set   the queues of the configuration
--   request:<tracking>               "status|queue|type|priority|channel|opened (Unix ms)|conversation|entry"
--   entries:<tracking>               list  "<priority>-<entry>" of each follow-up, or another of places.lua's
--   stats:<day>                      hash  "<hour>|<channel>|<queue>|<type>" → count, "<hour>|duplicate|<channel>",
--                                    "<hour>|accepted|<channel>": counted apart, for the audit
--   numbers                          hash  year → the highest sequence leased; "history" → of which server
--   at:<place>                       sorted set  the latest requests about an address (folded), for 90 days
--   alias:<tracking>                 string  the number of the request that this number, told while Redis
--                                    was away, turned out to belong to; for ever
--
-- A bucket holds one window's worth of time; the current and the one before are looked at, so that what
-- was seen is known for one to two windows, and forgetting is one key, not one timer for each message.

--@requests@

-- Then a conversation that never ends gets a new request: where an entry lies is looked for in the list
-- of its request, and Redis answers nobody meanwhile.
local most_follow_ups = 1000

local per_channel, per_route, per_message = 7, 5, 5

local rank = { urgent = 1, normal = 2, low = 3 }

-- How an event goes on behind its number when the message opens a request; the daemon writes events so,
-- since most messages do.
local opening = '","data":{"sequence":1,"new_request":true,"routing":{"queue":"'

-- The event with the facts as they turned out to be.
local function corrected(event, expected, tracking, sequence, new_request, route, queue, priority)
  local at = string.find(event, expected .. opening, 1, true)
  local behind = string.sub(event, at + #expected + #opening + #route.queue)
  if priority ~= route.priority then
    local planned = '"priority":"' .. route.priority .. '"'
    local from, to = string.find(behind, planned, 1, true)
    if from then
      behind = string.sub(behind, 1, from - 1) .. '"priority":"' .. priority .. '"' .. string.sub(behind, to + 1)
    end
  end
  return string.sub(event, 1, at - 1) .. tracking .. '","data":{"sequence":' .. sequence ..
    ',"new_request":' .. (new_request and 'true' or 'false') ..
    ',"routing":{"queue":"' .. queue .. behind
end

-- Whether a message goes on with the current request of its conversation. `said`: the type that the text
-- which opened it spoke of; `told`: the sender has been told a number, so this is no time to open another
-- request; `pause`: for how long (s) the conversation has been silent.
local function goes_on(base, route, request, said, told, pause, now)
  local channel = route.channel
  if request.status == 'closed' then
    local closed = redis.call('HGET', base .. 'work:' .. request.tracking, 'closed')
    return closed and now - closed <= channel.reopen_window * 1000
  end
  local other_matter = said and route.said and route.said ~= said and route.said ~= request.kind
  return told or not other_matter or pause < channel.new_matter_after
end

-- The record's last field means the record's priority: it is written out before that becomes another.
local function raise(request, priority)
  if string.find(request.place, '^%d') then
    request.place = 'queue:' .. request.queue .. ':' .. request.priority .. ':' .. request.place
  end
  request.priority, request.changed = priority, true
end

local function look_up(key, fields, found)
  local values = redis.call('HMGET', key, unpack(fields))
  for n = 1, #fields do
    if values[n] then found[fields[n]] = values[n] end
  end
  return found
end

-- Stores what a batch has gathered in a bucket; a bucket's first entries start its time to live.
local function put(key, fields, window)
  if #fields == 0 then return end
  local added = redis.call('HSET', key, unpack(fields))
  if redis.call('HLEN', key) == added then redis.call('EXPIRE', key, 2 * window + 60) end
end

-- KEYS[1] base.
-- ARGV: when the messages were accepted (Unix ms), its day (2026-11-22) and hour (16), counts of channels,
--   routes and messages, "1" if their senders have been told their numbers already;
--   a channel: name, bucket and window (s) of `seen`, bucket and window of `conversation`, how long (s) a
--     closed request is reopened, and after what silence (s) another type is another matter;
--   a route: its channel (1 …), queue, priority, type, and of these letters those that hold for its messages:
--     p  they go to that queue whatever queue their conversation has: it has that one from then on, while the
--        request remains its own queue's
--     l  their priority is low for good: else it is the request's, or raises that
--     n  they open a request of their own · c  they close their conversation's
--     t  their text said the type;
--   a message: its route (1 …), provider id, conversation ('' = none), a fresh number, its event.
-- Reply: a line for each message:
--   "n" its number is taken now · "f <tracking>" follow-up · "d <tracking>" accepted before ·
--   "r" its number belongs to another request: send it again with another ·
--   "a" send it again, after such a one of its conversation · "e <error>" not stored.
local function accept(keys, args)
  local base, now = keys[1], args[1]
  local seconds = math.floor(tonumber(now) / 1000)
  local told = args[7] == '1'
  local at = 8

  local channels = {}
  for c = 1, tonumber(args[4]) do
    local name, seen, conversation = args[at], tonumber(args[at + 1]), tonumber(args[at + 3])
    channels[c] = {
      name = name,
      seen = base .. 'seen:' .. name .. ':' .. seen,
      seen_before = base .. 'seen:' .. name .. ':' .. (seen - 1),
      seen_window = tonumber(args[at + 2]),
      conversation = base .. 'conversation:' .. name .. ':' .. conversation,
      conversation_before = base .. 'conversation:' .. name .. ':' .. (conversation - 1),
      conversation_window = tonumber(args[at + 4]),
      reopen_window = tonumber(args[at + 5]), new_matter_after = tonumber(args[at + 6]),
      ids = {}, conversations = {}, new_ids = {}, new_states = {}, again = {}, duplicates = 0, accepted = 0,
      latest_key = base .. 'latest:' .. name, new_latest = {},
    }
    at = at + per_channel
  end
  local routes = {}
  for r = 1, tonumber(args[5]) do
    local channel, queue, priority, kind = channels[tonumber(args[at])], args[at + 1], args[at + 2], args[at + 3]
    local manner = args[at + 4]
    local function is(letter) return string.find(manner, letter, 1, true) ~= nil end
    local said = is('t') and kind or nil
    routes[r] = {
      channel = channel, queue = queue, priority = priority, kind = kind, counts = {},
      pinned = is('p'), low = is('l'), anew = is('n'), closes = is('c'), said = said,
      stream = base .. 'queue:' .. queue .. ':' .. priority,
      record = 'received|' .. queue .. '|' .. kind .. '|' .. priority .. '|' .. channel.name .. '|' .. now .. '|',
      state = ' 1 ' .. queue .. ' ' .. seconds .. (said and ' /' .. said or ''),
    }
    at = at + per_route
  end
  local first, last = at, at + (tonumber(args[6]) - 1) * per_message

  -- Reads.
  local request_keys = {}
  for i = first, last, per_message do
    local channel = routes[tonumber(args[i])].channel
    channel.ids[#channel.ids + 1] = args[i + 1]
    channel.conversations[#channel.conversations + 1] = args[i + 2]
    request_keys[#request_keys + 1] = base .. 'request:' .. args[i + 3]
  end
  for _, channel in ipairs(channels) do
    channel.known = look_up(channel.seen, channel.ids, look_up(channel.seen_before, channel.ids, {}))
    channel.states = look_up(channel.conversation, channel.conversations,
      look_up(channel.conversation_before, channel.conversations, {}))
    channel.latest = look_up(channel.latest_key, channel.conversations, {})
  end
  local some_taken = redis.call('EXISTS', unpack(request_keys)) > 0

  -- The messages, in their order. `known` and `states` follow along, so that a message sees the one before.
  local lines, records, follow_ups, aliases, index = {}, {}, {}, {}, new_index()
  -- Requests that were joined, as they stand by now; where in `records` those lie that are new.
  local joined, fresh = {}, {}
  local function request_of(tracking)
    if joined[tracking] == nil then
      joined[tracking] = read_record(base, tracking, fresh[tracking] and records[fresh[tracking]]) or false
    end
    return joined[tracking]
  end
  local counted = redis.call('EXISTS', base .. 'audit') == 1 -- then every message goes to a queue
  -- Behind what the batch has done so far: also for whoever looks on.
  local function change_status(request, status, reason)
    write_index(base, index)
    index = new_index()
    set_status(base, request, status, 'resident', reason)
  end
  local function alias(number, tracking)
    if told and number ~= tracking then
      aliases[#aliases + 1] = base .. 'alias:' .. number
      aliases[#aliases + 1] = tracking
    end
  end
  local function one(i, n)
    local route = routes[tonumber(args[i])]
    local channel = route.channel
    local id, conversation, expected, event = args[i + 1], args[i + 2], args[i + 3], args[i + 4]
    local before = channel.known[id]
    if before then
      channel.duplicates = channel.duplicates + 1
      alias(expected, before)
      return 'd ' .. before
    end

    -- Later messages of the conversation must not overtake one that has to come again.
    if channel.again[conversation] then return 'a' end

    local tracking, sequence, queue, stream, latest = nil, 1, route.queue, route.stream, seconds
    local priority, said, request = route.priority, route.said, nil
    local state = channel.states[conversation]
    if state then
      local current, last_sequence, sticky, seen_at, marks = string.match(state, '^(%S+) (%d+) (%S+) (%d+)(.*)$')
      if not current then return 'e the conversation is unreadable' end
      sequence, latest = last_sequence + 1, math.max(seconds, seen_at)
      local of_request, opened_with = string.match(marks, '^ @(%S+)') or sticky, string.match(marks, '/(.*)$')
      if current ~= '-' and not route.anew and seconds - seen_at <= channel.conversation_window and
        last_sequence % most_follow_ups > 0 then
        request = request_of(current)
        if request and not goes_on(base, route, request, opened_with, told, seconds - seen_at, now) then
          request = nil
        end
      end
      if request then
        tracking, said = current, opened_with
        -- Where people passed the request on, its conversation goes along.
        local wanted = of_request == request.queue and request.status ~= 'closed' and sticky or request.queue
        if not route.pinned and wanted ~= queue and redis.call('SISMEMBER', base .. 'queues', wanted) == 1 then
          queue = wanted
        end
        if not route.low and rank[request.priority] < rank[priority] then priority = request.priority end
      end
    end
    local new_request = not tracking
    if new_request then
      if some_taken and redis.call('EXISTS', request_keys[n]) == 1 then
        if conversation ~= '' then channel.again[conversation] = true end
        return 'r'
      end
      tracking = expected
    end
    local epoch = ''
    if not new_request then
      epoch = epoch_held(base, tracking)
      stream = base .. 'queue:' .. queue .. ':' .. priority
    end
    if not new_request or sequence > 1 then
      event = corrected(event, expected, tracking, sequence, new_request, route, queue, priority)
    end

    -- An emergency goes to those who wait for emergencies, whoever holds its request.
    local held = epoch ~= '' and not counted and not route.pinned
    local entry = held and
      add_held(base, tracking, epoch, { event = event, channel = channel.name, type = route.kind }, queue,
        priority) or
      redis.pcall('XADD', stream, '*', 'tracking', tracking, 'channel', channel.name, 'type', route.kind,
        'event', event, 'deliveries', '0')
    if type(entry) == 'table' then
      if told and conversation ~= '' then channel.again[conversation] = true end
      return 'e ' .. entry.err
    end

    channel.known[id] = tracking
    local new_ids = channel.new_ids
    new_ids[#new_ids + 1] = id
    new_ids[#new_ids + 1] = tracking
    if conversation ~= '' then
      state = sequence == 1 and tracking .. route.state or
        tracking .. ' ' .. sequence .. ' ' .. queue .. ' ' .. latest ..
        (request and request.queue ~= queue and ' @' .. request.queue or '') .. (said and ' /' .. said or '')
      channel.states[conversation] = state
      local new_states = channel.new_states
      new_states[#new_states + 1] = conversation
      new_states[#new_states + 1] = state
    end
    route.counts[queue] = (route.counts[queue] or 0) + 1
    note_received(index, new_request and 'n' or 'f', tracking, queue, route.kind, priority, channel.name)
    if new_request then
      note_opened(index, queue, tracking, now, event)
      records[#records + 1] = request_keys[n]
      records[#records + 1] = route.record .. conversation .. '|' .. entry
      fresh[tracking] = #records
      if conversation ~= '' then
        local previous = channel.latest[conversation]
        if previous then
          records[#records + 1] = base .. 'previous:' .. tracking
          records[#records + 1] = previous
        end
        channel.latest[conversation] = tracking
        local new_latest = channel.new_latest
        new_latest[#new_latest + 1] = conversation
        new_latest[#new_latest + 1] = tracking
      end
      return 'n'
    end
    follow_ups[#follow_ups + 1] = { tracking, held and 'thread:' .. entry or
      queue == request.queue and priority .. '-' .. entry or 'queue:' .. queue .. ':' .. priority .. ':' .. entry }
    if rank[priority] < rank[request.priority] then raise(request, priority) end
    if route.closes then
      change_status(request, 'closed', 'the resident closed it')
    elseif request.status == 'closed' then
      change_status(request, epoch ~= '' and 'taken' or 'received', 'the resident wrote again')
    end
    alias(expected, tracking)
    return 'f ' .. tracking
  end
  for i = first, last, per_message do
    local line = one(i, #lines + 1)
    local letter = string.byte(line)
    if letter == 110 or letter == 102 or letter == 100 then -- n, f, d
      local channel = routes[tonumber(args[i])].channel
      channel.accepted = channel.accepted + 1
    end
    lines[#lines + 1] = line
  end

  -- Writes that cannot fail: the keys are new or our own.
  local stats, hour = base .. 'stats:' .. args[2], args[3]
  for _, channel in ipairs(channels) do
    put(channel.seen, channel.new_ids, channel.seen_window)
    put(channel.conversation, channel.new_states, channel.conversation_window)
    if #channel.new_latest > 0 then redis.call('HSET', channel.latest_key, unpack(channel.new_latest)) end
    if channel.accepted > 0 then
      redis.call('HINCRBY', stats, hour .. '|accepted|' .. channel.name, channel.accepted)
    end
    if channel.duplicates > 0 then
      redis.call('HINCRBY', stats, hour .. '|duplicate|' .. channel.name, channel.duplicates)
    end
  end
  for tracking, request in pairs(joined) do
    if request and request.changed then
      if fresh[tracking] then
        records[fresh[tracking]] = record_text(request)
      else
        redis.call('SET', request.key, record_text(request), 'KEEPTTL')
      end
    end
  end
  if #records > 0 then redis.call('MSET', unpack(records)) end
  if #aliases > 0 then redis.call('MSET', unpack(aliases)) end
  write_index(base, index)
  for _, follow_up in ipairs(follow_ups) do
    redis.call('RPUSH', base .. 'entries:' .. follow_up[1], follow_up[2])
  end
  for _, route in ipairs(routes) do
    for queue, count in pairs(route.counts) do
      redis.call('HINCRBY', stats, hour .. '|' .. route.channel.name .. '|' .. queue .. '|' .. route.kind, count)
    end
  end
  return table.concat(lines, '\n')
end

-- Leases the next `size` sequence numbers of a year, from above `floor` (the highest this daemon has
-- ever given out), so that a Redis that came back with an older history does not repeat one. What
-- other daemons leased in the moments that it forgot is jumped over: `history` names the server's
-- present one, and is '' where nothing can be forgotten.
-- KEYS[1] base. ARGV: year (26), size, floor, history, jump. Reply: the first of the block.
local function lease(keys, args)
  local key, year = keys[1] .. 'numbers', args[1]
  local size, floor, history = tonumber(args[2]), tonumber(args[3]), args[4]
  local last = tonumber(redis.call('HGET', key, year) or '0')
  if last < floor then last = floor end
  if history ~= '' then
    local before = redis.call('HGET', key, 'history')
    -- A Redis that lost everything has no history; who leased from it before still has a floor.
    if before ~= history and (before or floor > 0) then last = last + tonumber(args[5]) end
    if before ~= history then redis.call('HSET', key, 'history', history) end
  end
  redis.call('HSET', key, year, string.format('%d', last + size))
  return last + 1
end

-- The conversation's state, and how long (s) it has been silent. Nothing: it is not known.
local function state_of(base, channel, bucket, conversation, now)
  local key = base .. 'conversation:' .. channel .. ':'
  local state = redis.call('HGET', key .. bucket, conversation) or
    redis.call('HGET', key .. (bucket - 1), conversation)
  local current, sequence, queue, seen_at = string.match(state or '', '^(%S+) (%d+) (%S+) (%d+)')
  if current then return current, sequence, queue, now - seen_at, seen_at end
end

-- What of a resident is open. KEYS[1] base.
-- ARGV: conversation, channel, its bucket and window (s), now (Unix s), most.
-- Reply: the open request that a further message would join ('' = none), how many are open, then the
-- newest of them: number and record of each. Of more than 100 requests the newest 100 are looked at.
local function open(keys, args)
  local base, conversation = keys[1], args[1]
  local current, _, _, silent = state_of(base, args[2], tonumber(args[3]), conversation, tonumber(args[5]))
  local tracking = redis.call('HGET', base .. 'latest:' .. args[2], conversation)
  local answer, count, joins = { '', '0' }, 0, ''
  for _ = 1, 100 do
    local record = tracking and read_record(base, tracking)
    if not record then break end
    if record.status ~= 'closed' then
      count = count + 1
      if tracking == current and silent <= tonumber(args[4]) then joins = current end
      if count <= tonumber(args[6]) then
        answer[#answer + 1] = tracking
        answer[#answer + 1] = record_text(record)
      end
    end
    tracking = redis.call('GET', base .. 'previous:' .. tracking)
  end
  answer[1], answer[2] = joins, tostring(count)
  return answer
end

-- The next message of the conversation opens a request. KEYS[1] base.
-- ARGV: conversation, channel, its bucket and window (s), now (Unix s).
local function begin_anew(keys, args)
  local base, bucket = keys[1], tonumber(args[3])
  local current, sequence, queue, _, seen_at = state_of(base, args[2], bucket, args[1], tonumber(args[5]))
  if current and current ~= '-' then
    put(base .. 'conversation:' .. args[2] .. ':' .. bucket,
      { args[1], '- ' .. sequence .. ' ' .. queue .. ' ' .. seen_at }, tonumber(args[4]))
  end
  return 'ok'
end

-- The queues of the configuration from now on. KEYS[1] base. ARGV: the queues.
local function queues(keys, args)
  redis.call('DEL', keys[1] .. 'queues')
  if #args > 0 then redis.call('SADD', keys[1] .. 'queues', unpack(args)) end
  return 'ok'
end

-- Uses every command of the others on keys of its own, and leaves nothing: so that a user who lacks a right
-- is found out before a message is. KEYS[1] base.
local function probe(keys)
  local hash, list, text, stream = keys[1] .. 'probe:h', keys[1] .. 'probe:l', keys[1] .. 'probe:t', keys[1] .. 'probe:s'
  local set, sorted = keys[1] .. 'probe:q', keys[1] .. 'probe:z'
  redis.call('ZADD', sorted, 1, 'a')
  redis.call('ZSCORE', sorted, 'a')
  redis.call('ZREM', sorted, 'b')
  redis.call('HSET', hash, 'a', '1')
  redis.call('HMGET', hash, 'a')
  redis.call('HGET', hash, 'a')
  redis.call('HLEN', hash)
  redis.call('HINCRBY', hash, 'a', 1)
  redis.call('EXPIRE', hash, 60)
  redis.call('RPUSH', list, 'a')
  redis.call('MSET', text, 'a')
  redis.call('EXISTS', text)
  redis.call('SET', text, 'a', 'KEEPTTL')
  redis.call('GET', text)
  redis.call('HDEL', hash, 'b')
  redis.call('LRANGE', list, 0, 0)
  redis.call('TIME')
  redis.call('SADD', set, 'a')
  redis.call('SISMEMBER', set, 'a')
  redis.call('XADD', stream, '*', 'a', '1')
  return redis.call('DEL', hash, list, text, stream, set, sorted)
end

redis.register_function('ct_accept_@VERSION@', accept)
redis.register_function('ct_open_@VERSION@', open)
redis.register_function('ct_anew_@VERSION@', begin_anew)
redis.register_function('ct_queues_@VERSION@', queues)
redis.register_function('ct_probe_@VERSION@', probe)
redis.register_function('ct_lease_@VERSION@', lease)
