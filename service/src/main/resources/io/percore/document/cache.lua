#!lua name=percore
-- version 2

-- The cache's rules, each function one atomic step. Loaded into Redis by the workers, called by them and by the edge.
--
-- A worker replaces functions of a lower version and leaves those of a higher one, so during a deploy two releases share the
-- newer ones: what a version adds must leave the calls of the version before as they were.
--
-- Of each document, named <collection>/<id>:
--   entry:<document>    hash rev, body. Has a time to live and may be evicted at any time. Of a document that is not there:
--                       revision 0, and the answer to whoever reads it.
--   token:<document>    who may publish: the token of one reader, or the attempt of one writer with nobody beside him.
--   intents:<document>  sorted set: attempt, deadline. Never expires, so that it is never evicted: while any intent is
--                       there, readers ask MongoDB.
-- Of the whole database:
--   generation          what begin, end and trust must name; the regime lease's in MongoDB, 0 when Redis lost it.
--   quarantine          until then writes that this generation knows nothing of may still commit.
--   trust               the lease's seq; there while workers renew the lease, and without it nobody believes an entry.
--   trusted-until       when that trust ended, or will.
--   turn                there while a worker is renewing the lease, or just did.
--   tokens              the number of the last one; begins at the time of init, so that none is ever granted twice.
--
-- An entry or a token stands only while there is no intent but that of the token's own holder: begin takes both away, and
-- nobody grants or fills beside an intent. So read need not look for intents before it answers a hit.
--
-- Deadlines are absolute and in Redis's own milliseconds: a command that arrives late gives nothing. Keys are not declared,
-- since one document's rules touch several: this is for one Redis server, not for a Redis Cluster.

local NO_REVISION = '0'

-- Longer than a worker waits for MongoDB; a reader that died keeps others from filling for so long.
local TOKEN_MILLISECONDS = 2000
-- A third of the lease, so that it outlasts a renewal that fails.
local TURN_MILLISECONDS = 300

local function microseconds()
    local time = redis.call('TIME')
    return time[1] * 1000000 + time[2]
end

local function now()
    return math.floor(microseconds() / 1000)
end

local function whole(number)
    return string.format('%.0f', number)
end

local function present_generation()
    return tonumber(redis.call('GET', 'generation')) or 0
end

local function in_quarantine()
    return now() < (tonumber(redis.call('GET', 'quarantine')) or 0)
end

local function trusted()
    return redis.call('EXISTS', 'trust') == 1
end

local function announced(document)
    return redis.call('EXISTS', 'intents:' .. document) == 1
end

local function drop(document)
    redis.call('DEL', 'entry:' .. document, 'token:' .. document)
end

-- An intent that ran out belonged to a writer that never said how it ended, so the body may be an old one.
local function drop_expired(document)
    if redis.call('ZREMRANGEBYSCORE', 'intents:' .. document, '-inf', whole(now())) > 0 then
        drop(document)
    end
end

local function publish(document, revision, body, milliseconds)
    local entry = 'entry:' .. document
    redis.call('HSET', entry, 'rev', revision, 'body', body)
    redis.call('PEXPIRE', entry, milliseconds)
end

-- What readers are answered, if anything is there.
local function known(document)
    local entry = redis.call('HMGET', 'entry:' .. document, 'rev', 'body')
    if entry[2] and entry[1] == NO_REVISION then
        return { 'ABSENT', entry[2] }
    end
    return entry[2] and { 'HIT', entry[1], entry[2] }
end

local function read(keys)
    local document = keys[1]
    if not trusted() then
        return { 'DISTRUST' }
    end
    return known(document) or { announced(document) and 'DOUBT' or 'MISS' }
end

-- What was right when trust ended, and how many milliseconds ago that was: for answers that say so, while MongoDB is away.
local function stale(keys)
    local entry = redis.call('HMGET', 'entry:' .. keys[1], 'rev', 'body')
    local trusted_until = tonumber(redis.call('GET', 'trusted-until'))
    if not entry[2] or entry[1] == NO_REVISION or not trusted_until then
        return { 'MISS' }
    end
    return { 'STALE', entry[1], entry[2], whole(math.max(0, now() - trusted_until)) }
end

