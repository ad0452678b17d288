-- Ends leases that have run out and gives names back, at most so many of each at once. Answers how many ended, how late the first
-- of them in milliseconds, whether there may be more, and the server's time.
local ttl, hold, max_held, feed_length, limit =
    tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local now, since = tick(ttl)

local released = redis.call('ZRANGEBYSCORE', HELD, '-inf', now - hold, 'LIMIT', 0, limit)
if #released == 0 then
    local excess = math.min(redis.call('ZCARD', HELD) - max_held, limit)
    if excess > 0 then
        released = redis.call('ZRANGE', HELD, 0, excess - 1)
    end
end
for _, id in ipairs(released) do
    disown(id, known(id))
    redis.call('HDEL', PEERS, id)
    redis.call('ZREM', HELD, id)
end

-- after a silence the peers get the time to find their way back
local due = since == 0 and {} or redis.call('ZRANGEBYSCORE', DEADLINES, '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit)
for i = 1, #due, 2 do
    finish(due[i], known(due[i]), due[i + 1], feed_length)
end
local ended = #due / 2
local is_more = (ended == limit or #released == limit) and 1 or 0
return {ended, ended > 0 and now - due[2] or 0, is_more, digits(WALL)}
