-- Looks at so many listed peers from a bound on, such as '-' or '(ID'. Answers the last one looked at, or an empty text at the end,
-- followed by id and record of each that holds a lease.
local now = lease_time()
local count = tonumber(ARGV[2])
local ids = redis.call('ZRANGEBYLEX', LISTED, ARGV[1], '+', 'LIMIT', 0, count)
local answer = {#ids == count and ids[#ids] or ''}
if #ids > 0 then
    local deadlines = redis.call('ZMSCORE', DEADLINES, unpack(ids))
    local records = redis.call('HMGET', RECORDS, unpack(ids))
    for i, id in ipairs(ids) do
        if deadlines[i] and tonumber(deadlines[i]) > now then
            answer[#answer + 1] = id
            answer[#answer + 1] = records[i]
        end
    end
end
return answer
