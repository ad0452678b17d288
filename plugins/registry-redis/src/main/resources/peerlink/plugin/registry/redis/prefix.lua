-- Looks at so many listed names between two bounds. Answers the last one looked at, or an empty text at the end, followed by the
-- records of those that begin with the prefix, case and all.
local now = lease_time()
local prefix, from, to, count, limit = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local members = redis.call('ZRANGEBYLEX', LISTED_NAMES, from, to, 'LIMIT', 0, count)
local answer = {#members == count and members[#members] or ''}
for _, member in ipairs(members) do
    if #answer > limit then
        break
    end
    local name, id = string.match(member, '^[^%z]+%z([^%z]+)%z(.+)$')
    if string.sub(name, 1, #prefix) == prefix then
        local deadline = redis.call('ZSCORE', DEADLINES, id)
        if deadline and tonumber(deadline) > now then
            answer[#answer + 1] = redis.call('HGET', RECORDS, id)
        end
    end
end
return answer
