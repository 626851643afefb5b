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
--@conversations@
--@accept@

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
