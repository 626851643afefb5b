#!lua name=crosstown_work_@VERSION@
-- Leases of requests. Each is fenced: by its epoch, which every lease of a request makes one higher, and by
-- its holder. Whoever is late acts on nothing. A lease that is over lasts until a caretaker takes it back
-- (ct_expire), so that it is always clear who holds a request. As in care.lua nothing is moved while somebody
-- counts the books: those calls answer "busy".

--@places@
--@requests@
--@moves@
--@holding@

-- Entries of requests that others hold, or of none, that a call passes before it gives up for now.
local most_looks = 20

local function messages_words(answer, messages)
  for _, one in ipairs(messages) do
    answer[#answer + 1] = { one.id, one.queue, one.priority, tostring(one.deliveries or '0'), one.event or '' }
  end
  return answer
end

-- The lease of that epoch, if it is still that holder's ('' = whoever's). Else nothing, and the answer:
-- "late", who holds the request now ('' = nobody) · "other", whose it is.
local function lease_of(base, tracking, epoch, by)
  local key = base .. 'work:' .. tracking
  local work = redis.call('HMGET', key, 'epoch', 'holder', 'from', 'shown', 'most', 'until')
  if work[1] ~= epoch or not work[2] then return nil, { 'late', work[2] or '' } end
  if by ~= '' and by ~= work[2] then return nil, { 'other', work[2] } end
  return { key = key, epoch = epoch, holder = work[2], from = work[3], shown = work[4], most = work[5], ends = work[6] }
end

-- The new epoch, and where the thread ends before it.
local function begin(base, tracking)
  local last = redis.call('XREVRANGE', base .. 'thread:' .. tracking, '+', '-', 'COUNT', 1)[1]
  return tostring(redis.call('HINCRBY', base .. 'work:' .. tracking, 'epoch', 1)), last and last[1] or '0-0'
end

