-- Reads the feed after a position of an epoch. Answers ok or resync, the epoch, its last position, and the entries.
--
-- A position that is in the feed has missed nothing. Where it is not, it was trimmed, or lost by a fail-over: the reader that has
-- seen one that is lost, seen_position, begins a new epoch, so that all other readers learn of it.
local epoch, position, seen_epoch, seen_position, count = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local function is_there(at)
    return #redis.call('XRANGE', FEED, at .. '-0', at .. '-0') > 0
end

local current, last = feed()
if seen_epoch == current and not is_there(seen_position) then
    local first = redis.call('XRANGE', FEED, '-', '+', 'COUNT', 1)[1]
    if not first or tonumber(string.match(first[1], '^%d+')) < tonumber(seen_position) then
        current, last = begin_epoch()
    end
end
if epoch ~= current or not is_there(position) then
    return {'resync', current, digits(last)}
end
return {'ok', current, digits(last), redis.call('XRANGE', FEED, '(' .. position .. '-0', '+', 'COUNT', count)}
