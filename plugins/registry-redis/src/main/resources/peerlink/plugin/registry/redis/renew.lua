-- Prolongs leases: a ttl, how old a record may be, and at most 64 ids. Answers r (renewed), n (not registered) or s (stale record).
local ttl, max_age = tonumber(ARGV[1]), tonumber(ARGV[2])
local ids = {}
for i = 3, #ARGV do
    ids[i - 2] = ARGV[i]
end

local now, since = tick(ttl)
local peers = redis.call('HMGET', PEERS, unpack(ids))
local deadlines = redis.call('ZMSCORE', DEADLINES, unpack(ids))
local renewed = {}
local answers = {}
for i, id in ipairs(ids) do
    if not deadlines[i] or tonumber(deadlines[i]) <= since then
        answers[i] = 'n'
    elseif tonumber(string.match(peers[i], '^%d+ (-?%d+) ')) + max_age < WALL then
        answers[i] = 's'
    else
        answers[i] = 'r'
        renewed[#renewed + 1] = now + ttl
        renewed[#renewed + 1] = id
    end
end
if #renewed > 0 then
    redis.call('ZADD', DEADLINES, 'XX', 'GT', unpack(renewed))
end
return answers
