-- A batch of messages into their queues, with all that follows from it (library.lua).

local per_channel, per_route, per_message = 7, 5, 5

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
