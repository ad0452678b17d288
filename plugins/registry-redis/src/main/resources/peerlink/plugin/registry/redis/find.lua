-- Finds a record by id, or by name with its skeleton; false if there is none.
local now = lease_time()
local id = ARGV[1]
if #ARGV == 2 then
    id = redis.call('HGET', NAMES, ARGV[2])
    local peer = id and known(id)
    if not peer or peer.name ~= ARGV[1] or peer.visibility == 'h' then
        return false
    end
end
local deadline = redis.call('ZSCORE', DEADLINES, id)
return deadline and tonumber(deadline) > now and redis.call('HGET', RECORDS, id)
