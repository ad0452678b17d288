-- Takes a registration, or with dry = 1 only tells whether it would.
local ttl, id, sequence, issued, visibility, name, skeleton, record =
    tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8]
local hold, max_leases, feed_length, max_age, dry =
    tonumber(ARGV[9]), tonumber(ARGV[10]), ARGV[11], tonumber(ARGV[12]), ARGV[13] == '1'

local now, since
if dry then
    now = lease_time()
else
    now, since = tick(ttl)
end

local peer = known(id)
local deadline = redis.call('ZSCORE', DEADLINES, id)
local is_same = deadline and redis.call('HGET', RECORDS, id) == record
if not deadline and redis.call('ZCARD', DEADLINES) >= max_leases then
    return {'full'}
end
if peer and sequence <= peer.sequence and not is_same then
    return {'stale', peer.sequence}
end
local owner = redis.call('HGET', NAMES, skeleton)
if owner and owner ~= id then
    local ended = redis.call('ZSCORE', HELD, owner)
    if redis.call('ZSCORE', DEADLINES, owner) or (ended and tonumber(ended) + hold > now) then
        return {'taken'}
    end
end
if dry then
    return {'ok'}
end

if is_same and tonumber(deadline) > since and tonumber(issued) + max_age >= WALL then
    redis.call('ZADD', DEADLINES, 'XX', 'GT', now + ttl, id)
    return {'ok'}
end
local was_listed = deadline and peer.visibility == 'p'
if was_listed then
    unlist(id, peer)
end
if peer and peer.skeleton ~= skeleton then
    disown(id, peer)
end
peer = {sequence = sequence, issued = issued, visibility = visibility, name = name, skeleton = skeleton}
redis.call('HSET', NAMES, skeleton, id)
redis.call('HSET', RECORDS, id, record)
redis.call('ZADD', DEADLINES, now + ttl, id)
redis.call('ZREM', HELD, id)
write_known(id, peer)
if visibility == 'p' then
    redis.call('ZADD', LISTED, 0, id)
    redis.call('ZADD', LISTED_NAMES, 0, name_member(peer, id))
    tell('r', record, feed_length)
elseif was_listed then
    tell('g', id, feed_length)
end
return {'ok'}
