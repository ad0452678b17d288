-- What all scripts share. docs/registry-redis.md describes the keys. A script is atomic but not undone if it fails: each one
-- decides first and writes afterwards.
--
-- Numbers: times are milliseconds, positions in the feed microseconds since 1970, both exact in a double; sequence numbers may be
-- larger, and are text of 19 digits that is compared as such. Never tostring(), which rounds to 14 digits.

local PEERS, RECORDS, DEADLINES, HELD, NAMES = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local LISTED, LISTED_NAMES, FEED, META = KEYS[6], KEYS[7], KEYS[8], KEYS[9]

-- With no registry at work for longer than this, and there is always one that sweeps, leases were missing the time.
local MAX_SILENCE = 10000
local MAX_DOWNTIME = 600000

-- How far the clock may be behind the feed, which runs ahead of it when there are many changes at once; microseconds.
local MAX_AHEAD = 1000000

local function digits(number)
    return string.format('%.0f', number)
end

local TIME = redis.call('TIME')
local WALL = TIME[1] * 1000 + math.floor(TIME[2] / 1000)
local MICROS = TIME[1] * 1000000 + TIME[2]

-- Returns the time that leases run by: it stands still while no registry is at work.
local function lease_time()
    return WALL - (redis.call('HGET', META, 'paused') or 0)
end

-- The same, in scripts that write; says that a registry is at work, and gives back the time that none was. Also returns the time
-- after which leases that ran out may still be renewed: normally now, and 0 for a ttl after a silence.
local function tick(ttl)
    local meta = redis.call('HMGET', META, 'alive', 'paused', 'grace')
    local alive, paused, grace = tonumber(meta[1] or WALL), tonumber(meta[2] or 0), tonumber(meta[3] or 0)
    local silence = WALL - alive
    if silence > MAX_SILENCE then
        paused = paused + math.min(silence, MAX_DOWNTIME)
        grace = WALL - paused + ttl
        redis.call('HSET', META, 'paused', paused, 'grace', grace)
    end
    if not meta[1] or silence >= 1000 or silence < 0 then
        redis.call('HSET', META, 'alive', WALL)
    end
    local now = WALL - paused
    return now, now < grace and 0 or now
end

-- What is known of a peer, or nil.
local function known(id)
    local entry = redis.call('HGET', PEERS, id)
    if not entry then
        return nil
    end
    local sequence, issued, visibility, name, skeleton = string.match(entry, '^(%d+) (-?%d+) (%a) (%S+) (%S+)$')
    return {sequence = sequence, issued = issued, visibility = visibility, name = name, skeleton = skeleton}
end

local function write_known(id, peer)
    redis.call('HSET', PEERS, id,
        table.concat({peer.sequence, peer.issued, peer.visibility, peer.name, peer.skeleton}, ' '))
end

-- Begins a feed that has nothing to do with the one before.
local function begin_epoch()
    local epoch = digits(MICROS)
    redis.call('DEL', FEED)
    redis.call('XADD', FEED, epoch .. '-0', 'e', epoch)
    redis.call('HSET', META, 'epoch', epoch, 'position', epoch)
    return epoch, MICROS
end

-- Returns the feed's epoch and its last position.
local function feed()
    local meta = redis.call('HMGET', META, 'epoch', 'position')
    if not meta[1] or tonumber(meta[2]) > MICROS + MAX_AHEAD then
        -- a new store, or a server whose clock is behind: positions could be given twice
        return begin_epoch()
    end
    return meta[1], tonumber(meta[2])
end

-- Appends a change to the feed: a record that came ('r'), or the id of a peer that went ('g').
local function tell(field, value, feed_length)
    local _, last = feed()
    local position = digits(math.max(MICROS, last + 1))
    redis.call('XADD', FEED, 'MAXLEN', '~', feed_length, position .. '-0', field, value)
    redis.call('HSET', META, 'position', position)
end

local function name_member(peer, id)
    return string.lower(peer.name) .. '\0' .. peer.name .. '\0' .. id
end

local function unlist(id, peer)
    redis.call('ZREM', LISTED, id)
    redis.call('ZREM', LISTED_NAMES, name_member(peer, id))
end

-- Ends a lease: what is left is the name and the number.
local function finish(id, peer, at, feed_length)
    redis.call('ZREM', DEADLINES, id)
    redis.call('HDEL', RECORDS, id)
    redis.call('ZADD', HELD, at, id)
    if peer.visibility == 'p' then
        unlist(id, peer)
        tell('g', id, feed_length)
    end
end

local function disown(id, peer)
    if redis.call('HGET', NAMES, peer.skeleton) == id then
        redis.call('HDEL', NAMES, peer.skeleton)
    end
end
