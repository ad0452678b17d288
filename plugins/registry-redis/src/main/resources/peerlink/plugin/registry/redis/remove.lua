-- Takes a tombstone, or with dry = 1 only tells whether it would. One that was taken already is taken again, as whoever sent it
-- may not have heard.
local ttl, id, sequence, feed_length, dry = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5] == '1'

local peer = known(id)
if not peer then
    return {'ok'}
end
local is_leased = redis.call('ZSCORE', DEADLINES, id)
if sequence < peer.sequence or (is_leased and sequence == peer.sequence) then
    return {'stale', peer.sequence}
end
if dry then
    return {'ok'}
end

local now = tick(ttl)
peer.sequence = sequence
write_known(id, peer)
if is_leased then
    finish(id, peer, now, feed_length)
end
return {'ok'}