-- For readers who were told MISS, or DOUBT: another may have filled since.
local function miss(keys)
    local document = keys[1]
    drop_expired(document)
    if not trusted() then
        return { 'DISTRUST' }
    end
    if announced(document) then
        return { 'DOUBT' }
    end
    local filled = known(document)
    if filled then
        return filled
    elseif redis.call('EXISTS', 'token:' .. document) == 1 then
        return { 'TAKEN' }
    end
    local token = whole(redis.call('INCR', 'tokens'))
    redis.call('SET', 'token:' .. document, token, 'PX', TOKEN_MILLISECONDS)
    return { 'TOKEN', token }
end

local function fill(keys, args)
    local document = keys[1]
    local token, revision, body, milliseconds = args[1], args[2], args[3], args[4]
    if not trusted() or announced(document) or redis.call('GET', 'token:' .. document) ~= token then
        return { 'REFUSED' }
    end
    redis.call('DEL', 'token:' .. document)
    publish(document, revision, body, milliseconds)
    return { 'FILLED' }
end

local function begin(keys, args)
    local document = keys[1]
    local attempt, generation, deadline = args[1], tonumber(args[2]), args[3]
    local present = present_generation()
    if generation ~= present then
        return { 'REFUSED', whole(present) }
    end
    drop_expired(document)
    local alone = not announced(document) and not in_quarantine()
    drop(document)
    if alone then
        redis.call('SET', 'token:' .. document, attempt, 'PXAT', deadline)
    end
    redis.call('ZADD', 'intents:' .. document, deadline, attempt)
    return { 'BEGUN' }
end

-- Without a revision nothing is published: nothing changed.
local function finish(keys, args)
    local document = keys[1]
    local attempt, generation = args[1], tonumber(args[2])
    local revision, body, milliseconds = args[3], args[4], args[5]
    local standing = redis.call('ZREM', 'intents:' .. document, attempt) == 1 and generation == present_generation()
    local alone = redis.call('GET', 'token:' .. document) == attempt
    drop(document)
    if not (standing and alone and revision) then
        return { 'ENDED' }
    end
    publish(document, revision, body, milliseconds)
    return { 'PUBLISHED' }
end

local function init(_, args)
    local generation, quarantine_milliseconds = tonumber(args[1]), tonumber(args[2])
    local present = present_generation()
    if present >= generation then
        return { 'REFUSED', whole(present) }
    end
    redis.call('FLUSHDB', 'ASYNC')
    redis.call('SET', 'generation', whole(generation))
    redis.call('SET', 'quarantine', whole(now() + quarantine_milliseconds))
    redis.call('SET', 'tokens', whole(microseconds()))
    return { 'EMPTIED', whole(generation) }
end

-- What renewing the lease in MongoDB gives readers; one that comes late takes nothing from a later one.
local function trust(_, args)
    local generation, deadline, seq = tonumber(args[1]), tonumber(args[2]), args[3]
    local present = present_generation()
    if generation ~= present then
        return { 'REFUSED', whole(present) }
    elseif in_quarantine() then
        return { 'QUARANTINE' }
    elseif deadline > math.max(now(), redis.call('PEXPIRETIME', 'trust')) then
        redis.call('SET', 'trust', seq, 'PXAT', whole(deadline))
        redis.call('SET', 'trusted-until', whole(deadline))
    end
    return { 'TRUSTED' }
end

-- How the cache is, which each worker asks again and again: the word, the time, the generation, the seq that is trusted
-- or 0, and whether it is the asker's turn (1) to renew a lease of that generation, which one of the willing has at a time.
local function pulse(_, args)
    local generation, willing = tonumber(args[1]), args[2] == 'willing'
    local present = present_generation()
    local seq = redis.call('GET', 'trust')
    local word = seq and 'TRUSTED' or in_quarantine() and 'QUARANTINE' or 'DISTRUST'
    local turn = willing and generation == present
        and redis.call('SET', 'turn', 'taken', 'NX', 'PX', TURN_MILLISECONDS)
    return { word, whole(now()), whole(present), seq or '0', turn and '1' or '0' }
end

redis.register_function { function_name = 'percore_read', callback = read, flags = { 'no-writes' } }
redis.register_function { function_name = 'percore_stale', callback = stale, flags = { 'no-writes' } }
redis.register_function('percore_miss', miss)
redis.register_function('percore_fill', fill)
redis.register_function('percore_begin', begin)
redis.register_function('percore_end', finish)
redis.register_function('percore_init', init)
redis.register_function('percore_trust', trust)
redis.register_function('percore_pulse', pulse)
