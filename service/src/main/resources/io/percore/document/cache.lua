#!lua name=percore

-- The cache's rules, each function one atomic step. Loaded into Redis by the workers, called by them and by the edge.
--
-- Of each document, named <collection>/<id>:
--   entry:<document>    hash rev, body. Has a time to live and may be evicted at any time.
--   token:<document>    who may publish: the token of one reader, or the attempt of one writer with nobody beside him.
--   intents:<document>  sorted set: attempt, deadline. Never expires, so that it is never evicted: while any intent is
--                       there, readers ask MongoDB.
-- Of the whole database:
--   generation          what begin, end and trust must name; grows each time the cache is emptied.
--   quarantine          until then writes announced in an earlier generation may still commit.
--   trust               there while workers renew it; without it nobody believes an entry.
--   tokens              how many were granted in this generation.
--
-- An entry or a token stands only while there is no intent but that of the token's own holder: begin takes both away, and
-- nobody grants or fills beside an intent. So read need not look for intents before it answers a hit.
--
-- Deadlines are absolute and in Redis's own milliseconds: a command that arrives late gives nothing. Keys are not declared,
-- since one document's rules touch several: this is for one Redis server, not for a Redis Cluster.

-- Longer than a worker waits for MongoDB; a reader that died keeps others from filling for so long.
local TOKEN_MILLISECONDS = 2000

local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
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

local function read(keys)
    local document = keys[1]
    if not trusted() then
        return { 'DISTRUST' }
    end
    local entry = redis.call('HMGET', 'entry:' .. document, 'rev', 'body')
    if entry[2] then
        return { 'HIT', entry[1], entry[2] }
    end
    return { announced(document) and 'DOUBT' or 'MISS' }
end

local function miss(keys)
    local document = keys[1]
    drop_expired(document)
    if not trusted() then
        return { 'DISTRUST' }
    end
    if announced(document) then
        return { 'DOUBT' }
    end
    if redis.call('EXISTS', 'entry:' .. document, 'token:' .. document) > 0 then
        return { 'TAKEN' }
    end
    local token = whole(present_generation()) .. ':' .. whole(redis.call('INCR', 'tokens'))
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

-- Without a revision nothing is published: the document was deleted, or nothing changed.
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
    return { 'EMPTIED', whole(generation) }
end

-- Tells Redis's time with each answer, from which callers reckon their next deadline.
local function trust(_, args)
    local generation, deadline = tonumber(args[1]), tonumber(args[2])
    local present = present_generation()
    local answer = 'TRUSTED'
    if generation ~= present then
        answer = 'REFUSED'
    elseif in_quarantine() then
        answer = 'QUARANTINE'
    elseif deadline > now() then
        redis.call('SET', 'trust', whole(generation), 'PXAT', whole(deadline))
    end
    return { answer, whole(present), whole(now()) }
end

redis.register_function { function_name = 'percore_read', callback = read, flags = { 'no-writes' } }
redis.register_function('percore_miss', miss)
redis.register_function('percore_fill', fill)
redis.register_function('percore_begin', begin)
redis.register_function('percore_end', finish)
redis.register_function('percore_init', init)
redis.register_function('percore_trust', trust)
