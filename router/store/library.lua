#!lua name=crosstown_@VERSION@
-- What happens in Redis, atomically. Every name carries the version of this text, so that an old and
-- a new daemon work side by side during an upgrade.
--
-- A function is atomic but never rolled back: all reads come first, then what can fail (XADD), then
-- what cannot. Strings are joined, JSON is never decoded. All keys of a call share the hash tag of
-- KEYS[1], "<prefix>:{p}:". docs/decisions/0003-redis-layout.md has the numbers behind the layout:
--
--   seen:<channel>:<bucket>          hash  provider id → the number given for it
--   conversation:<channel>:<bucket>  hash  conversation → "<current request or -> <sequence> <queue> <Unix s>"
--   request:<tracking>               "status|queue|type|priority|channel|opened (Unix ms)|conversation|entry"
--   entries:<tracking>               list  "<priority>-<entry>" of each follow-up
--   stats:<day>                      hash  "<hour>|<channel>|<queue>|<type>" → count, "<hour>|duplicate|<channel>",
--                                    "<hour>|accepted|<channel>": counted apart, for the audit
--   numbers                          hash  year → the highest sequence leased; "history" → of which server
--   alias:<tracking>                 string  the number of the request that this number, told while Redis
--                                    was away, turned out to belong to; for ever
--
-- A bucket holds one window's worth of time; the current and the one before are looked at, so that what
-- was seen is known for one to two windows, and forgetting is one key, not one timer for each message.

--@requests@

-- Then a conversation that never ends gets a new request: where an entry lies is looked for in the list
-- of its request, and Redis answers nobody meanwhile.
local most_follow_ups = 1000

local per_channel, per_route, per_message = 5, 4, 5

-- How an event goes on behind its number when the message opens a request; the daemon writes events so,
-- since most messages do.
local opening = '","data":{"sequence":1,"new_request":true,"routing":{"queue":"'

-- The event with the facts as they turned out to be.
local function corrected(event, expected, tracking, sequence, new_request, expected_queue, queue)
  local at = string.find(event, expected .. opening, 1, true)
  local behind = at + #expected + #opening + #expected_queue
  return string.sub(event, 1, at - 1) .. tracking .. '","data":{"sequence":' .. sequence ..
    ',"new_request":' .. (new_request and 'true' or 'false') ..
    ',"routing":{"queue":"' .. queue .. string.sub(event, behind)
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
--   a channel: name, bucket and window (s) of `seen`, bucket and window of `conversation`;
--   a route: its channel (1 …), queue, priority, type;
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
      ids = {}, conversations = {}, new_ids = {}, new_states = {}, again = {}, duplicates = 0, accepted = 0,
      latest_key = base .. 'latest:' .. name, new_latest = {},
    }
    at = at + per_channel
  end
  local routes = {}
  for r = 1, tonumber(args[5]) do
    local channel, queue, priority, kind = channels[tonumber(args[at])], args[at + 1], args[at + 2], args[at + 3]
    routes[r] = {
      channel = channel, queue = queue, priority = priority, kind = kind, counts = {},
      stream = base .. 'queue:' .. queue .. ':' .. priority,
      record = 'received|' .. queue .. '|' .. kind .. '|' .. priority .. '|' .. channel.name .. '|' .. now .. '|',
      state = ' 1 ' .. queue .. ' ' .. seconds,
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
  local counted = redis.call('EXISTS', base .. 'audit') == 1 -- then every message goes to a queue
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
    local state = channel.states[conversation]
    if state then
      local current, last_sequence, sticky, seen_at = string.match(state, '^(%S+) (%d+) (%S+) (%d+)$')
      if not current then return 'e the conversation is unreadable' end
      sequence, latest = last_sequence + 1, math.max(seconds, seen_at)
      if current ~= '-' and seconds - seen_at <= channel.conversation_window and
        last_sequence % most_follow_ups > 0 then
        tracking, queue = current, sticky
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
      local passed_on
      epoch, passed_on = follow_up_goes(base, tracking)
      queue = passed_on or queue
      stream = base .. 'queue:' .. queue .. ':' .. route.priority
    end
    if not new_request or sequence > 1 then
      event = corrected(event, expected, tracking, sequence, new_request, route.queue, queue)
    end

    local held = epoch ~= '' and not counted
    local entry = held and
      add_held(base, tracking, epoch, { event = event, channel = channel.name, type = route.kind }, queue,
        route.priority) or
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
        tracking .. ' ' .. sequence .. ' ' .. queue .. ' ' .. latest
      channel.states[conversation] = state
      local new_states = channel.new_states
      new_states[#new_states + 1] = conversation
      new_states[#new_states + 1] = state
    end
    route.counts[queue] = (route.counts[queue] or 0) + 1
    note_received(index, new_request and 'n' or 'f', tracking, queue, route.kind, route.priority, channel.name)
    if new_request then
      note_opened(index, queue, tracking, now, event)
      records[#records + 1] = request_keys[n]
      records[#records + 1] = route.record .. conversation .. '|' .. entry
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
    follow_ups[#follow_ups + 1] = { tracking, held and 'thread:' .. entry or route.priority .. '-' .. entry }
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

-- Uses every command of the others on keys of its own, and leaves nothing: so that a user who lacks a right
-- is found out before a message is. KEYS[1] base.
local function probe(keys)
  local hash, list, text, stream = keys[1] .. 'probe:h', keys[1] .. 'probe:l', keys[1] .. 'probe:t', keys[1] .. 'probe:s'
  redis.call('ZADD', keys[1] .. 'probe:z', 1, 'a')
  redis.call('DEL', keys[1] .. 'probe:z')
  redis.call('HSET', hash, 'a', '1')
  redis.call('HMGET', hash, 'a')
  redis.call('HGET', hash, 'a')
  redis.call('HLEN', hash)
  redis.call('HINCRBY', hash, 'a', 1)
  redis.call('EXPIRE', hash, 60)
  redis.call('RPUSH', list, 'a')
  redis.call('MSET', text, 'a')
  redis.call('EXISTS', text)
  redis.call('XADD', stream, '*', 'a', '1')
  return redis.call('DEL', hash, list, text, stream)
end

redis.register_function('ct_accept_@VERSION@', accept)
redis.register_function('ct_probe_@VERSION@', probe)
redis.register_function('ct_lease_@VERSION@', lease)