-- Reply: "ok", epoch, end of the lease (Unix ms), the record, then each message:
-- {thread entry, queue, priority, deliveries, event}.
local function hold(base, record, epoch, from, messages, holder, lease, most)
  local ends = string.format('%d', now_ms() + tonumber(lease))
  redis.call('HSET', base .. 'work:' .. record.tracking, 'holder', holder, 'until', ends, 'from', from, 'shown',
    messages[#messages].id, 'most', most)
  redis.call('ZADD', base .. 'leases', ends, record.tracking)
  if record.status == 'received' then set_status(base, record, 'taken', holder) end
  save(record)
  tell(base, 'kind', 'taken', 'tracking', record.tracking, 'queue', record.queue, 'by', holder)
  return messages_words({ 'ok', epoch, ends, record.tracking, record_text(record) }, messages)
end

-- An entry of a request that somebody holds already (it came back, or was left behind by a long lease): it is
-- the holder's. True: it is done with.
local function give_to_holder(base, record, head, fields, epoch)
  local n = number_of(base, record, head)
  if not n then return end
  local stream = stream_of(base, head.queue, head.priority)
  local kept = add_held(base, record.tracking, epoch, fields, head.queue, head.priority, fields.deliveries)
  if type(kept) == 'table' then return end
  lies_now(base, record, n, in_thread(kept))
  save(record)
  redis.call('XACK', stream, 'workers', head.id)
  redis.call('XDEL', stream, head.id)
  tell(base, 'kind', 'message', 'tracking', record.tracking, 'queue', record.queue)
end

-- An emergency waits for nobody who holds its request: what they hold waits again, and they are late. An
-- error's text, or nothing.
local function take_over(base, record, epoch, by)
  local work = lease_of(base, record.tracking, epoch, '')
  local given = give_up(base, record.tracking, work, { by = by, reason = 'an emergency' }, 'released')
  if given[1] == 'error' then return given[2] end
end

-- The request whose entry waits longest, urgent before normal before low. An entry that no request names stays
-- pending, until it is a dead letter.
-- KEYS[1] base. ARGV: queue, priorities ("urgent normal low"), holder, lease (ms), most deliveries.
-- Reply: that of hold · "empty" · "busy" · "error" and why.
local function lease(keys, args)
  local base = keys[1]
  if paused(base) then return { 'busy' } end
  for priority in string.gmatch(args[2], '%a+') do
    local stream = stream_of(base, args[1], priority)
    for _ = 1, most_looks do
      local got = redis.pcall('XREADGROUP', 'GROUP', 'workers', 'api', 'COUNT', 1, 'STREAMS', stream, '>')
      if not got or got.err then break end
      local id, fields = got[1][2][1][1], by_name(got[1][2][1][2])
      local head = in_queue(args[1], priority, id)
      local record = read_record(base, fields.tracking or '')
      local held = record and epoch_held(base, record.tracking) or ''
      local elsewhere = record and is_elsewhere(record, { kind = 'queue', queue = args[1], priority = priority })
      if held ~= '' and not elsewhere then
        give_to_holder(base, record, head, fields, held)
      elseif record and number_of(base, record, head) then
        if held ~= '' then
          local failed = take_over(base, record, held, args[3])
          if failed then return { 'error', failed } end
          record = read_record(base, record.tracking)
        end
        local epoch, from = begin(base, record.tracking)
        local messages, failed = take_waiting(base, record, epoch, head)
        if #messages > 0 then return hold(base, record, epoch, from, messages, args[3], args[4], args[5]) end
        if failed then return { 'error', failed.err } end
      end
    end
  end
  return { 'empty' }
end

-- That very request, if something of it waits. KEYS[1] base. ARGV: tracking, holder, lease (ms), most deliveries.
-- Reply: as of lease · "missing" · "held" and by whom.
local function pick(keys, args)
  local base = keys[1]
  if paused(base) then return { 'busy' } end
  local record = read_record(base, args[1])
  if not record then return { 'missing' } end
  local holder = redis.call('HGET', base .. 'work:' .. args[1], 'holder')
  if holder then return { 'held', holder } end
  local epoch, from = begin(base, args[1])
  local messages, failed = take_waiting(base, record, epoch, nil, true)
  if #messages > 0 then return hold(base, record, epoch, from, messages, args[2], args[3], args[4]) end
  return failed and { 'error', failed.err } or { 'empty' }
end

-- The department has it. What came since the holder last looked is not finished by that: then the lease goes
-- on, and the answer has it.
-- KEYS[1] base. ARGV: tracking, epoch, holder, the last message that was seen ('' = the last that was shown).
-- Reply: "ok" · "more", end of the lease, messages · "late" · "other".
local function ack(keys, args)
  local base, tracking = keys[1], args[1]
  local work, refusal = lease_of(base, tracking, args[2], args[3])
  if not work then return refusal end
  local seen = args[4] ~= '' and args[4] or work.shown
  local more = held_behind(base, tracking, work.epoch, seen)
  if #more > 0 then
    redis.call('HSET', work.key, 'from', seen, 'shown', more[#more].id)
    return messages_words({ 'more', work.ends }, more)
  end
  local record = read_record(base, tracking)
  end_lease(base, tracking)
  -- What the resident closed stays so, although somebody has now read their last words.
  if record.status ~= 'closed' then set_status(base, record, 'in-progress', work.holder) end
  save(record)
  tell(base, 'kind', 'finished', 'tracking', tracking, 'queue', record.queue, 'by', work.holder)
  return { 'ok' }
end

-- KEYS[1] base. ARGV: tracking, epoch, holder, lease (ms).
-- Reply: "ok", end of the lease, messages that came since · "late" · "other".
local function extend(keys, args)
  local base, tracking = keys[1], args[1]
  local work, refusal = lease_of(base, tracking, args[2], args[3])
  if not work then return refusal end
  local ends = string.format('%d', now_ms() + tonumber(args[4]))
  local more = held_behind(base, tracking, work.epoch, work.shown)
  redis.call('HSET', work.key, 'until', ends, 'shown', #more > 0 and more[#more].id or work.shown)
  redis.call('ZADD', base .. 'leases', ends, tracking)
  return messages_words({ 'ok', ends }, more)
end

-- KEYS[1] base. ARGV: tracking, epoch, holder.
local function release(keys, args)
  local base = keys[1]
  local work, refusal = lease_of(base, args[1], args[2], args[3])
  if not work then return refusal end
  if paused(base) then return { 'busy' } end
  return give_up(base, args[1], work, { by = work.holder }, 'released')
end

-- It could not be processed; with its last delivery it is a dead letter. KEYS[1] base. ARGV: tracking, epoch,
-- holder, reason.
local function fail(keys, args)
  local base = keys[1]
  local work, refusal = lease_of(base, args[1], args[2], args[3])
  if not work then return refusal end
  if paused(base) then return { 'busy' } end
  local how = { by = work.holder, counts = true, most = tonumber(work.most), reason = args[4] }
  return give_up(base, args[1], work, how, 'failed')
end

-- KEYS[1] base. ARGV: how many at most. Reply: how many leases were over, an error ('' = none), and of each
-- dead letter: {id, tracking, channel, deliveries, queue}.
local function expire(keys, args)
  local base = keys[1]
  if paused(base) then return { '0', '' } end
  local answer, count = { '0', '' }, 0
  local over = redis.call('ZRANGEBYSCORE', base .. 'leases', '-inf', string.format('%d', now_ms()), 'LIMIT', 0, args[1])
  for _, tracking in ipairs(over) do
    local epoch = redis.call('HGET', base .. 'work:' .. tracking, 'epoch')
    local work = lease_of(base, tracking, epoch, '')
    if work then
      local most = tonumber(work.most)
      local how = { by = work.holder, counts = true, most = most, reason = 'no worker finished it in ' .. most ..
        (most == 1 and ' delivery' or ' deliveries') }
      local given = give_up(base, tracking, work, how, 'expired')
      if given[1] ~= 'ok' then
        answer[2] = given[2]
        break
      end
      for n = 3, #given do answer[#answer + 1] = given[n] end
    else
      redis.call('ZREM', base .. 'leases', tracking) -- nobody's
    end
    count = count + 1
  end
  answer[1] = tostring(count)
  return answer
end

-- To another queue; or a closed one back to its own, which opens it again. Without an epoch: whatever of it
-- waits, else its latest message, as long as nobody holds it.
-- KEYS[1] base. ARGV: tracking, epoch ('' = no lease), holder, queue ('' = its own), reason, day, who does it.
-- Reply: as of give_up · "late" · "other" · "held" and by whom · "missing" · "busy" · "worker": a Redis worker
-- has it · "dead": its message is a dead letter.
local function transfer(keys, args)
  local base, tracking = keys[1], args[1]
  local record = read_record(base, tracking)
  if not record then return { 'missing' } end
  local work, refusal
  if args[2] ~= '' then
    work, refusal = lease_of(base, tracking, args[2], args[3])
    if not work then return refusal end
  end
  if paused(base) then return { 'busy' } end
  if not work then
    local holder = redis.call('HGET', base .. 'work:' .. tracking, 'holder')
    if holder then return { 'held', holder } end
    local epoch, from = begin(base, tracking)
    work = { epoch = epoch, from = from }
    local messages, failed = take_waiting(base, record, epoch)
    if failed then return { 'error', failed.err } end
    local trouble = #messages == 0 and take_latest(base, record, epoch)
    save(record)
    if trouble then return { trouble } end
  end
  local from, queue = record.queue, args[4] ~= '' and args[4] or record.queue
  local first = held_behind(base, tracking, work.epoch, work.from)[1]
  if queue ~= from then
    pass_on(base, record, queue)
    redis.call('HINCRBY', base .. 'moved:' .. args[6], rule_of(first and first.event or '') .. '|' .. from .. '|' .. queue, 1)
    note_in_thread(base, tracking, 'transfer', 'from', from, 'to', queue, 'reason', args[5], 'by', args[7])
  end
  set_status(base, record, 'received', args[7], args[5])
  save(record)
  return give_up(base, tracking, work, { queue = queue, by = args[7], reason = args[5] }, 'transferred')
end

-- As library.lua's: uses every command on keys of its own, and leaves nothing. KEYS[1] base.
local function probe(keys)
  local hash, list, stream, set, text = keys[1] .. 'probe:h', keys[1] .. 'probe:l', keys[1] .. 'probe:s',
    keys[1] .. 'probe:z', keys[1] .. 'probe:t'
  redis.call('DEL', hash, list, stream, set, text)
  redis.call('HSET', hash, 'a', '1')
  redis.call('HGET', hash, 'a')
  redis.call('HMGET', hash, 'a')
  redis.call('HGETALL', hash)
  redis.call('HINCRBY', hash, 'a', 1)
  redis.call('HDEL', hash, 'a')
  redis.call('RPUSH', list, 'a')
  redis.call('LRANGE', list, 0, -1)
  redis.call('LSET', list, redis.call('LPOS', list, 'a'), 'b')
  redis.call('ZADD', set, 1, 'a')
  redis.call('ZSCORE', set, 'a')
  redis.call('ZCARD', set)
  redis.call('ZCOUNT', set, '-inf', '+inf')
  redis.call('ZRANGEBYSCORE', set, '-inf', '+inf')
  redis.call('ZREVRANGEBYSCORE', set, '+inf', '-inf')
  redis.call('ZREM', set, 'a')
  redis.call('XADD', stream, 'MAXLEN', '~', 10, '*', 'a', '1')
  redis.call('XGROUP', 'CREATE', stream, 'workers', '0')
  redis.call('XREADGROUP', 'GROUP', 'workers', 'api', 'COUNT', 1, 'STREAMS', stream, '>')
  redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)
  redis.call('XLEN', stream)
  redis.call('SET', text, 'a', 'KEEPTTL')
  redis.call('MGET', text)
  return redis.call('DEL', hash, list, stream, set, text)
end

redis.register_function('ct_work_lease_@VERSION@', lease)
redis.register_function('ct_work_pick_@VERSION@', pick)
redis.register_function('ct_work_ack_@VERSION@', ack)
redis.register_function('ct_work_extend_@VERSION@', extend)
redis.register_function('ct_work_release_@VERSION@', release)
redis.register_function('ct_work_fail_@VERSION@', fail)
redis.register_function('ct_work_expire_@VERSION@', expire)
redis.register_function('ct_work_transfer_@VERSION@', transfer)
redis.register_function('ct_work_probe_@VERSION@', probe)
