#!lua name=crosstown_face
-- What other programs may call, under names that stay. An older and a newer daemon load it over each other,
-- so it may only ever be added to.

--@places@
--@requests@
--@moves@
--@holding@

-- Finishes an entry that a Redis worker was given, if it is still that worker's: XACK itself does not ask who
-- acknowledges. An entry that came back to its queue has another id, so whoever is late finds nothing here.
-- KEYS[1] the stream. ARGV: entry, consumer; "closed" and a reason, where that closes the request.
-- Reply: OK, or the error CT_LATE.
local function finish(keys, args)
  local stream, id, consumer = keys[1], args[1] or '', args[2] or ''
  local base = string.match(stream, '^(.*:)queue:[^:]+:%a+$')
  if not base then return redis.error_reply('CT_KEY the key is no queue: <prefix>:{<partition>}:queue:<queue>:<priority> is expected') end
  if args[3] and args[3] ~= 'closed' then return redis.error_reply('CT_WORD "closed" or nothing is expected behind the consumer') end
  local pending = redis.pcall('XPENDING', stream, 'workers', id, id, 1)
  if pending.err then return redis.error_reply('CT_LATE ' .. pending.err) end
  if #pending == 0 or pending[1][2] ~= consumer then
    return redis.error_reply('CT_LATE this entry is not yours any more: it was finished, or came back and was given to another worker')
  end
  local flat = entry_at(stream, id)
  redis.call('XACK', stream, 'workers', id)
  local record = flat and read_record(base, by_name(flat).tracking or '')
  if record then
    local by = 'redis:' .. consumer
    local closes = args[3] == 'closed'
    if closes or record.status == 'received' then
      set_status(base, record, closes and 'closed' or 'in-progress', by, args[4] or '')
    end
    save(record)
    tell(base, 'kind', 'finished', 'tracking', record.tracking, 'queue', record.queue, 'by', by)
  end
  return redis.status_reply('OK')
end

redis.register_function('ct_finish', finish)
